import {
  CreateSecretCommand,
  DeleteSecretCommand,
  PutSecretValueCommand,
} from '@aws-sdk/client-secrets-manager';
import { planBackup } from '../../../scripts/recovery/protect/secrets/backup';
import { openShard, openVault, readSecretsHighWaterMark } from '../../../scripts/recovery/vault/secrets';
import { makeHaste } from '../../simulation/support/haste';
import { Killed } from '../../support/killed-calls';
import { names, SOURCE, World } from './world';

let world: World;
makeHaste();
beforeEach(async () => {
  world = await World.create();
});
afterEach(() => {
  world.remove();
});

async function sealedValues(): Promise<Record<string, string | undefined>> {
  const opened = await openVault(world.recovered);
  const all: Record<string, string | undefined> = {};
  for (const index of opened.shards) {
    for (const { secret } of await openShard(opened, index)) all[secret.name] = secret.current.SecretString;
  }
  return all;
}

describe('a round of sealing', () => {
  it('puts every value into the vault, and another one at rest reads none and writes no catalogue', async () => {
    const made = await world.seed(45);
    expect(await world.backup()).toMatchObject({ round: 1, secrets: 45, sealed: 45, unreadable: [] });
    expect(await sealedValues()).toEqual(
      Object.fromEntries(made.map((name, index) => [name, `value-${index}`])),
    );
    const reads = world.calls('BatchGetSecretValue', SOURCE.region);
    expect(await world.backup()).toMatchObject({ round: 1, secrets: 45, sealed: 0 });
    expect(world.calls('BatchGetSecretValue', SOURCE.region)).toBe(reads);
    expect(await world.objects('rounds/')).toHaveLength(1);
  });

  it('seals again only what changed, and keeps what it was before', async () => {
    const [first = ''] = await world.seed(30);
    await world.backup();
    await world.source.secrets.send(new PutSecretValueCommand({ SecretId: first, SecretString: 'changed' }));
    expect(await world.backup()).toMatchObject({ round: 2, secrets: 30, sealed: 1 });
    const opened = await openVault(world.recovered);
    const newest = opened.shards.find(({ entries }) => entries.has(first));
    const [found] = newest === undefined ? [] : await openShard(opened, newest);
    expect(found?.secret).toMatchObject({
      name: first,
      current: { SecretString: 'changed' },
      previous: { SecretString: 'value-0' },
    });
    expect(Object.keys(await sealedValues())).toHaveLength(30);
  });

  it('never copies a version that is pending', async () => {
    const [name = ''] = await world.seed(1);
    const pending = { SecretId: name, SecretString: 'half rotated', VersionStages: ['AWSPENDING'] };
    await world.source.secrets.send(new PutSecretValueCommand(pending));
    await world.backup();
    expect(await sealedValues()).toEqual({ [name]: 'value-0' });
  });

  it('says up to when every change is in the vault: the list is five minutes late', async () => {
    await world.seed(1);
    const before = world.clock.now();
    const { coveredUntil } = await world.backup();
    expect(coveredUntil).toBe(new Date(before - 5 * 60_000).toISOString());
    const found = await readSecretsHighWaterMark(world.recovered.vault);
    expect(found).toMatchObject({ round: 1, coveredUntil, secrets: 1, unreadable: 0 });
  });

  it('drops secrets that are deleted, and says which connections point to none', async () => {
    const [first = '', second = ''] = await world.seed(3);
    await world.backup();
    await world.source.secrets.send(new DeleteSecretCommand({ SecretId: first }));
    const dangling = names.userSecret('nobody', 'c1');
    const result = await world.backup(world.source, { named: () => [second, dangling] });
    expect(result).toMatchObject({ round: 2, secrets: 2, removed: 1, dangling: [dangling] });
    expect(Object.keys(await sealedValues())).not.toContain(first);
  });

  it('finds by the table what the list does not know yet, and does not take the unlisted for deleted', async () => {
    world.remove();
    world = await World.create({ services: { secrets: { listLag: 5 * 60_000 } } });
    const [first = '', second = ''] = await world.seed(2);
    expect(await world.backup(world.source, { named: () => [first] })).toMatchObject({
      secrets: 1,
      sealed: 1,
    });
    expect(await world.backup(world.source, { named: () => [] })).toMatchObject({ secrets: 1, removed: 0 });
    await world.clock.sleep(6 * 60_000);
    await world.backup();
    expect(Object.keys(await sealedValues()).sort()).toEqual([first, second]);
  });

  it('passes over secrets without a value, and seals binary ones', async () => {
    await world.source.secrets.send(new CreateSecretCommand({ Name: names.providerSecret('fitbit') }));
    const name = names.userSecret('u1', 'c1');
    await world.make(world.source.secrets, { Name: name, SecretBinary: Buffer.from([0, 255, 1]) });
    expect(await world.backup()).toMatchObject({ secrets: 1, empty: 1, sealed: 1 });
    const opened = await openVault(world.recovered);
    const [index] = opened.shards;
    const [found] = index === undefined ? [] : await openShard(opened, index);
    expect([...(found?.secret.current.SecretBinary ?? [])]).toEqual([0, 255, 1]);
  });

  it('makes one catalogue of a round, and another of the next, when two run at once', async () => {
    await world.seed(25);
    const results = await Promise.all([world.backup(), world.backup(world.act('source'))]);
    expect(results.map(({ secrets }) => secrets)).toEqual([25, 25]);
    expect(await world.objects('rounds/')).toHaveLength(1);
    expect(world.said).toContain('another round was faster; beginning again from what it wrote');
    expect(Object.keys(await sealedValues())).toHaveLength(25);
  });

  it('seals small shards together when they have become many', async () => {
    const made = await world.seed(70);
    for (const SecretId of made) {
      await world.source.secrets.send(
        new PutSecretValueCommand({ SecretId, SecretString: `of ${SecretId}` }),
      );
      await world.backup();
    }
    const { shards } = await openVault(world.recovered);
    expect(shards.length).toBeLessThan(20);
    expect(await sealedValues()).toEqual(Object.fromEntries(made.map((name) => [name, `of ${name}`])));
  });

  it('does nothing and reads no value when it is only planned', async () => {
    await world.seed(3);
    const request = { named: () => [] };
    expect(await planBackup(world.source, request)).toMatchObject({ round: 1, toSeal: 3 });
    expect(world.calls('BatchGetSecretValue', SOURCE.region)).toBe(0);
    expect(await world.objects('')).toEqual([]);
  });
});

describe('a round of sealing that is killed', () => {
  const killedAt = async (call: number, carriedOut: boolean): Promise<boolean> => {
    const dying = world.act('source', { call, carriedOut });
    try {
      await world.backup(dying);
      return false;
    } catch (error) {
      expect(error).toBeInstanceOf(Killed);
      return true;
    }
  };

  it.each([true, false])('at any call (carried out: %s) is made good by the next one', async (carriedOut) => {
    for (let call = 1; ; call += 1) {
      world.remove();
      world = await World.create();
      const made = await world.seed(22);
      const killed = await killedAt(call, carriedOut);
      await world.backup();
      expect(await sealedValues()).toEqual(
        Object.fromEntries(made.map((name, index) => [name, `value-${index}`])),
      );
      expect(await readSecretsHighWaterMark(world.recovered.vault)).toMatchObject({ round: 1, secrets: 22 });
      if (!killed) {
        expect(call).toBeGreaterThan(10);
        return;
      }
    }
  });
});

it('a round whose calls fail by a fifth comes to the same end', async () => {
  const made = await world.seed(60);
  for (let seed = 1; seed <= 10; seed += 1) {
    world.cloud.setFaults(undefined);
    const changed = { SecretId: made[seed], SecretString: `changed-${seed}` };
    await world.source.secrets.send(new PutSecretValueCommand(changed));
    world.cloud.setFaults({ rate: 0.2, kinds: ['throttle', '500', '503', 'timeout', 'reset'], seed });
    await world.backup();
  }
  world.cloud.setFaults(undefined);
  const expected = made.map((name, index) => [
    name,
    index >= 1 && index <= 10 ? `changed-${index}` : `value-${index}`,
  ]);
  expect(await sealedValues()).toEqual(Object.fromEntries(expected));
});
