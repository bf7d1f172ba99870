import {
  GetLatestConfigurationCommand,
  StartConfigurationSessionCommand,
} from '@aws-sdk/client-appconfigdata';
import { DescribeAlarmsCommand, GetDashboardCommand } from '@aws-sdk/client-cloudwatch';
import {
  DescribeContinuousBackupsCommand,
  DescribeContributorInsightsCommand,
  DescribeTableCommand,
  ListTagsOfResourceCommand,
  ScanCommand,
} from '@aws-sdk/client-dynamodb';
import { DescribeServicesCommand } from '@aws-sdk/client-ecs';
import { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { GetParameterCommand } from '@aws-sdk/client-ssm';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { startLocalCloud, type LocalCloud } from '../../scripts/local-cloud/local-cloud';
import { generateUsers } from '../../scripts/drill/generated-users';
import { connect, type Clients } from '../../scripts/recovery/aws/clients';
import { targetOf } from '../../scripts/recovery/aws/target';
import { clockOf } from '../../scripts/engine/clock';
import { loadSettings } from '../../settings';
import { furnish, type Furnished } from '../support/furnished-cloud';

const target = targetOf(loadSettings({ env: { SYNCWELL_ENV: 'drill' } }));
const { names } = target;
let cloud: LocalCloud;
let clients: Clients;
let furnished: Furnished;

beforeAll(async () => {
  cloud = await startLocalCloud({ owned: true, speed: 600 });
  clients = connect(target, {
    clock: clockOf(cloud.clock()),
    endpoint: cloud.endpoint,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  furnished = await furnish(clients, target, { users: generateUsers({ count: 20 }) });
}, 120_000);
afterAll(async () => {
  clients.destroy();
  await cloud.stop();
});

describe('a furnished cloud', () => {
  it('has the live table with every setting that a restore leaves behind', async () => {
    const { dynamodb } = clients;
    const TableName = furnished.table;
    const { Table } = await dynamodb.send(new DescribeTableCommand({ TableName }));
    expect(Table).toMatchObject({
      TableName: 'SyncWellMetadata',
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
      SSEDescription: { Status: 'ENABLED', SSEType: 'KMS' },
      DeletionProtectionEnabled: true,
    });
    expect(Table?.GlobalSecondaryIndexes?.map(({ IndexName }) => IndexName)).toEqual([
      names.reauthIndex,
      names.scheduleIndex,
    ]);
    const { Tags } = await dynamodb.send(new ListTagsOfResourceCommand({ ResourceArn: Table?.TableArn }));
    expect(Tags).toContainEqual({ Key: names.generationTag, Value: 'original' });
    const backups = await dynamodb.send(new DescribeContinuousBackupsCommand({ TableName }));
    expect(backups.ContinuousBackupsDescription?.PointInTimeRecoveryDescription).toMatchObject({
      PointInTimeRecoveryStatus: 'ENABLED',
      RecoveryPeriodInDays: 35,
    });
    const insights = await dynamodb.send(
      new DescribeContributorInsightsCommand({ TableName, IndexName: names.reauthIndex }),
    );
    expect(insights.ContributorInsightsStatus).toBe('ENABLED');
  });

  it('holds the items of its users, and each connection leads to its secret', async () => {
    const { Items = [] } = await clients.dynamodb.send(
      new ScanCommand({ TableName: furnished.table, ConsistentRead: true }),
    );
    const found = Items.map((item) => unmarshall(item));
    const key = ({ PK, SK }: Record<string, unknown>): string => `${String(PK)} ${String(SK)}`;
    expect(found.sort((a, b) => key(a).localeCompare(key(b)))).toEqual(
      [...furnished.items].sort((a, b) => key(a).localeCompare(key(b))),
    );
    const connection = furnished.items.find(({ CredentialArn }) => CredentialArn !== undefined);
    const { SecretString } = await clients.secrets.send(
      new GetSecretValueCommand({ SecretId: String(connection?.CredentialArn) }),
    );
    expect(SecretString).toContain('token');
  });

  it('serves the pointer to that table', async () => {
    const { InitialConfigurationToken } = await clients.appconfigdata.send(
      new StartConfigurationSessionCommand({
        ApplicationIdentifier: names.configApplication,
        EnvironmentIdentifier: names.configEnvironment.pointer,
        ConfigurationProfileIdentifier: names.configProfile.pointer,
      }),
    );
    const { Configuration } = await clients.appconfigdata.send(
      new GetLatestConfigurationCommand({ ConfigurationToken: InitialConfigurationToken }),
    );
    expect(JSON.parse(Configuration?.transformToString() ?? '')).toMatchObject({
      tableName: furnished.table,
      epoch: 1,
      writesEnabled: true,
    });
    const parameter = await clients.ssm.send(new GetParameterCommand({ Name: names.liveTableParameter }));
    expect(parameter.Parameter?.Value).toBe(furnished.table);
  });

  it('runs workers, and watches the table', async () => {
    const { services } = await clients.ecs.send(
      new DescribeServicesCommand({ cluster: names.cluster, services: [names.service] }),
    );
    expect(services?.[0]).toMatchObject({ status: 'ACTIVE', desiredCount: 3 });
    const { MetricAlarms = [] } = await clients.cloudwatch.send(new DescribeAlarmsCommand({}));
    const onTable = MetricAlarms.filter((alarm) => JSON.stringify(alarm).includes(`"${furnished.table}"`));
    expect(onTable.map(({ AlarmName }) => AlarmName).sort()).toEqual(
      ['table-read-throttles', 'table-system-errors', 'table-write-throttles'].map((what) =>
        names.alarm(what),
      ),
    );
    const { DashboardBody } = await clients.cloudwatch.send(
      new GetDashboardCommand({ DashboardName: names.dashboard }),
    );
    expect(DashboardBody).toContain(furnished.table);
  });
});
