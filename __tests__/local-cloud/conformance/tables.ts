import {
  CreateTableCommand,
  DeleteTableCommand,
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  ListTablesCommand,
  ListTagsOfResourceCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateContinuousBackupsCommand,
  UpdateTableCommand,
  UpdateTimeToLiveCommand,
  type CreateTableCommandInput,
} from '@aws-sdk/client-dynamodb';
import type { NamedCall } from './outcome';

export const TableName = 'items';
const TABLE: CreateTableCommandInput = {
  TableName,
  KeySchema: [
    { AttributeName: 'PK', KeyType: 'HASH' },
    { AttributeName: 'SK', KeyType: 'RANGE' },
  ],
  AttributeDefinitions: ['PK', 'SK', 'shard', 'next'].map((AttributeName) => ({
    AttributeName,
    AttributeType: 'S',
  })),
  BillingMode: 'PAY_PER_REQUEST',
  GlobalSecondaryIndexes: [
    {
      IndexName: 'schedule',
      KeySchema: [
        { AttributeName: 'shard', KeyType: 'HASH' },
        { AttributeName: 'next', KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'ALL' },
    },
  ],
  StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
  DeletionProtectionEnabled: true,
  Tags: [{ Key: 'generation', Value: 'original' }],
};
const tableArn = 'arn:aws:dynamodb:us-east-1:123456789012:table/items';

/** Calls on tables as a whole. */
export const tables: NamedCall[] = [
  ['a table is made', ({ dynamodb }) => dynamodb.send(new CreateTableCommand(TABLE))],
  ['a table is made twice', ({ dynamodb }) => dynamodb.send(new CreateTableCommand(TABLE))],
  ['a table is described', ({ dynamodb }) => dynamodb.send(new DescribeTableCommand({ TableName }))],
  [
    'a missing table is described',
    ({ dynamodb }) => dynamodb.send(new DescribeTableCommand({ TableName: 'none' })),
  ],
  ['tables are listed', ({ dynamodb }) => dynamodb.send(new ListTablesCommand({}))],
  [
    'a stream is switched on twice',
    ({ dynamodb }) =>
      dynamodb.send(
        new UpdateTableCommand({
          TableName,
          StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' },
        }),
      ),
  ],
  ['a protected table is deleted', ({ dynamodb }) => dynamodb.send(new DeleteTableCommand({ TableName }))],
  [
    'a table is deleted',
    async ({ dynamodb }) => {
      const gone = { TableName: 'gone', DeletionProtectionEnabled: false };
      await dynamodb.send(new CreateTableCommand({ ...TABLE, ...gone }));
      const { TableDescription } = await dynamodb.send(new DeleteTableCommand({ TableName: 'gone' }));
      const { TableNames } = await dynamodb.send(new ListTablesCommand({}));
      return [TableDescription?.TableName, TableNames];
    },
  ],
  [
    'deletion protection is taken away',
    ({ dynamodb }) => dynamodb.send(new UpdateTableCommand({ TableName, DeletionProtectionEnabled: false })),
  ],
  [
    'tags are set',
    ({ dynamodb }) =>
      dynamodb.send(
        new TagResourceCommand({
          ResourceArn: tableArn,
          Tags: [
            { Key: 'extra', Value: '1' },
            { Key: 'another', Value: '2' },
          ],
        }),
      ),
  ],
  [
    'a tag is removed',
    ({ dynamodb }) => dynamodb.send(new UntagResourceCommand({ ResourceArn: tableArn, TagKeys: ['extra'] })),
  ],
  [
    'tags are read',
    ({ dynamodb }) => dynamodb.send(new ListTagsOfResourceCommand({ ResourceArn: tableArn })),
  ],
  [
    'time to live is read before it is on',
    ({ dynamodb }) => dynamodb.send(new DescribeTimeToLiveCommand({ TableName })),
  ],
  [
    'time to live is switched on',
    ({ dynamodb }) =>
      dynamodb.send(
        new UpdateTimeToLiveCommand({
          TableName,
          TimeToLiveSpecification: { Enabled: true, AttributeName: 'ttl' },
        }),
      ),
  ],
  ['time to live is read', ({ dynamodb }) => dynamodb.send(new DescribeTimeToLiveCommand({ TableName }))],
  [
    'point-in-time recovery is switched on',
    ({ dynamodb }) =>
      dynamodb.send(
        new UpdateContinuousBackupsCommand({
          TableName,
          PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        }),
      ),
  ],
  [
    'point-in-time recovery is read',
    ({ dynamodb }) => dynamodb.send(new DescribeContinuousBackupsCommand({ TableName })),
  ],
];
