import { spawnSync } from 'node:child_process';
import { AppConfigClient, ListApplicationsCommand } from '@aws-sdk/client-appconfig';
import {
  CreateTableCommand,
  DynamoDBClient,
  ListGlobalTablesCommand,
  ListTablesCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { ListHostedZonesCommand, Route53Client } from '@aws-sdk/client-route-53';
import { startLocalCloud, type LocalCloud } from '../../scripts/local-cloud/local-cloud';

let cloud: LocalCloud;
const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
const client = (region: string) => ({ region, endpoint: cloud.endpoint, credentials, maxAttempts: 3 });

beforeAll(async () => {
  cloud = await startLocalCloud({ owned: true, speed: 100 });
}, 120_000);
afterAll(() => cloud.stop());

describe('routing', () => {
  it('keeps regions apart, by the scope of the signature', async () => {
    const west = new DynamoDBClient(client('us-west-2'));
    await west.send(
      new CreateTableCommand({
        TableName: 'here',
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      }),
    );
    const tables = async (region: string) =>
      (await new DynamoDBClient(client(region)).send(new ListTablesCommand())).TableNames;
    expect(await tables('us-west-2')).toEqual(['here']);
    expect(await tables('eu-west-1')).toEqual([]);
  });

  it('serves the AWS CLI as it is', () => {
    const { stdout, stderr } = spawnSync(
      'aws',
      ['dynamodb', 'list-tables', '--region', 'us-west-2', '--output', 'text'],
      {
        encoding: 'utf8',
        env: { ...process.env, ...cloud.clientEnvironment() },
      },
    );
    expect({ stdout: stdout.trim(), stderr }).toEqual({ stdout: 'TABLENAMES\there', stderr: '' });
  });

  it('logs what was asked, and no content of it', async () => {
    const dynamodb = new DynamoDBClient(client('us-west-2'));
    await dynamodb.send(new PutItemCommand({ TableName: 'here', Item: { id: { S: 'canary-value' } } }));
    const requests = await cloud.requests({ service: 'dynamodb', region: 'us-west-2' });
    expect(requests.at(-1)).toMatchObject({ operation: 'PutItem', status: 200 });
    expect(JSON.stringify(requests)).not.toContain('canary-value');
  });
});

describe('a dark region', () => {
  afterEach(() => cloud.setRegion('us-east-1', 'up'));
  const listTables = (settings: object = {}) =>
    new DynamoDBClient({ ...client('us-east-1'), ...settings }).send(new ListTablesCommand());

  it('breaks every connection, while another region answers', async () => {
    await cloud.setRegion('us-east-1', 'refuse');
    await expect(listTables({ maxAttempts: 1 })).rejects.toThrow(/socket hang up|ECONNRESET/);
    await new DynamoDBClient(client('us-west-2')).send(new ListTablesCommand());
  });

  it('may hang: nothing ever answers', async () => {
    await cloud.setRegion('us-east-1', 'hang');
    await expect(
      listTables({ maxAttempts: 1, requestHandler: { requestTimeout: 300, throwOnRequestTimeout: true } }),
    ).rejects.toThrow(/timed out|timeout/i);
  });

  it('may keep its data plane while its control plane is gone', async () => {
    const dynamodb = new DynamoDBClient({ ...client('us-east-1'), maxAttempts: 1 });
    await cloud.setRegion('us-east-1', 'data-plane-only');
    await expect(dynamodb.send(new ListTablesCommand())).rejects.toThrow(
      'the control plane of dynamodb in us-east-1',
    );
    await expect(
      dynamodb.send(new PutItemCommand({ TableName: 'missing', Item: { id: { S: '1' } } })),
    ).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  it('takes the global services with it when it is us-east-1', async () => {
    const route53 = new Route53Client({ ...client('us-east-1'), maxAttempts: 1 });
    await expect(route53.send(new ListHostedZonesCommand())).resolves.toBeDefined();
    await cloud.setRegion('us-east-1', 'refuse');
    await expect(route53.send(new ListHostedZonesCommand())).rejects.toThrow(/socket hang up|ECONNRESET/);
  });

  it('comes back', async () => {
    await cloud.setRegion('us-east-1', 'refuse');
    await cloud.setRegion('us-east-1', 'up');
    await expect(listTables()).resolves.toBeDefined();
  });
});

describe('an operation that nobody implements', () => {
  const attempts = async (service: string) => (await cloud.requests({ service, region: 'sa-east-1' })).length;

  it('is told at once and not tried again: AWS JSON', async () => {
    const dynamodb = new DynamoDBClient(client('sa-east-1'));
    await expect(dynamodb.send(new ListGlobalTablesCommand())).rejects.toThrow(
      'the local cloud does not implement dynamodb ListGlobalTables',
    );
    expect(await attempts('dynamodb')).toBe(1);
  });

  it.each([
    ['query', 'elasticache', ['elasticache', 'describe-events'], 'DescribeEvents'],
    [
      'EC2 query',
      'ec2',
      ['ec2', 'describe-trunk-interface-associations'],
      'DescribeTrunkInterfaceAssociations',
    ],
    ['REST JSON', 'fis', ['fis', 'list-actions'], 'GET /actions'],
    ['REST XML', 'route53', ['route53', 'list-cidr-collections'], 'GET /2013-04-01/cidrcollection'],
  ])('is told at once and not tried again: %s', async (_, service, command, operation) => {
    const before = (await cloud.requests({ service })).length;
    const { status, stderr } = spawnSync('aws', [...command, '--region', 'sa-east-1'], {
      encoding: 'utf8',
      env: { ...process.env, ...cloud.clientEnvironment() },
    });
    expect(status).not.toBe(0);
    expect(stderr).toContain(`the local cloud does not implement ${service} ${operation}`);
    expect((await cloud.requests({ service })).length - before).toBe(1);
  });
});

it('has a clock that runs as fast as it was told', async () => {
  const wall = Date.now();
  const start = await cloud.now();
  await new AppConfigClient(client('us-west-2')).send(new ListApplicationsCommand());
  while (Date.now() - wall < 100) await cloud.status();
  const factor = ((await cloud.now()) - start) / (Date.now() - wall);
  expect(factor).toBeGreaterThan(50);
  expect(factor).toBeLessThan(150);
});
