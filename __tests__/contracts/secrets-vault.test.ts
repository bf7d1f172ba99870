import { PutSecretValueCommand, DeleteSecretCommand } from '@aws-sdk/client-secrets-manager';
import crypto from 'node:crypto';
import {
  openShard,
  openVault,
  readSecretsHighWaterMark,
  type SecretsAction,
  type SecretsVault,
} from '../../scripts/recovery/vault/secrets';
import { unseal } from '../../scripts/recovery/vault/secrets/seal';
import { names, RECOVERED, World } from '../recovery/secrets/world';
import { makeHaste } from '../simulation/support/haste';
import { replace } from '../simulation/support/replace';
import { golden } from './support/golden';
import {
  comparable,
  goldenObjects,
  plainOf,
  readObjects,
  writeObjects,
  type Objects,
} from './support/objects';
import { clearHeaderOf } from './support/sealed-message';
import { staticKms } from './support/static-kms';

const MINUTE = 60_000;
const KEY = `arn:aws:kms:${RECOVERED.region}:${names.accountId}:key/00000000-0000-4000-8000-000000000001`;

makeHaste();
// The key of a round is random, and so are the fingerprints that it makes.
replace(crypto, 'randomBytes', (length: number) => Buffer.alloc(length, 7));

function withStaticKms<Action extends SecretsAction>(action: Action): Action {
  return { ...action, vault: { ...action.vault, kms: staticKms(KEY) } };
}

/** Users' and a provider's secrets are sealed; then some change, one goes, and they are sealed again. */
async function written(world: World): Promise<Objects> {
  const { secrets, ...source } = withStaticKms(world.source);
  const [first = '', second = ''] = await world.seed(3);
  await world.make(secrets, {
    Name: names.userSecret('u00009', 'c2'),
    SecretBinary: Buffer.from([0, 255]),
    Description: 'of bytes',
    KmsKeyId: names.keyAlias,
    Tags: [{ Key: 'kind', Value: 'token' }],
  });
  await world.make(secrets, {
    Name: names.providerSecret('fitbit'),
    SecretString: '{"id":"i","secret":"s"}',
  });
  await world.clock.sleep(10 * MINUTE);
  await world.backup({ secrets, ...source });
  await world.clock.sleep(10 * MINUTE);
  await secrets.send(new PutSecretValueCommand({ SecretId: first, SecretString: 'renewed' }));
  await secrets.send(new DeleteSecretCommand({ SecretId: second }));
  await world.clock.sleep(10 * MINUTE);
  await world.backup({ secrets, ...source });
  return readObjects(source.vault);
}

/** Sealed objects with their contents opened beforehand: what is sealed differs each time. */
async function opened(vault: SecretsVault, objects: Objects): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const [key, bytes] of objects) {
    if (!key.endsWith('.sealed')) continue;
    const plain = Buffer.from(await unseal(vault, key, bytes));
    const content = key.includes('/keys/') ? plain.toString('hex') : plain.toString();
    found.set(key, `${JSON.stringify(clearHeaderOf(bytes))}\n${content}`);
  }
  return found;
}

async function comparableVault(vault: SecretsVault, objects: Objects, known: Objects): Promise<object> {
  const plain = await opened(vault, objects);
  // The seal of a round is over digests of what is sealed: the reader compares it. Calls keep a pace of milliseconds.
  const view = (key: string, bytes: Buffer): string | undefined =>
    /\/rounds\/|-mark\.json$/.test(key)
      ? bytes
          .toString()
          .replace(/"seal":"\w{64}"/, '"seal":"<seal>"')
          .replaceAll(/\.\d{3}Z"/g, '.000Z"')
      : plain.get(key);
  return comparable(objects, { view, known, tidy: tidyHead });
}

/** A page lists its shards in the order of their ids. */
function tidyHead(line: string): string {
  if (!line.startsWith('{"shards":{')) return line;
  const { shards } = JSON.parse(line) as { shards: Record<string, string> };
  return JSON.stringify({ shards: Object.fromEntries(Object.entries(shards).sort()) });
}

async function readVault(action: SecretsAction): Promise<object> {
  const { vault } = action;
  const found = await openVault(action);
  const values = [];
  for (const shard of found.shards) {
    values.push({ shard: shard.shard, secrets: await openShard(found, shard) });
  }
  return {
    mark: await readSecretsHighWaterMark(vault),
    root: found.root,
    entries: [...found.entries.values()],
    values,
  };
}

let world: World;
let today: Objects;
let before: Objects;
beforeAll(async () => {
  world = await World.create();
  today = await written(world);
  before = goldenObjects('secrets-vault', today);
});
afterAll(() => {
  world.remove();
});

it('what a round seals and writes is what was written before', async () => {
  const { vault } = withStaticKms(world.recovered);
  expect(await comparableVault(vault, today, before)).toEqual(await comparableVault(vault, before, before));
});

it('a vault that was sealed before is opened to what it holds', async () => {
  const other = await World.create();
  try {
    const action = withStaticKms(other.recovered);
    await writeObjects(action.vault, before);
    const read = plainOf(await readVault(action));
    expect(read).toMatchObject(golden('secrets-vault-as-read.json', read));
    expect(await other.restore(action)).toMatchObject({ counts: { created: 4 } });
    expect(await other.valueIn(action, names.userSecret('u00000', 'c1'))).toBe('renewed');
  } finally {
    other.remove();
  }
});
