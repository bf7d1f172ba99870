import {
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  LimitExceededException,
  PutSecretValueCommand,
  ReplicateSecretToRegionsCommand,
} from '@aws-sdk/client-secrets-manager';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { planRestore, type RestoreRequest } from '../../../scripts/recovery/rebuild/secrets/restore';
import { verifySecrets } from '../../../scripts/recovery/rebuild/secrets/verify';
import { makeHaste } from '../../simulation/support/haste';
import { Killed, type Kill } from '../../support/killed-calls';
import { names, RECOVERED, SOURCE, World } from './world';

let world: World;
makeHaste();
beforeEach(async () => {
  world = await World.create();
});
afterEach(() => {
  world.remove();
});

async function expectWhole(): Promise<void> {
  const { missing, different, unreadable } = await verifySecrets(world.recovered);
  expect({ missing, different, unreadable }).toEqual({ missing: [], different: [], unreadable: [] });
}

const put = (name: string, SecretString: string) =>
  world.recovered.secrets.send(new PutSecretValueCommand({ SecretId: name, SecretString }));
/** As a step of the same incident would. */
const goOn = (request: Partial<RestoreRequest> = {}) =>
  world.restore(world.recovered, { trustsProgress: true, ...request });
const create = (Name: string, SecretString?: string) =>
  world.recovered.secrets.send(new CreateSecretCommand({ Name, SecretString }));

describe('a restore', () => {
  it('makes every secret anew, with tags and the key of its region, and does not call the region that is lost', async () => {
    await world.seed(45);
    const name = names.providerSecret('fitbit');
    const tag = { Key: 'syncwell:provider', Value: 'fitbit' };
    await world.make(world.source.secrets, {
      Name: name,
      SecretString: 'client',
      Tags: [tag],
      Description: 'OAuth',
    });
    await world.backup();
    world.cloud.dark.set(SOURCE.region, 'refuse');
    const before = world.cloud.requests.length;
    expect(await world.restore()).toMatchObject({
      secrets: 46,
      counts: { created: 46, found: 0, written: 0, kept: 0 },
      kept: [],
    });
    expect(world.cloud.requests.slice(before).filter(({ region }) => region === SOURCE.region)).toEqual([]);
    await expectWhole();
    const described = await world.recovered.secrets.send(new DescribeSecretCommand({ SecretId: name }));
    expect(described).toMatchObject({ Tags: [tag], Description: 'OAuth' });
    const user = { SecretId: names.userSecret('u00001', 'c1') };
    const { KmsKeyId } = await world.recovered.secrets.send(new DescribeSecretCommand(user));
    expect(KmsKeyId).toBe(names.keyAlias);
  });

  it('finds what is there already, by the word of its incident or by looking', async () => {
    await world.seed(25);
    await world.backup();
    await world.restore();
    expect(await goOn()).toMatchObject({ before: 25, counts: { created: 0, found: 0 } });
    const file = readFileSync(join(world.folder, 'progress.jsonl'), 'utf8');
    expect(await world.restore()).toMatchObject({ before: 0, proven: 25, counts: { created: 0, found: 25 } });
    expect(readFileSync(join(world.folder, 'progress.jsonl'), 'utf8')).toBe(file);
    const elsewhere = { progress: world.progress('elsewhere.jsonl') };
    expect(await world.restore(world.recovered, elsewhere)).toMatchObject({
      before: 0,
      counts: { created: 0, found: 25 },
    });
    expect(world.calls('CreateSecret', RECOVERED.region)).toBe(25);
  });

  it('that was rehearsed looks again: at what was deleted since, at what was changed, and at the room for it', async () => {
    const [deleted = '', corrupt = ''] = await world.seed(4);
    await world.backup();
    await world.restore();
    const tidyUp = new DeleteSecretCommand({ SecretId: deleted });
    await world.recovered.secrets.send(tidyUp);
    await put(corrupt, 'corrupt');
    await expect(world.restore(world.recovered, { quota: 3 })).rejects.toMatchObject({
      code: 'SECRETS_QUOTA',
    });
    expect(await goOn()).toMatchObject({ before: 4, counts: { written: 0 } });
    expect(await world.restore()).toMatchObject({
      counts: { written: 1, kept: 1, found: 2 },
      kept: [corrupt],
    });
    await world.recovered.secrets.send(tidyUp);
    expect(await world.restore(world.recovered, { overwrite: true })).toMatchObject({
      before: 0,
      proven: 4,
      counts: { written: 2, found: 2, kept: 0 },
    });
    await expectWhole();
  });

  it.each([1, 2, 3])('brings back a value that %s others were written above', async (others) => {
    const [name = ''] = await world.seed(1);
    await world.backup();
    await world.restore();
    for (let other = 1; other <= others; other += 1) await put(name, `other-${other}`);
    expect(await world.restore(world.recovered, { overwrite: true })).toMatchObject({
      proven: 1,
      counts: { written: 1 },
    });
    const previous = { SecretId: name, VersionStage: 'AWSPREVIOUS' };
    const { SecretString } = await world.recovered.secrets.send(new GetSecretValueCommand(previous));
    expect(SecretString).toBe(`other-${others}`);
    await expectWhole();
  });

  it('keeps another value unless told to overwrite it', async () => {
    const [name = ''] = await world.seed(3);
    await world.backup();
    await create(name, 'newer');
    expect(await world.restore()).toMatchObject({ counts: { created: 2, kept: 1 }, kept: [name] });
    expect(await world.valueIn(world.recovered, name)).toBe('newer');
    expect(await world.restore(world.recovered, { overwrite: true })).toMatchObject({
      counts: { written: 1 },
      kept: [],
    });
    expect(await world.valueIn(world.recovered, name)).toBe('value-0');
  });

  it('fills a secret that Terraform made without a value', async () => {
    const [name = ''] = await world.seed(2);
    await world.backup();
    await create(name);
    expect(await world.restore()).toMatchObject({ counts: { created: 2 } });
    await expectWhole();
  });

  it('takes back a name that waits for deletion, and gives it the value of the vault', async () => {
    const [name = '', other = ''] = await world.seed(3);
    await world.backup();
    for (const [one, value] of [
      [name, 'old'],
      [other, 'value-1'],
    ] as const) {
      await create(one, value);
      await world.recovered.secrets.send(new DeleteSecretCommand({ SecretId: one }));
    }
    expect(await world.restore()).toMatchObject({ counts: { created: 1, written: 2, kept: 0 } });
    expect(world.calls('RestoreSecret', RECOVERED.region)).toBe(2);
    expect(await world.valueIn(world.recovered, name)).toBe('value-0');
    await expectWhole();
  });

  it('leaves a replica a replica unless it must be written', async () => {
    const [name = '', other = ''] = await world.seed(2);
    await world.backup();
    for (const SecretId of [name, other]) {
      const regions = { SecretId, AddReplicaRegions: [{ Region: RECOVERED.region }] };
      await world.source.secrets.send(new ReplicateSecretToRegionsCommand(regions));
    }
    await world.source.secrets.send(new PutSecretValueCommand({ SecretId: name, SecretString: 'corrupt' }));
    expect(await world.restore()).toMatchObject({ counts: { found: 1, kept: 1 }, kept: [name] });
    expect(await world.restore(world.recovered, { overwrite: true })).toMatchObject({
      counts: { written: 1 },
    });
    expect(world.calls('StopReplicationToReplica', RECOVERED.region)).toBe(1);
    expect(await world.valueIn(world.recovered, name)).toBe('value-0');
    expect(await world.valueIn(world.source, name)).toBe('corrupt');
  });

  it('catches up with a newer round where nobody but a restore has written, and keeps the rest', async () => {
    const [name = '', other = ''] = await world.seed(2);
    await world.backup();
    await world.restore();
    await put(other, 'refreshed here');
    for (const SecretId of [name, other]) {
      await world.source.secrets.send(
        new PutSecretValueCommand({ SecretId, SecretString: 'refreshed there' }),
      );
    }
    await world.backup();
    expect(await world.restore()).toMatchObject({ counts: { written: 1, kept: 1 }, kept: [other] });
    expect(await world.valueIn(world.recovered, name)).toBe('refreshed there');
  });

  it('restores the value before the current one below it when asked to', async () => {
    const [name = ''] = await world.seed(1);
    await world.source.secrets.send(new PutSecretValueCommand({ SecretId: name, SecretString: 'current' }));
    await world.backup();
    expect(await world.restore(world.recovered, { withPrevious: true })).toMatchObject({
      counts: { created: 1 },
    });
    expect(await world.valueIn(world.recovered, name)).toBe('current');
    const previous = { SecretId: name, VersionStage: 'AWSPREVIOUS' };
    const { SecretString } = await world.recovered.secrets.send(new GetSecretValueCommand(previous));
    expect(SecretString).toBe('value-0');
  });

  it('stops before the quota is reached, with nothing done', async () => {
    await world.seed(5);
    await world.backup();
    await create('somebody-else', 'x');
    const before = world.calls('CreateSecret', RECOVERED.region);
    await expect(world.restore(world.recovered, { quota: 5 })).rejects.toMatchObject({
      code: 'SECRETS_QUOTA',
      kind: 'precondition',
      message: expect.stringContaining('of 6 or more') as string,
    });
    expect(world.calls('CreateSecret', RECOVERED.region)).toBe(before);
    expect(await world.restore(world.recovered, { quota: 6 })).toMatchObject({ counts: { created: 5 } });
  });

  it.each([
    ['CreateSecret', 'SECRETS_QUOTA', 'list-service-quotas --service-code secretsmanager'],
    ['PutSecretValue', 'SECRET_VERSIONS_EXHAUSTED', 'list-secret-version-ids --include-deprecated'],
  ])('stops at a limit that %s meets by the name of that limit: %s', async (operation, code, next) => {
    const [name = '', other = ''] = await world.seed(2);
    await world.backup();
    await create(operation === 'CreateSecret' ? other : name, 'another');
    world.recovered.secrets.middlewareStack.add(
      (send, context) => (call) =>
        context.commandName === `${operation}Command`
          ? Promise.reject(new LimitExceededException({ message: 'LimitExceeded', $metadata: {} }))
          : send(call),
      { step: 'initialize' },
    );
    await expect(world.restore(world.recovered, { overwrite: true })).rejects.toMatchObject({
      code,
      kind: 'precondition',
      message: expect.stringContaining(name) as string,
      next: expect.stringContaining(next) as string,
    });
  });

  it('that goes on looks at what is left to do alone: neither at other shards nor at the list of secrets', async () => {
    const [name = '', other = ''] = await world.seed(3);
    await world.backup();
    await world.restore();
    const [proven = ''] = await world.objects('shards/');
    await world.source.secrets.send(new PutSecretValueCommand({ SecretId: name, SecretString: 'renewed' }));
    await world.make(world.source.secrets, { Name: names.userSecret('new', 'c1'), SecretString: 'new' });
    await world.backup();
    await world.write(proven, Buffer.from('not what was sealed'));
    const calls = ['ListSecrets', 'BatchGetSecretValue'].map(
      (operation) => () => world.calls(operation, RECOVERED.region),
    );
    const before = calls.map((count) => count());
    // Counted, three and one would be too many.
    expect(await goOn({ quota: 3 })).toMatchObject({
      before: 2,
      proven: 4,
      counts: { created: 1, written: 1 },
    });
    expect(calls.map((count, index) => count() - (before[index] ?? 0))).toEqual([0, 2]);
    expect(await world.valueIn(world.recovered, name)).toBe('renewed');
    const elsewhere = { progress: world.progress('elsewhere.jsonl') };
    await expect(world.restore(world.recovered, elsewhere)).rejects.toMatchObject({ code: 'VAULT_TAMPERED' });
    expect(await world.valueIn(world.recovered, other)).toBe('value-1');
  });

  it('that goes on checks the shards of what is left before anything is changed', async () => {
    const [name = ''] = await world.seed(3);
    await world.backup();
    await world.restore();
    const proven = await world.objects('shards/');
    await world.source.secrets.send(new PutSecretValueCommand({ SecretId: name, SecretString: 'renewed' }));
    await world.backup();
    const [left = ''] = (await world.objects('shards/')).filter((key) => !proven.includes(key));
    await world.write(left, Buffer.from('not what was sealed'));
    await expect(goOn()).rejects.toMatchObject({ code: 'VAULT_TAMPERED' });
    expect(await world.valueIn(world.recovered, name)).toBe('value-0');
  });

  it('that goes on with many secrets yet to be made counts them first', async () => {
    await world.seed(1);
    await world.backup();
    await world.restore();
    for (let user = 0; user <= 1_000; user += 1) {
      await world.make(world.source.secrets, { Name: names.userSecret(`v${user}`, 'c1'), SecretString: 'x' });
    }
    await world.backup();
    await expect(goOn({ quota: 1_001 })).rejects.toMatchObject({
      code: 'SECRETS_QUOTA',
    });
    expect(world.calls('CreateSecret', RECOVERED.region)).toBe(1);
  });

  it('only looks when it is planned', async () => {
    await world.seed(3);
    await world.backup();
    const plan = await planRestore(world.recovered);
    expect(plan).toMatchObject({ round: 1, secrets: 3, missing: 3 });
    expect(world.calls('CreateSecret', RECOVERED.region)).toBe(0);
  });

  it('keeps to the rate of the service: fifty creations a second, hardly ever refused', async () => {
    world.remove();
    world = await World.create({ throttle: true, latency: () => 40 });
    await world.seed(400);
    await world.backup();
    const { seconds } = await world.restore();
    expect(seconds).toBeGreaterThan(400 / 50 - 1);
    expect(seconds).toBeLessThan(400 / 50 + 3);
    const creations = world.cloud.requests.filter(
      ({ operation, region }) => operation === 'CreateSecret' && region === RECOVERED.region,
    );
    expect(creations.filter(({ status }) => status !== 200)).toEqual([]);
  });
});

it('two restores at once share the rate and come to one end', async () => {
  world.remove();
  world = await World.create({ throttle: true, latency: () => 40 });
  await world.seed(200);
  await world.backup();
  const results = await Promise.all([
    world.restore(),
    world.restore(world.act('recovered'), { progress: world.progress('elsewhere.jsonl') }),
  ]);
  for (const { counts } of results) expect(counts).toMatchObject({ written: 0, kept: 0 });
  await expectWhole();
});

describe('a restore that is killed', () => {
  /** One of each kind: to make, equal, other, empty, waiting for deletion, replica. */
  async function furnish(): Promise<readonly string[]> {
    const made = await world.seed(8);
    await world.backup();
    const [, equal = '', other = '', empty = '', pending = '', replica = ''] = made;
    await create(equal, 'value-1');
    await create(other, 'other');
    await create(empty);
    await create(pending, 'deleted');
    await world.recovered.secrets.send(new DeleteSecretCommand({ SecretId: pending }));
    const regions = { SecretId: replica, AddReplicaRegions: [{ Region: RECOVERED.region }] };
    await world.source.secrets.send(new ReplicateSecretToRegionsCommand(regions));
    await world.source.secrets.send(new PutSecretValueCommand({ SecretId: replica, SecretString: 'later' }));
    return made;
  }

  async function dies(kill: Kill, overwrite: boolean): Promise<boolean> {
    try {
      await world.restore(world.act('recovered', kill), { overwrite });
      return false;
    } catch (error) {
      expect(error).toBeInstanceOf(Killed);
      return true;
    }
  }

  it.each([
    [true, true],
    [true, false],
    [false, true],
    [false, false],
  ])(
    'at any call (carried out: %s, overwriting: %s) comes to the same end',
    async (carriedOut, overwrite) => {
      for (let call = 1; ; call += 1) {
        world.remove();
        world = await World.create();
        const made = await furnish();
        const killed = await dies({ call, carriedOut }, overwrite);
        const { kept } = await world.restore(world.recovered, { overwrite });
        const values = await Promise.all(made.map((name) => world.valueIn(world.recovered, name)));
        const expected = made.map((_, index) => `value-${index}`);
        if (!overwrite) {
          expected[2] = 'other';
          expected[5] = 'later';
        }
        expect(values).toEqual(expected);
        expect(kept).toEqual(overwrite ? [] : [made[2], made[5]]);
        if (!killed) {
          expect(call).toBeGreaterThan(20);
          return;
        }
      }
    },
  );

  it.each([1, 2, 3, 4, 5])(
    'and whose calls fail by a fifth comes to the same end (seed %s)',
    async (seed) => {
      const made = await furnish();
      world.cloud.setFaults({ rate: 0.2, kinds: ['throttle', '500', '503', 'timeout', 'reset'], seed });
      await world.restore(world.recovered, { overwrite: true });
      world.cloud.setFaults(undefined);
      const values = await Promise.all(made.map((name) => world.valueIn(world.recovered, name)));
      expect(values).toEqual(made.map((_, index) => `value-${index}`));
    },
  );
});
