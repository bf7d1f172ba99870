import { rmSync } from 'node:fs';
import { join } from 'node:path';
import {
  BatchWriteItemCommand,
  CreateTableCommand,
  DeleteItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { CreateSecretCommand, DeleteSecretCommand } from '@aws-sdk/client-secrets-manager';
import { keptSecrets } from '../../../scripts/recovery/rebuild/pointers/kept-secrets';
import { readPointers, remapPointers } from '../../../scripts/recovery/rebuild/pointers/remap-pointers';
import { loadRules } from '../../../scripts/recovery/items/rules';
import { CompiledRules } from '../../../scripts/recovery/items/rules/compile';
import { backupSecrets } from '../../../scripts/recovery/protect/secrets/backup';
import {
  remapConnectionPointers,
  remapMostPointers,
} from '../../../scripts/runbooks/steps/rebuild/remap-pointers';
import { restoreAllSecrets } from '../../../scripts/runbooks/steps/rebuild/restore-secrets';
import { makeHaste } from '../../simulation/support/haste';
import { names, World } from '../protect/support/world';
import { HEALTHY, Rebuilding, SOURCE } from './support/rebuilding';

const TABLE = 'SyncWellMetadata-restored-2026-03-01';
const USERS = Array.from({ length: 6 }, (_, index) => `u${index}`);
const secretOf = (user: string): string => names.userSecret(user, 'c1');

let world: World;
let rebuilding: Rebuilding;
makeHaste();
/** Six users with a secret each in the vault; the table points to where they were. */
beforeEach(async () => {
  world = await World.create();
  rebuilding = new Rebuilding(world);
  const secrets = world.secrets();
  const arns: string[] = [];
  for (const user of USERS) {
    const secret = { Name: secretOf(user), SecretString: `canary-of-${user}` };
    arns.push((await secrets.secrets.send(new CreateSecretCommand(secret))).ARN ?? '');
  }
  await backupSecrets(secrets, { named: () => [] });
  await makeTable();
  await write(USERS.map((user, index) => connection(user, arns[index] ?? '')));
  rebuilding.lose();
});
afterEach(() => {
  rebuilding.remove();
});

async function makeTable(): Promise<void> {
  await rebuilding.clients().dynamodb.send(
    new CreateTableCommand({
      TableName: TABLE,
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [
        { AttributeName: 'PK', KeyType: 'HASH' },
        { AttributeName: 'SK', KeyType: 'RANGE' },
      ],
      AttributeDefinitions: ['PK', 'SK'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
    }),
  );
}

async function write(items: readonly object[]): Promise<void> {
  const requests = items.map((Item) => ({ PutRequest: { Item } }));
  const { dynamodb } = rebuilding.clients();
  await dynamodb.send(new BatchWriteItemCommand({ RequestItems: { [TABLE]: requests as never } }));
}

function connection(user: string, arn: string) {
  return {
    PK: { S: `USER#${user}` },
    SK: { S: 'CONN#c1' },
    Status: { S: 'active' },
    CredentialArn: { S: arn },
  };
}

async function pointers(): Promise<(string | undefined)[]> {
  const items = await rebuilding.read(TABLE);
  return items.filter(({ SK }) => SK?.S === 'CONN#c1').map(({ CredentialArn }) => CredentialArn?.S);
}

const steps = [restoreAllSecrets(), remapConnectionPointers({ needs: [] })];
const incidentWithTable = () => rebuilding.incident({ restoredTable: TABLE });

it('every connection points to its secret in this region, and nothing else of an item changes', async () => {
  await write([{ PK: { S: 'USER#u1' }, SK: { S: 'PROFILE' }, version: { N: '1' } }]);
  const incident = incidentWithTable();
  expect(await rebuilding.run(steps, incident)).toMatchObject({
    connections: 6,
    rewritten: 6,
    dangling: 0,
  });
  for (const arn of await pointers()) {
    expect(arn).toMatch(
      /^arn:aws:secretsmanager:us-west-2:\d{12}:secret:syncwell\/drill\/users\/u\d+\/connections\/c1\/token-/,
    );
  }
  const [profile] = (await rebuilding.read(TABLE)).filter(({ SK }) => SK?.S === 'PROFILE');
  expect(profile).toEqual({ PK: { S: 'USER#u1' }, SK: { S: 'PROFILE' }, version: { N: '1' } });
  expect(await rebuilding.run(steps, incident)).toMatchObject({ rewritten: 0, already: 6, dangling: 0 });
  expect(JSON.stringify([incident.facts, ...rebuilding.kept.values()])).not.toContain('canary');
});

it.each([true, false])(
  'killed at any change (carried out: %s), it comes to the same end',
  async (carriedOut) => {
    for (let call = 1; ; call += 3) {
      const incident = incidentWithTable();
      const killed = await rebuilding.dies(steps, incident, { call, carriedOut });
      expect(await rebuilding.run(steps, incident)).toMatchObject({ connections: 6, dangling: 0 });
      if (!killed) return;
      await write(USERS.map((user) => connection(user, `arn:aws:secretsmanager:us-east-1:1:secret:${user}`)));
    }
  },
);

it('with a fifth of all calls failing, it comes to the same end', async () => {
  world.cloud.setFaults({ rate: 0.2, kinds: ['throttle', '500', '503', 'timeout', 'reset'], seed: 7 });
  expect(await rebuilding.run(steps, incidentWithTable())).toMatchObject({ connections: 6, dangling: 0 });
});

it('a secret that is in the vault and not in the region stops the run with the key of its connection', async () => {
  const incident = incidentWithTable();
  await rebuilding.run(steps.slice(0, 1), incident);
  // Whoever goes on does so on another machine, and asks the region itself.
  rmSync(join(incident.folder, 'secrets.jsonl'));
  await rebuilding.clients().secrets.send(new DeleteSecretCommand({ SecretId: secretOf('u3') }));
  await expect(rebuilding.run(steps.slice(1), incident)).rejects.toMatchObject({
    kind: 'verification',
    code: 'POINTERS_DANGLING',
    message: expect.stringContaining(
      '1 of 6 connections do not point to their secret in us-west-2: USER#u3 CONN#c1',
    ) as string,
    next: 'npx recover secrets verify --region us-west-2',
  });
});

it('a connection whose secret was never kept asks its user to sign in, is told, and holds nobody up', async () => {
  const lost = (region: string, user: string) =>
    `arn:aws:secretsmanager:${region}:${names.accountId}:secret:${secretOf(user)}-abcdef`;
  await write([
    connection('stranger', lost('us-east-1', 'stranger')),
    { ...connection('ended', lost('us-east-1', 'ended')), Status: { S: 'revoked' } },
  ]);
  const incident = incidentWithTable();
  expect(await rebuilding.run(steps, incident)).toMatchObject({
    connections: 8,
    dangling: 0,
    withoutSecret: 2,
  });
  expect(rebuilding.kept.get('pointers.json')).toMatchObject({
    withoutSecret: {
      total: 2,
      keys: [
        { PK: 'USER#ended', SK: 'CONN#c1' },
        { PK: 'USER#stranger', SK: 'CONN#c1' },
      ],
    },
  });
  const items = await rebuilding.read(TABLE);
  const find = (user: string) => items.find(({ PK }) => PK?.S === `USER#${user}`);
  expect(find('stranger')).toEqual({
    ...connection('stranger', lost('us-west-2', 'stranger')),
    Status: { S: 'needs_reauth' },
    ReAuthStatus: { S: 'needs_reauth' },
  });
  expect(find('ended')).toEqual({
    ...connection('ended', lost('us-west-2', 'ended')),
    Status: { S: 'revoked' },
  });
  const rules = new CompiledRules(loadRules(), {
    environment: names.environment,
    accountId: names.accountId,
    region: HEALTHY.region,
  });
  for (const item of items) {
    expect(rules.judge({ PK: item.PK?.S ?? '', SK: item.SK?.S ?? '' }, item).problem).toBeUndefined();
  }
  const before = rebuilding.seen('UpdateItem');
  await rebuilding.run(steps, incident);
  expect(rebuilding.seen('UpdateItem')).toBe(before);
});

it('what a connection was made to point to meanwhile is not overwritten', async () => {
  await rebuilding.run(steps.slice(0, 1), incidentWithTable());
  const action = rebuilding.action();
  const props = { table: TABLE, isKept: keptSecrets(action) };
  const elsewhere = `arn:aws:secretsmanager:us-west-2:${names.accountId}:secret:other-abcdef`;
  const send = action.clients.dynamodb.send.bind(action.clients.dynamodb);
  const changed: string[] = [];
  action.clients.dynamodb.send = (async (command: UpdateItemCommand) => {
    const user = command.input.Key?.PK?.S?.replace('USER#', '');
    if (command instanceof UpdateItemCommand && user !== undefined && changed.length === 0) {
      changed.push(user);
      await write([connection(user, elsewhere)]);
    }
    return send(command);
  }) as never;
  const keys = () => [{ PK: `USER#${changed[0] ?? ''}`, SK: 'CONN#c1' }];
  const remapped = await remapPointers(action, props);
  expect(remapped).toMatchObject({ rewritten: 5, dangling: { total: 1, keys: keys() } });
  expect(await readPointers(rebuilding.action(), props)).toMatchObject({
    already: 5,
    dangling: { total: 1, keys: keys() },
  });
  expect(await pointers()).toContain(elsewhere);
});

describe('while the secrets are made', () => {
  const early = restoreAllSecrets({ points: true });
  const loaded = { items: 6, digest: null, counts: {} };

  it('connections of a loaded table are pointed to them, and nothing is left to rewrite nor to list', async () => {
    const incident = rebuilding.incident({ restoredTable: TABLE, loaded });
    expect(await rebuilding.run([early], incident)).toMatchObject({ secrets: 6, checked: 6 });
    expect(rebuilding.seen('UpdateItem')).toBe(6);
    const listed = rebuilding.seen('ListSecrets');
    expect(await rebuilding.run(steps.slice(1), incident)).toMatchObject({
      connections: 6,
      rewritten: 0,
      already: 6,
      dangling: 0,
    });
    expect(rebuilding.seen('ListSecrets')).toBe(listed);
    for (const arn of await pointers()) expect(arn).toContain(':us-west-2:');
  });

  it('those of a table that is not loaded are left alone', async () => {
    const before = await pointers();
    await rebuilding.run([early], incidentWithTable());
    expect(await pointers()).toEqual(before);
  });

  it('an item is not made for a secret that no connection points to', async () => {
    await rebuilding
      .clients()
      .dynamodb.send(
        new DeleteItemCommand({ TableName: TABLE, Key: { PK: { S: 'USER#u1' }, SK: { S: 'CONN#c1' } } }),
      );
    await rebuilding.run([early], rebuilding.incident({ restoredTable: TABLE, loaded }));
    expect(await pointers()).toHaveLength(5);
  });
});

describe('before the halt of a move', () => {
  const most = remapMostPointers({ needs: [] });
  const stranger = connection(
    'stranger',
    `arn:aws:secretsmanager:us-east-1:1:secret:${secretOf('stranger')}-abcdef`,
  );

  it('what has a secret is pointed to it; nobody is asked to sign in, and nothing else changes', async () => {
    await write([stranger]);
    const incident = incidentWithTable();
    await rebuilding.run(steps.slice(0, 1), incident);
    expect(await rebuilding.run([most], incident)).toEqual({
      connections: 7,
      rewritten: 6,
      already: 0,
      dangling: 0,
      withoutSecret: 1,
    });
    const items = await rebuilding.read(TABLE);
    expect(items.find(({ PK }) => PK?.S === 'USER#stranger')).toEqual(stranger);
    for (const { CredentialArn, ...item } of items) {
      expect(CredentialArn?.S).toContain(item.PK?.S === 'USER#stranger' ? ':us-east-1:' : ':us-west-2:');
      expect(item).toMatchObject({ Status: { S: 'active' } });
    }
  });

  it('a secret that is not there yet holds nobody up, and the last step rewrites what is left alone', async () => {
    const incident = incidentWithTable();
    await rebuilding.run(steps.slice(0, 1), incident);
    rmSync(join(incident.folder, 'secrets.jsonl'));
    await rebuilding.clients().secrets.send(new DeleteSecretCommand({ SecretId: secretOf('u3') }));
    expect(await rebuilding.run([most], incident)).toMatchObject({ rewritten: 5, dangling: 1 });
    const before = rebuilding.seen('UpdateItem');
    expect(await rebuilding.run(steps, incident)).toMatchObject({ rewritten: 1, already: 6, dangling: 0 });
    expect(rebuilding.seen('UpdateItem') - before).toBe(1);
  });
});

it('a quota that is too low stops the secrets before the first one is made', async () => {
  await expect(rebuilding.run([restoreAllSecrets({ quota: 5 })], incidentWithTable())).rejects.toMatchObject({
    kind: 'precondition',
    code: 'SECRETS_QUOTA',
    next: expect.stringContaining('service-quotas') as string,
  });
  expect(rebuilding.seen('CreateSecret')).toBe(0);
  expect(HEALTHY.lost).toBe(SOURCE.region);
});
