import { DisableKeyCommand, GenerateDataKeyCommand } from '@aws-sdk/client-kms';
import { DeleteSecretCommand, PutSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { gunzipSync } from 'node:zlib';
import { connectSecrets, seal } from '../../../scripts/recovery/vault/secrets';
import { verifySecrets, verifyVault } from '../../../scripts/recovery/rebuild/secrets/verify';
import { makeHaste } from '../../simulation/support/haste';
import { BUCKET, names, RECOVERED, SOURCE, World } from './world';

let world: World;
makeHaste();
beforeEach(async () => {
  world = await World.create();
});
afterEach(() => {
  world.remove();
});

const creations = () => world.calls('CreateSecret', RECOVERED.region);

async function only(prefix: string): Promise<string> {
  const [key = ''] = await world.objects(prefix);
  return key;
}

describe('a vault', () => {
  it('that is empty is refused, with the command that fills it', async () => {
    await expect(world.restore()).rejects.toMatchObject({
      code: 'VAULT_EMPTY',
      kind: 'precondition',
      next: `npx recover secrets backup --region ${SOURCE.region}`,
    });
  });

  it.each(['shards/', 'catalogue/', 'keys/', 'rounds/'])(
    'of whose %s one byte was changed is refused and the object named, before anything is made',
    async (prefix) => {
      await world.seed(3);
      await world.backup();
      const key = await only(prefix);
      const bytes = await world.read(key);
      // In a root the count of secrets: the text stays readable.
      const at = prefix === 'rounds/' ? bytes.indexOf('"secrets":3') + 10 : bytes.length - 9;
      bytes[at] = (bytes[at] ?? 0) ^ 1;
      await world.write(key, bytes);
      const refused = expect.objectContaining({
        code: 'VAULT_TAMPERED',
        kind: 'precondition',
        message: expect.stringContaining(key) as string,
        next: `aws s3api list-object-versions --bucket ${BUCKET} --prefix ${key}`,
      }) as Error;
      await expect(world.restore()).rejects.toEqual(refused);
      expect(creations()).toBe(0);
    },
  );

  it.each(['shards/', 'catalogue/', 'keys/'])(
    'whose %s lack one is refused and the gap named, before anything is made',
    async (prefix) => {
      await world.seed(3);
      await world.backup();
      const key = await only(prefix);
      const vault = { ...world.recovered.vault, s3: withoutObject(key) };
      await expect(world.restore({ ...world.recovered, vault })).rejects.toMatchObject({
        code: 'VAULT_GAP',
        message: expect.stringContaining(key) as string,
      });
      expect(creations()).toBe(0);
    },
  );

  /** The vault's S3, to which one object is gone. */
  function withoutObject(key: string) {
    const { s3 } = world.recovered.vault;
    const send = (command: { input: { Key?: string } }) =>
      command.input.Key === key
        ? Promise.reject(Object.assign(new Error('gone'), { name: 'NoSuchKey' }))
        : s3.send(command as never);
    return { send } as unknown as typeof s3;
  }

  it('does not take one sealed object for another', async () => {
    await world.seed(3);
    await world.backup();
    const [key, shard] = [await only('keys/'), await only('shards/')];
    await world.write(key, await world.read(shard));
    await expect(world.restore()).rejects.toMatchObject({ code: 'VAULT_TAMPERED' });
  });

  it('whose key is disabled is refused, with the command that shows the key', async () => {
    await world.seed(2);
    await world.backup();
    const { kms } = world.recovered.vault;
    const { KeyId } = await kms.send(
      new GenerateDataKeyCommand({ KeyId: names.keyAlias, NumberOfBytes: 32 }),
    );
    await kms.send(new DisableKeyCommand({ KeyId }));
    const refused = {
      code: 'VAULT_KEY_UNUSABLE',
      next: `aws kms describe-key --key-id ${names.keyAlias} --region ${RECOVERED.region}`,
    };
    await expect(world.restore()).rejects.toMatchObject(refused);
    await world.source.secrets.send(
      new PutSecretValueCommand({ SecretId: names.userSecret('u00000', 'c1'), SecretString: 'new' }),
    );
    await expect(world.backup()).rejects.toMatchObject(refused);
  });

  it('that was sealed under a key of another region is refused', async () => {
    await world.seed(2);
    await world.backup();
    const key = await only('keys/');
    const elsewhere = connectSecrets(
      world.source,
      { source: SOURCE.region, region: SOURCE.region },
      {
        requestHandler: world.cloud.requestHandler as never,
        endpoint: 'http://in-process',
        credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
      },
    );
    await world.makeKey(elsewhere.vault);
    await world.write(key, await seal(elsewhere.vault, key, Buffer.alloc(32)));
    await expect(world.restore()).rejects.toMatchObject({ code: 'VAULT_KEY_WRONG' });
  });

  it('opens what an earlier key behind the alias has sealed', async () => {
    await world.seed(2);
    await world.backup();
    await world.makeKey();
    expect(await world.restore()).toMatchObject({ counts: { created: 2 } });
  });

  it('has nothing to be guessed from: fingerprints of equal values differ, by name and by round', async () => {
    const [name = ''] = await world.seed(2, () => 'the same');
    const fingerprints = async () => {
      const pages = await world.objects('catalogue/');
      const texts = await Promise.all(pages.map(async (key) => gunzipSync(await world.read(key)).toString()));
      return texts.flatMap((text) => [...text.matchAll(/"fingerprint":"(\w+)"/g)].map(([, found]) => found));
    };
    await world.backup();
    expect(new Set(await fingerprints()).size).toBe(2);
    await world.source.secrets.send(new PutSecretValueCommand({ SecretId: name, SecretString: 'other' }));
    await world.backup();
    await world.source.secrets.send(new PutSecretValueCommand({ SecretId: name, SecretString: 'the same' }));
    await world.backup();
    expect(new Set(await fingerprints()).size).toBe(4);
  });
});

describe('a comparison', () => {
  it('names what differs and what is missing, of all or of a sample', async () => {
    const [first = '', second = '', third = ''] = await world.seed(40);
    await world.backup();
    await world.restore();
    for (const SecretId of [first, second]) {
      await world.recovered.secrets.send(new PutSecretValueCommand({ SecretId, SecretString: 'renewed' }));
    }
    expect(await verifySecrets(world.recovered)).toMatchObject({
      checked: 40,
      different: [first, second],
      missing: [],
    });
    await world.recovered.secrets.send(new DeleteSecretCommand({ SecretId: third }));
    expect(await verifySecrets(world.recovered)).toMatchObject({ missing: [third] });
    expect(await verifySecrets(world.recovered, { sample: 10 })).toMatchObject({ secrets: 40, checked: 10 });
  });

  it('of the vault with itself opens every shard', async () => {
    await world.seed(12);
    await world.backup();
    expect(await verifyVault(world.recovered)).toMatchObject({ secrets: 12, checked: 12, different: [] });
  });
});
