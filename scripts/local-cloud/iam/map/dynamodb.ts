import { statementsOf } from '../../services/dynamodb/partiql';
import { streamOfIterator } from '../../services/dynamodb/streams/reading';
import { arnOf } from './arns';
import { usesOfKey } from './keys';
import type { ResourceLook } from './look';
import { contextOf, UnmappedCall, type Context, type Needed } from './needed';
import { listOf, objectOf, textAt, textPairs, textsAt, type Call, type Parameters } from './parameters';

/** Reads and writes that a restore, and the making of a replica, do with their caller's rights (DynamoDB guide, backuprestore_IAM). */
const FILLING = ['BatchWriteItem', 'DeleteItem', 'GetItem', 'PutItem', 'Query', 'Scan', 'UpdateItem'];

/** Operations whose actions, resources or further rights do not follow from their names. */
export const DYNAMODB: Readonly<Record<string, (call: Call, look: ResourceLook) => readonly Needed[]>> = {
  GetItem: onItems,
  PutItem: onItems,
  UpdateItem: onItems,
  DeleteItem: onItems,
  Query: onItems,
  Scan: onItems,
  BatchGetItem: batch,
  BatchWriteItem: batch,
  TransactGetItems: transaction,
  TransactWriteItems: transaction,
  ExecuteStatement: partiql,
  BatchExecuteStatement: partiql,
  ExecuteTransaction: partiql,
  CreateTable: creation,
  UpdateTable: update,
  DescribeContributorInsights: onIndexOrTable,
  UpdateContributorInsights: onIndexOrTable,
  GetRecords: records,
  RestoreTableToPointInTime: restoreToTime,
  RestoreTableFromBackup: restoreFromBackup,
  ExportTableToPointInTime: exported,
  ImportTable: imported,
};

function onItems(call: Call, look: ResourceLook): readonly Needed[] {
  const { parameters, operation = '' } = call;
  const table = tableArnOf(call, textAt(parameters, 'TableName'));
  return [
    {
      action: `dynamodb:${operation}`,
      resource: indexOr(table, parameters),
      context: itemContext(look, table, parameters),
    },
    ...decryption(call, look, table),
  ];
}

/** GetRecords names its stream in the iterator alone. */
function records(call: Call): readonly Needed[] {
  const iterator = textAt(call.parameters, 'ShardIterator') ?? '';
  return [plain('GetRecords', streamOfIterator(iterator) ?? arnOf(call, 'dynamodb', 'table/*/stream/*'))];
}

function onIndexOrTable(call: Call): readonly Needed[] {
  const table = tableArnOf(call, textAt(call.parameters, 'TableName'));
  return [
    {
      action: `dynamodb:${call.operation ?? ''}`,
      resource: indexOr(table, call.parameters),
      context: contextOf(),
    },
  ];
}

/** BatchGetItem and BatchWriteItem are actions of their own, judged once a table (DynamoDB guide, "API permissions"). */
function batch(call: Call, look: ResourceLook): readonly Needed[] {
  const tables = Object.entries(objectOf(call.parameters.RequestItems));
  return tables.flatMap(([name, content]) => {
    const table = tableArnOf(call, name);
    const requests = Array.isArray(content) ? content : [content];
    const keys = requests.flatMap((one) => partitionKeys(look, table, one));
    const context = contextOf({ 'dynamodb:LeadingKeys': keys }, returned(call.parameters));
    return [
      { action: `dynamodb:${call.operation ?? ''}`, resource: table, context },
      ...decryption(call, look, table),
    ];
  });
}

/** Each item is judged as the single operation (DynamoDB guide, "Using IAM with transactions"). */
function transaction(call: Call, look: ResourceLook): readonly Needed[] {
  const items = listOf(call.parameters.TransactItems).map(objectOf);
  return items.flatMap((item) =>
    Object.entries(item).flatMap(([kind, content]) => {
      const parameters = objectOf(content);
      const table = tableArnOf(call, textAt(parameters, 'TableName'));
      const context = new Map([
        ...itemContext(look, table, parameters),
        ...contextOf({ 'dynamodb:EnclosingOperation': call.operation }),
      ]);
      const action = kind === 'ConditionCheck' ? 'ConditionCheckItem' : `${kind}Item`;
      return [{ action: `dynamodb:${action}`, resource: table, context }, ...decryption(call, look, table)];
    }),
  );
}

/** DynamoDB guide, "IAM security policies with PartiQL for DynamoDB". */
function partiql(call: Call, look: ResourceLook): readonly Needed[] {
  const { operation, parameters } = call;
  const context = contextOf({
    'dynamodb:EnclosingOperation': operation === 'ExecuteTransaction' ? operation : undefined,
  });
  const paths = ['Statement', 'Statements.*.Statement', 'TransactStatements.*.Statement'];
  return paths
    .flatMap((path) => textsAt(parameters, path))
    .flatMap((text) => {
      const [statement] = statementsOf({ body: Buffer.from(JSON.stringify({ Statement: text })) });
      if (statement === undefined) throw UnmappedCall.of(call, 'a statement cannot be read');
      const { kind, table: name, index } = statement;
      const table = tableArnOf(call, name);
      const resource = index === undefined ? table : `${table}/index/${index}`;
      return [{ action: `dynamodb:PartiQL${kind}`, resource, context }, ...decryption(call, look, table)];
    });
}

/** A table with a customer's key is made with its caller's grants (DynamoDB guide, "Authorizing use of your KMS key"). */
function creation(call: Call, look: ResourceLook): readonly Needed[] {
  const { parameters } = call;
  const name = textAt(parameters, 'TableName');
  const table = tableArnOf(call, name);
  const policy = textAt(parameters, 'ResourcePolicy');
  return [
    plain('CreateTable', table),
    ...(policy === undefined ? [] : [plain('PutResourcePolicy', table)]),
    ...grants(call, look, table, textAt(parameters, 'SSESpecification.KMSMasterKeyId')),
  ];
}

/** A replica is made with its caller's rights in its own region (DynamoDB guide, V2gt_IAM). */
function update(call: Call, look: ResourceLook): readonly Needed[] {
  const { parameters } = call;
  const table = tableArnOf(call, textAt(parameters, 'TableName'));
  const created = textsAt(parameters, 'ReplicaUpdates.*.Create.RegionName');
  const deleted = textsAt(parameters, 'ReplicaUpdates.*.Delete.RegionName');
  const replica = (region: string): string => table.replace(`:${call.request.region}:`, `:${region}:`);
  return [
    plain('UpdateTable', table),
    ...created.flatMap((region) =>
      ['CreateTable', 'CreateTableReplica', ...FILLING].map((action) => plain(action, replica(region))),
    ),
    ...deleted.flatMap((region) => [
      plain('DeleteTableReplica', replica(region)),
      plain('DeleteTable', replica(region)),
    ]),
    ...grants(call, look, table, textAt(parameters, 'SSESpecification.KMSMasterKeyId')),
  ];
}

/** A restore acts with its caller's rights from beginning to end (DynamoDB guide, backuprestore_IAM). */
function restoreToTime(call: Call, look: ResourceLook): readonly Needed[] {
  const { parameters } = call;
  const source = tableArnOf(
    call,
    textAt(parameters, 'SourceTableArn') ?? textAt(parameters, 'SourceTableName'),
  );
  return [plain('RestoreTableToPointInTime', source), ...restored(call, look, source)];
}

function restoreFromBackup(call: Call, look: ResourceLook): readonly Needed[] {
  const backup = textAt(call.parameters, 'BackupArn') ?? '';
  const target = tableArnOf(call, textAt(call.parameters, 'TargetTableName'));
  const source = backup.split('/backup/')[0] ?? backup;
  return [
    plain('RestoreTableFromBackup', backup),
    plain('RestoreTableFromBackup', target),
    ...restored(call, look, source),
  ];
}

function restored(call: Call, look: ResourceLook, source: string): readonly Needed[] {
  const { parameters } = call;
  const target = tableArnOf(call, textAt(parameters, 'TargetTableName'));
  const key = textAt(parameters, 'SSESpecificationOverride.KMSMasterKeyId') ?? look.encryptionKeyOf(source);
  return [
    ...FILLING.map((action) => plain(action, target)),
    ...decryption(call, look, source),
    ...grants(call, look, target, key),
  ];
}

/** An export writes with its caller's rights to the bucket (DynamoDB guide, S3DataExport.Requesting). */
function exported(call: Call, look: ResourceLook): readonly Needed[] {
  const { parameters } = call;
  const table = tableArnOf(call, textAt(parameters, 'TableArn'));
  const bucket = textAt(parameters, 'S3Bucket') ?? '';
  const prefix = textAt(parameters, 'S3Prefix');
  const objects = `arn:aws:s3:::${bucket}/${prefix === undefined ? '' : `${prefix}/`}AWSDynamoDB/*`;
  const algorithm = textAt(parameters, 'S3SseAlgorithm');
  const chosen = textAt(parameters, 'S3SseKmsKeyId');
  const key = algorithm === 'AES256' ? undefined : (chosen ?? look.encryptionKeyOf(`arn:aws:s3:::${bucket}`));
  const sse = contextOf({
    's3:x-amz-server-side-encryption': algorithm === 'KMS' ? 'aws:kms' : algorithm,
    's3:x-amz-server-side-encryption-aws-kms-key-id': chosen,
  });
  return [
    plain('ExportTableToPointInTime', table),
    ...['AbortMultipartUpload', 'PutObject', 'PutObjectAcl'].map((action) => ({
      action: `s3:${action}`,
      resource: objects,
      context: action === 'PutObject' ? sse : contextOf(),
    })),
    ...(key === undefined
      ? []
      : usesOfKey(call, look, {
          actions: ['GenerateDataKey', 'Decrypt'],
          key,
          via: 's3',
          encryption: { 'aws:s3:arn': `arn:aws:s3:::${bucket}` },
        })),
  ];
}

/** An import reads with its caller's rights from the bucket (DynamoDB guide, S3DataImport.Requesting). */
function imported(call: Call, look: ResourceLook): readonly Needed[] {
  const { parameters } = call;
  const table = tableArnOf(call, textAt(parameters, 'TableCreationParameters.TableName'));
  const bucket = `arn:aws:s3:::${textAt(parameters, 'S3BucketSource.S3Bucket') ?? ''}`;
  const prefix = textAt(parameters, 'S3BucketSource.S3KeyPrefix') ?? '';
  const key = look.encryptionKeyOf(bucket);
  return [
    plain('ImportTable', table),
    { action: 's3:ListBucket', resource: bucket, context: contextOf({ 's3:prefix': prefix }) },
    { action: 's3:GetObject', resource: `${bucket}/${prefix}*`, context: contextOf() },
    ...(key === undefined
      ? []
      : usesOfKey(call, look, {
          actions: ['Decrypt'],
          key,
          via: 's3',
          encryption: { 'aws:s3:arn': bucket },
        })),
    ...grants(
      call,
      look,
      table,
      textAt(parameters, 'TableCreationParameters.SSESpecification.KMSMasterKeyId'),
    ),
  ];
}

/** DynamoDB opens a customer's key for each caller (KMS guide, "How Amazon DynamoDB uses AWS KMS"). */
function decryption(call: Call, look: ResourceLook, table: string): readonly Needed[] {
  const key = look.encryptionKeyOf(table);
  if (key === undefined) return [];
  return usesOfKey(call, look, {
    actions: ['Decrypt'],
    key,
    via: 'dynamodb',
    encryption: ofTable(call, table),
  });
}

function grants(call: Call, look: ResourceLook, table: string, key: string | undefined): readonly Needed[] {
  // The key of the service itself takes no right of the caller.
  if (key === undefined || key === 'alias/aws/dynamodb') return [];
  const actions = ['DescribeKey', 'CreateGrant', 'GenerateDataKey', 'Decrypt'];
  return usesOfKey(call, look, { actions, key, via: 'dynamodb', encryption: ofTable(call, table) });
}

function ofTable({ request }: Call, table: string): Readonly<Record<string, string>> {
  return {
    'aws:dynamodb:tableName': table.split('/').at(-1) ?? '',
    'aws:dynamodb:subscriberId': request.accountId,
  };
}

function itemContext(look: ResourceLook, table: string, parameters: Parameters): Context {
  return contextOf(
    {
      'dynamodb:LeadingKeys': partitionKeys(look, table, parameters),
      'dynamodb:Attributes': attributes(parameters),
      'dynamodb:Select': textAt(parameters, 'Select'),
    },
    returned(parameters),
  );
}

function returned(parameters: Parameters): Readonly<Record<string, string | undefined>> {
  return {
    'dynamodb:ReturnValues': textAt(parameters, 'ReturnValues'),
    'dynamodb:ReturnConsumedCapacity': textAt(parameters, 'ReturnConsumedCapacity'),
  };
}

/** Partition keys of a request on items: of its key, its item, or the equality in its key condition. */
function partitionKeys(look: ResourceLook, table: string, request: unknown): readonly string[] {
  const name = look.partitionKeyOf(table);
  if (name === undefined) return [];
  const whole = objectOf(request);
  const write = objectOf(whole.PutRequest ?? whole.DeleteRequest ?? whole);
  const items = [write.Key, write.Item, ...listOf(write.Keys)];
  const direct = items.flatMap((item) => valueOf(objectOf(item)[name]));
  return [...direct, ...conditioned(whole, name)];
}

function conditioned(parameters: Parameters, name: string): readonly string[] {
  const condition = textAt(parameters, 'KeyConditionExpression');
  if (condition === undefined) return [];
  const names = textPairs(parameters.ExpressionAttributeNames);
  const values = objectOf(parameters.ExpressionAttributeValues);
  return [...condition.matchAll(/(#?[\w.-]+)\s*=\s*(:\w+)/g)]
    .filter(([, left = '']) => (names[left] ?? left) === name)
    .flatMap(([, , right = '']) => valueOf(values[right]));
}

function valueOf(attribute: unknown): readonly string[] {
  if (typeof attribute !== 'object' || attribute === null) return [];
  return Object.values(attribute).filter((value): value is string => typeof value === 'string');
}

/** Top-level attributes that a request names (DynamoDB guide, "Using IAM policy conditions for fine-grained access control"). */
function attributes(parameters: Parameters): readonly string[] {
  const names = textPairs(parameters.ExpressionAttributeNames);
  const projected = (textAt(parameters, 'ProjectionExpression') ?? '')
    .split(',')
    .map((path) => path.trim().split(/[.[]/)[0] ?? '')
    .filter((name) => name !== '')
    .map((name) => names[name] ?? name);
  const keys = [parameters.Key, parameters.Item].flatMap((one) => Object.keys(objectOf(one)));
  return [
    ...new Set([...keys, ...projected, ...Object.values(names), ...textsAt(parameters, 'AttributesToGet')]),
  ];
}

/** A table may be named by its ARN. */
function tableArnOf(call: Call, name = '*'): string {
  return name.startsWith('arn:') ? name : arnOf(call, 'dynamodb', `table/${name}`);
}

function indexOr(table: string, parameters: Parameters): string {
  const index = textAt(parameters, 'IndexName');
  return index === undefined ? table : `${table}/index/${index}`;
}

function plain(action: string, resource: string): Needed {
  return { action: `dynamodb:${action}`, resource, context: contextOf() };
}
