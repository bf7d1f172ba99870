/** One of these words in a name is enough. */
const SECRET_WORDS = new Set([
  'password',
  'passwd',
  'pwd',
  'passphrase',
  'secret',
  'secrets',
  'token',
  'tokens',
  'credential',
  'credentials',
  'auth',
  'authorization',
  'cookie',
  'pin',
]);

/** What makes the word `key` behind it a secret; `hash_key`, `kms_key_arn` and the key of an object are none. */
const KEY_OWNERS = new Set([
  'private',
  'api',
  'access',
  'auth',
  'signing',
  'shared',
  'master',
  'account',
  'ssh',
  'license',
]);

/** A name that ends so tells about a secret, or where it lies: `secret_arn`, `token_ttl`, `password_length`. */
const HARMLESS_ENDINGS = new Set([
  'arn',
  'arns',
  'name',
  'version',
  'ttl',
  'type',
  'validity',
  'units',
  'count',
  'enabled',
  'required',
  'length',
  'days',
  'period',
  'policy',
  'mode',
  'methods',
  'expression',
]);

/** Whether what a name like this holds must not be shown, whatever Terraform says of it. */
export function isSecretName(name: string): boolean {
  const words = name
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z\d]+/)
    .filter((word) => word !== '');
  if (HARMLESS_ENDINGS.has(words.at(-1) ?? '')) return false;
  return words.some((word, index) => {
    if (word === 'key') return KEY_OWNERS.has(words[index - 1] ?? '');
    return SECRET_WORDS.has(word) || /(password|secret|apikey|privatekey|accesskey)$/.test(word);
  });
}
