import {
  CreateGlobalTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  PutResourcePolicyCommand,
  RestoreTableToPointInTimeCommand,
  ScanCommand,
} from '@aws-sdk/client-dynamodb';
import type { FaultPlan } from '../../scripts/local-cloud/gateway/faults';
import { createInProcessCloud } from '../../scripts/local-cloud/in-process';
import { connect } from '../../scripts/recovery/aws/clients';
import { targetOf } from '../../scripts/recovery/aws/target';
import { waitUntil } from '../../scripts/recovery/aws/wait-until';
import { generateUsers } from '../../scripts/drill/generated-users';
import { loadSettings } from '../../settings';
import { furnish } from '../support/furnished-cloud';
import { VirtualClock } from '../support/virtual-clock';

const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
const target = targetOf(loadSettings({ env: { SYNCWELL_ENV: 'drill' } }));
const MINUTE = 60_000;

async function open({ users = 0 } = {}) {
  const clock = new VirtualClock(Date.UTC(2026, 0, 1));
  const cloud = createInProcessCloud({ clock });
  const { requestHandler } = cloud;
  const clients = connect(target, { clock, requestHandler, credentials });
  const furnished = await furnish(clients, target, { users: generateUsers({ count: users }) });
  /** Asks once, and takes what comes. */
  const impatient = new DynamoDBClient({
    region: target.region,
    requestHandler,
    credentials,
    maxAttempts: 1,
  });
  return { clock, cloud, clients, impatient, ...furnished };
}

const Item = { PK: { S: 'USER#u1' }, SK: { S: 'PROFILE' } };
const fail = (plan: Pick<FaultPlan, 'kinds' | 'afterRate'>): FaultPlan => ({ rate: 1, ...plan });

describe('the in-process door', () => {
  it('can be furnished like the cloud behind the wire', async () => {
    const { clients, cloud, table, items } = await open({ users: 3 });
    const { Count } = await clients.dynamodb.send(new ScanCommand({ TableName: table }));
    expect(Count).toBe(items.length);
    expect(cloud.requests.filter(({ status }) => status !== 200 && status !== 201)).toEqual([]);
  });

  it('says of an operation, and of a field, that it does not know it', async () => {
    const { impatient, table } = await open();
    await expect(
      impatient.send(new CreateGlobalTableCommand({ GlobalTableName: table, ReplicationGroup: [] })),
    ).rejects.toMatchObject({ name: 'NotImplemented', $metadata: { httpStatusCode: 501 } });
    await expect(impatient.send(new ScanCommand({ TableName: table, ScanFilter: {} }))).rejects.toThrow(
      /dynamodb Scan with ScanFilter/,
    );
  });

  it('loses an answer after it has carried the call out', async () => {
    const { cloud, impatient, clients, table } = await open();
    cloud.setFaults(fail({ kinds: ['reset'], afterRate: 1 }));
    await expect(impatient.send(new PutItemCommand({ TableName: table, Item }))).rejects.toMatchObject({
      name: 'TimeoutError',
      code: 'ECONNRESET',
    });
    cloud.setFaults(undefined);
    const found = await clients.dynamodb.send(new GetItemCommand({ TableName: table, Key: Item }));
    expect(found.Item).toEqual(Item);
  });

  it('lets a call time out in its own time and in none of the wall', async () => {
    const { cloud, clock, impatient, table } = await open();
    cloud.setFaults(fail({ kinds: ['timeout'], afterRate: 0 }));
    const [before, wallBefore] = [clock.now(), Date.now()];
    await expect(impatient.send(new PutItemCommand({ TableName: table, Item }))).rejects.toMatchObject({
      name: 'TimeoutError',
    });
    expect(clock.now() - before).toBe(15_000);
    expect(Date.now() - wallBefore).toBeLessThan(5_000);
  });

  it('answers nothing from a region that is lost', async () => {
    const { cloud, impatient, table } = await open();
    cloud.dark.set(target.region, 'refuse');
    await expect(impatient.send(new DescribeTableCommand({ TableName: table }))).rejects.toMatchObject({
      code: 'ECONNRESET',
    });
  });

  it('knows who asks by the role that was assumed, and denies by the policy of the table', async () => {
    const { clients, clock, table } = await open();
    const ResourceArn = target.names.tableArn(target.region, table);
    const Policy = JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Deny',
          Principal: '*',
          Action: 'dynamodb:PutItem',
          Resource: ResourceArn,
          Condition: { ArnEquals: { 'aws:PrincipalArn': target.names.roleArn('worker') } },
        },
      ],
    });
    await clients.dynamodb.send(new PutResourcePolicyCommand({ ResourceArn, Policy }));
    await clock.sleep(MINUTE);
    const worker = await clients.asWorker();
    const put = new PutItemCommand({ TableName: table, Item });
    await expect(worker.dynamodb.send(put)).rejects.toMatchObject({ name: 'AccessDeniedException' });
    await expect(clients.dynamodb.send(put)).resolves.toBeDefined();
  });

  it('restores a table to a second in twenty minutes of its own time', async () => {
    const { clients, clock, table } = await open();
    await clients.dynamodb.send(new PutItemCommand({ TableName: table, Item }));
    const RestoreDateTime = new Date(clock.now());
    await clock.sleep(MINUTE);
    await clients.dynamodb.send(
      new PutItemCommand({ TableName: table, Item: { ...Item, SK: { S: 'CONN#later' } } }),
    );
    await clock.sleep(10 * MINUTE);
    const begin = clock.now();
    await clients.dynamodb.send(
      new RestoreTableToPointInTimeCommand({
        SourceTableName: table,
        TargetTableName: 'restored',
        RestoreDateTime,
      }),
    );
    await waitUntil(
      { clock, signal: new AbortController().signal },
      {
        look: async () => {
          const { Table } = await clients.dynamodb
            .send(new DescribeTableCommand({ TableName: 'restored' }))
            .catch(() => ({ Table: undefined }));
          return Table?.TableStatus === 'ACTIVE' ? true : undefined;
        },
        every: MINUTE,
        within: 60 * MINUTE,
        otherwise: () => new Error('it takes longer than an hour'),
      },
    );
    expect(clock.now() - begin).toBe(20 * MINUTE);
    const { Items } = await clients.dynamodb.send(new ScanCommand({ TableName: 'restored' }));
    expect(Items).toEqual([Item]);
  });

  it('has each partition wholly in one segment of a scan, and every item in one of them', async () => {
    const { clients, table, items } = await open({ users: 30 });
    const partitions = await Promise.all(
      [0, 1, 2, 3].map(async (Segment) => {
        const scan = new ScanCommand({ TableName: table, Segment, TotalSegments: 4 });
        return ((await clients.dynamodb.send(scan)).Items ?? []).map(({ PK }) => PK?.S ?? '');
      }),
    );
    expect(partitions.flat()).toHaveLength(items.length);
    expect(partitions.every((segment) => segment.length > 0)).toBe(true);
    const segmentsOf = (partition: string): number =>
      partitions.filter((segment) => segment.includes(partition)).length;
    expect([...new Set(partitions.flat())].map(segmentsOf).every((count) => count === 1)).toBe(true);
  });
});
