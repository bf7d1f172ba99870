import { GetMetricStatisticsCommand } from '@aws-sdk/client-cloudwatch';
import { UpdateContinuousBackupsCommand, UpdateTimeToLiveCommand } from '@aws-sdk/client-dynamodb';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { CreateSecretCommand } from '@aws-sdk/client-secrets-manager';
import { describeRound } from '../../../scripts/commands/support/protection-words';
import { S3LeaseStore } from '../../../scripts/recovery/incident/s3-lease-store';
import { observedValue } from '../../../scripts/recovery/aws/observe';
import { readRecoveryPoints } from '../../../scripts/recovery/readiness';
import { planRound } from '../../../scripts/recovery/protect/plan';
import { protect, type RoundResult } from '../../../scripts/recovery/protect/protect';
import { backupSecrets } from '../../../scripts/recovery/protect/secrets/backup';
import type { SecretsAction } from '../../../scripts/recovery/vault/secrets';
import { readSettingsCopy, readTableHighWaterMark } from '../../../scripts/recovery/vault/table';
import { raiseFence } from '../../../scripts/recovery/service/writers/fence';
import { makeTable } from '../../support/furnished-cloud/table';
import { makeHaste } from '../../simulation/support/haste';
import { Publisher, FIRST } from '../support/service';
import { copiesOf, MINUTE, names, PLACE, TABLE, TARGET, World } from './support/world';

/** In values of items and secrets, and nowhere else. */
const CANARY = 'canary-1f9e';

let world: World;
let secrets: SecretsAction;
makeHaste();
beforeEach(async () => {
  world = await World.create({ services: { secrets: { listLag: 5 * MINUTE } } });
  secrets = world.secrets();
});

function round(): Promise<RoundResult> {
  return protect(world.action, secrets);
}

async function roundsFor(minutes: number): Promise<RoundResult> {
  for (let minute = 0; minute < minutes; minute += 4) {
    await round();
    await world.clock.sleep(4 * MINUTE);
  }
  return round();
}

async function makeSecret(user: string): Promise<string> {
  const Name = names.userSecret(user, 'c1');
  const create = new CreateSecretCommand({ Name, SecretString: `${CANARY}-token`, KmsKeyId: names.keyAlias });
  const { ARN = '' } = await secrets.secrets.send(create);
  return ARN;
}

/** What was published of a metric, in all. */
async function published(MetricName: string): Promise<number[]> {
  const { Datapoints = [] } = await world.action.clients.cloudwatch.send(
    new GetMetricStatisticsCommand({
      Namespace: names.metricNamespace,
      MetricName,
      Dimensions: [{ Name: 'Environment', Value: names.environment }],
      StartTime: new Date(0),
      EndTime: new Date(world.clock.now() + MINUTE),
      Period: 60,
      Statistics: ['Maximum'],
    }),
  );
  return Datapoints.map(({ Maximum = NaN }) => Maximum);
}

it('table and secrets are copied in one round; neither an item nor a secret is in what it says', async () => {
  await round();
  await world.put('USER#u1', 'CONN#c1', `${CANARY}-item`, await makeSecret('u1'));
  await world.clock.sleep(MINUTE);
  const result = await round();
  expect(result).toMatchObject({
    table: { value: { changes: { value: { records: 1 } } } },
    secrets: { value: { secrets: 1, sealed: 1 } },
  });
  const planned = await planRound(world.action, secrets);
  expect(JSON.stringify([result, planned, world.said])).not.toContain(CANARY);
});

it('a secret that the list does not know yet is found by the connection that was made to point to it', async () => {
  await round();
  const arn = await makeSecret('u1');
  expect(await round()).toMatchObject({ secrets: { value: { secrets: 0 } } });
  await world.put('USER#u1', 'CONN#c1', 'x', arn);
  expect(await round()).toMatchObject({ secrets: { value: { secrets: 1, sealed: 1 } } });
});

it('nothing of the table is scanned, and nothing is deleted', async () => {
  await roundsFor(16);
  const operations = new Set(world.cloud.requests.map(({ operation }) => operation));
  for (const operation of operations)
    expect(operation).not.toMatch(/^(Scan|Query|Delete|BatchGetItem|GetItem)/);
});

it.each([
  ['secretsmanager', 'secrets', 'table'],
  ['dynamodb', 'table', 'secrets'],
] as const)('a failure of %s stops the %s, and not the %s', async (service, stopped, other) => {
  await makeSecret('u1');
  await world.clock.sleep(6 * MINUTE);
  world.cloud.setFaults({ rate: 1, kinds: ['500'], services: [service], afterRate: 0 });
  const result = await round();
  const parts = {
    table: observedValue(result.table)?.changes ?? result.table,
    secrets: result.secrets,
  };
  expect(parts[stopped]).toHaveProperty('problem');
  expect(parts[other]).toHaveProperty('value');
});

describe('while a round is at the secrets', () => {
  /** Secrets that are not listed before somebody lets them. */
  function stuck(): { action: SecretsAction; letGo: () => void } {
    const action = world.secrets();
    let letGo = (): void => undefined;
    const waiting = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    action.secrets.middlewareStack.add(
      (next, { commandName }) =>
        async (args) => {
          if (commandName === 'ListSecretsCommand') await waiting;
          return next(args);
        },
      { step: 'initialize' },
    );
    return { action, letGo };
  }

  it('others leave them to it, for as long as it takes, and copy the table; that is no failure', async () => {
    await roundsFor(20);
    const { action, letGo } = stuck();
    const long = protect(world.action, action);
    const coveredUntil = new Set<string | null>();
    for (let minute = 0; minute < 8; minute += 1) {
      await world.clock.sleep(MINUTE);
      await world.put('USER#u1', 'PROFILE', String(minute));
      const result = await round();
      expect(result).toMatchObject({
        outcome: 'done',
        table: { value: { changes: { value: { records: 1 } } } },
        secrets: { skipped: { heldUntil: expect.any(String) } },
        metrics: { value: expect.arrayContaining(['VaultAgeMinutes']) },
      });
      if ('skipped' in result.secrets) coveredUntil.add(result.secrets.skipped.coveredUntil);
      expect(describeRound(result, PLACE).join('\n')).toContain('secrets: left to another round');
    }
    // No more than the rounds before had read.
    expect(coveredUntil.size).toBe(1);
    letGo();
    expect(await long).toMatchObject({ secrets: { value: { secrets: 0 } } });
    expect(await round()).toMatchObject({ secrets: { value: { secrets: 0 } } });
  });

  it('and is killed, they are copied again three minutes later at the latest', async () => {
    await round();
    const store = new S3LeaseStore(secrets.vault, `${PLACE.source}-secrets`);
    const found = await store.read();
    const expiresAt = new Date(world.clock.now() + 3 * MINUTE).toISOString();
    await store.write({ ...found!.record, token: 7, expiresAt }, found!.version);
    expect(await round()).toMatchObject({ secrets: { skipped: { heldUntil: expiresAt } } });
    await world.clock.sleep(3 * MINUTE);
    expect(await round()).toMatchObject({ secrets: { value: { secrets: 0 } } });
  });

  it('and ends with an error, the next one does not wait', async () => {
    await makeSecret('u1');
    await world.clock.sleep(6 * MINUTE);
    world.cloud.setFaults({ rate: 1, kinds: ['500'], services: ['secretsmanager'], afterRate: 0 });
    expect(await round()).toMatchObject({ outcome: 'failed', secrets: { problem: expect.any(String) } });
    world.cloud.setFaults(undefined);
    expect(await round()).toMatchObject({ outcome: 'done', secrets: { value: { secrets: 1 } } });
  });

  it('a backup by hand does not wait for it', async () => {
    const { action, letGo } = stuck();
    const long = protect(world.action, action);
    await world.clock.sleep(MINUTE);
    expect(await round()).toMatchObject({ secrets: { skipped: {} } });
    expect(await backupSecrets(secrets, { named: () => [] })).toMatchObject({ secrets: 0 });
    letGo();
    await long;
  });

  it('or nobody can tell whether one is, they are copied', async () => {
    await round();
    const { s3, bucket, source } = secrets.vault;
    const Key = `leases/${source}-secrets.json`;
    await s3.send(new PutObjectCommand({ Bucket: bucket, Key, Body: 'no lease' }));
    expect(await round()).toMatchObject({ outcome: 'done', secrets: { value: { secrets: 0 } } });
    expect(world.said.some((line) => line.includes('cannot be told'))).toBe(true);
  });
});

describe('the metrics of the alarms', () => {
  it('tell that point-in-time recovery is on, and how old table and secrets are together', async () => {
    await roundsFor(24);
    expect(new Set(await published('PitrEnabled'))).toEqual(new Set([1]));
    const ages = await published('VaultAgeMinutes');
    // Once the first export is complete: the list of secrets is five minutes late.
    expect(ages.at(-1)).toBeCloseTo(5, 1);
    expect(ages.length).toBeLessThan(7);
  });

  it('tell that point-in-time recovery is off', async () => {
    const off = { PointInTimeRecoveryEnabled: false };
    await world.action.clients.dynamodb.send(
      new UpdateContinuousBackupsCommand({ TableName: TABLE, PointInTimeRecoverySpecification: off }),
    );
    await round();
    expect(await published('PitrEnabled')).toEqual([0]);
  });

  it('tell that writes are halted, for as long as they are', async () => {
    await round();
    await world.clock.sleep(MINUTE);
    await raiseFence(world.action, { table: TABLE, incident: 'INC-1', original: null });
    // A policy is seen late.
    await world.clock.sleep(MINUTE);
    await round();
    expect(await published('WritesHalted')).toEqual([0, 1]);
  });

  it('are silent when nobody could look', async () => {
    await roundsFor(20);
    const before = (await published('VaultAgeMinutes')).length;
    world.cloud.setFaults({ rate: 1, kinds: ['500'], regions: [PLACE.region], afterRate: 0 });
    expect(await round()).toMatchObject({ table: { problem: expect.any(String) }, metrics: { value: [] } });
    world.cloud.setFaults(undefined);
    expect(await published('VaultAgeMinutes')).toHaveLength(before);
  });
});

it('the settings of the table are written once, and again when they changed', async () => {
  const copy = () => readSettingsCopy(world.action.vault, TABLE);
  await round();
  const first = await copy();
  await world.clock.sleep(2 * 60 * MINUTE);
  expect(await round()).toMatchObject({ table: { value: { settings: { value: false } } } });
  expect(await copy()).toEqual(first);
  await world.action.clients.dynamodb.send(
    new UpdateTimeToLiveCommand({
      TableName: TABLE,
      TimeToLiveSpecification: { Enabled: false, AttributeName: 'ttl' },
    }),
  );
  await world.clock.sleep(2 * 60 * MINUTE);
  expect(await round()).toMatchObject({ table: { value: { settings: { value: true } } } });
  expect((await copy())?.settings).not.toEqual(first?.settings);
});

it('another live table is copied from the present on, with a full export of its own', async () => {
  await roundsFor(16);
  const restored = `${TABLE}-restored-2026-03-01`;
  await makeTable(world.action.clients, TARGET, restored);
  const publisher = await Publisher.of(world.action);
  await publisher.deploy(await publisher.version({ ...FIRST, tableName: restored, epoch: 2 }));
  await world.clock.sleep(MINUTE);
  expect(await round()).toMatchObject({ table: { value: { table: restored, mark: { exports: null } } } });
  await roundsFor(20);
  const mark = await readTableHighWaterMark(world.action.vault);
  expect(mark).toMatchObject({ table: restored, exports: { number: 1, fullNumber: 1 } });
});

it('while AppConfig does not answer, the table that was live last is copied on', async () => {
  await round();
  world.cloud.setFaults({ rate: 1, kinds: ['500'], services: ['appconfig'], afterRate: 0 });
  expect(await round()).toMatchObject({
    table: { value: { table: TABLE, changes: { value: { round: 2 } } } },
  });
  expect(world.said.some((line) => line.startsWith('AppConfig does not say which table is live'))).toBe(true);
});

it('every recovery point of the other region is told while the source region is dark', async () => {
  await roundsFor(20);
  world.cloud.dark.set(PLACE.source, 'refuse');
  const there = { s3: world.action.vault.changes.s3, dynamodb: world.action.clients.dynamodb };
  const points = await readRecoveryPoints(copiesOf(TARGET, world.clock, there), TABLE);
  expect(points).toMatchObject({
    // A round looks at a quiet shard for most of a second.
    vault: { value: { ageSeconds: 31 } },
    vaultChanges: { value: { ageSeconds: 31 } },
    vaultExports: { value: { ageSeconds: expect.any(Number) } },
    secrets: { value: { ageSeconds: 301 } },
  });
});

it('what a round would do is told, and nothing is written', async () => {
  const before = world.cloud.requests.length;
  expect(await planRound(world.action, secrets)).toMatchObject({
    table: TABLE,
    settings: { value: true },
    changes: { value: { coveredUntil: null } },
    // The first one waits until changes are copied from before it.
    exports: { value: [] },
    mark: null,
  });
  const operations = world.cloud.requests.slice(before).map(({ operation }) => operation);
  expect(operations.filter((operation) => /^(Put|Export|Create|Update)/.test(operation))).toEqual([]);
});
