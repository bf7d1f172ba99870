import { createCipheriv, createDecipheriv, createHash, randomBytes, randomUUID } from 'node:crypto';
import { Regional } from '../../services/support/regional';
import { operation, type Call, type Operations } from './json-service';
import { Refusal } from './refusal';

interface Key {
  readonly arn: string;
  readonly material: Buffer;
  enabled: boolean;
}

interface Keys {
  readonly byArn: Map<string, Key>;
  /** `alias/...` to ARN. */
  readonly aliases: Map<string, string>;
}

/** Symmetric KMS keys: what is sealed under one, with a context, opens under that one with that context (AWS KMS API reference). */
export function createKeyStore(): Operations {
  const regional = new Regional((): Keys => ({ byArn: new Map(), aliases: new Map() }));
  const usable = ({ body, request }: Call): Key => {
    const key = find(regional.of(request), String(body.KeyId));
    if (!key.enabled) throw new Refusal('DisabledException', `${key.arn} is disabled.`);
    return key;
  };
  return {
    CreateKey: operation('Description', ({ request: { region, accountId }, request }) => {
      const arn = `arn:aws:kms:${region}:${accountId}:key/${randomUUID()}`;
      regional.of(request).byArn.set(arn, { arn, material: randomBytes(32), enabled: true });
      return { KeyMetadata: { Arn: arn, KeyId: arn.split('/').at(-1) } };
    }),
    CreateAlias: operation('AliasName TargetKeyId', ({ body, request }) => {
      const keys = regional.of(request);
      keys.aliases.set(String(body.AliasName), find(keys, String(body.TargetKeyId)).arn);
      return {};
    }),
    DisableKey: operation('KeyId', ({ body, request }) => {
      find(regional.of(request), String(body.KeyId)).enabled = false;
      return {};
    }),
    DescribeKey: operation('KeyId', ({ body, request }) => {
      const { arn, enabled } = find(regional.of(request), String(body.KeyId));
      const KeyState = enabled ? 'Enabled' : 'Disabled';
      return { KeyMetadata: { Arn: arn, KeyId: arn.split('/').at(-1), Enabled: enabled, KeyState } };
    }),
    GenerateDataKey: operation('KeyId NumberOfBytes EncryptionContext', (call) => {
      const key = usable(call);
      const plain = randomBytes(Number(call.body.NumberOfBytes));
      return { KeyId: key.arn, Plaintext: plain.toString('base64'), CiphertextBlob: wrap(key, plain, call) };
    }),
    Decrypt: operation('KeyId CiphertextBlob EncryptionContext', (call) => {
      const key = usable(call);
      return { KeyId: key.arn, Plaintext: unwrap(key, call).toString('base64') };
    }),
  };
}

/** @throws Refusal NotFoundException */
function find({ byArn, aliases }: Keys, id: string): Key {
  const alias = /alias\/.*$/.exec(id)?.[0];
  const arn = alias === undefined ? id : aliases.get(alias);
  const key = byArn.get(arn ?? '') ?? [...byArn.values()].find((one) => one.arn.endsWith(`/${id}`));
  if (key === undefined) throw new Refusal('NotFoundException', `${id} is not found.`);
  return key;
}

function contextOf({ body }: Call): Buffer {
  const entries = Object.entries((body.EncryptionContext ?? {}) as Record<string, string>).sort();
  return createHash('sha256').update(JSON.stringify(entries)).digest();
}

function wrap({ material }: Key, plain: Buffer, call: Call): string {
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', material, iv).setAAD(contextOf(call));
  return Buffer.concat([iv, cipher.update(plain), cipher.final(), cipher.getAuthTag()]).toString('base64');
}

/** @throws Refusal InvalidCiphertextException */
function unwrap({ material }: Key, call: Call): Buffer {
  const blob = Buffer.from(String(call.body.CiphertextBlob), 'base64');
  try {
    const decipher = createDecipheriv('aes-256-gcm', material, blob.subarray(0, 12))
      .setAAD(contextOf(call))
      .setAuthTag(blob.subarray(-16));
    return Buffer.concat([decipher.update(blob.subarray(12, -16)), decipher.final()]);
  } catch {
    throw new Refusal('InvalidCiphertextException', 'The ciphertext is not of this key and context.');
  }
}
