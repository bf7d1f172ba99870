import type { ServiceRequest } from '../../../scripts/local-cloud/gateway/service';
import { neededFor, NOTHING_KNOWN, type ResourceLook } from '../../../scripts/local-cloud/iam/map';
import { formOf, requestOf } from './requests';

const TABLE = 'arn:aws:dynamodb:us-east-1:123456789012:table/T';
const KEY = 'arn:aws:kms:us-east-1:123456789012:key/k1';
const OTHER_KEY = 'arn:aws:kms:us-west-2:123456789012:key/k2';
const BUCKET = 'arn:aws:s3:::b';
const ROLE = 'arn:aws:iam::123456789012:role/r';

/** A cloud in which table, bucket, secret, queue and topic have a customer's key, and the table's partition key is PK. */
const KNOWN: ResourceLook = {
  ...NOTHING_KNOWN,
  keyOf: (_, name) => (name === 'alias/a' ? KEY : undefined),
  aliasesOf: () => ['alias/a'],
  roleArnOf: (name) => (name === 'deep' ? 'arn:aws:iam::123456789012:role/path/deep' : undefined),
  boundaryOf: () => 'arn:aws:iam::123456789012:policy/boundary',
  encryptionKeyOf: () => KEY,
  partitionKeyOf: () => 'PK',
  secretArnOf: (region, name) => `arn:aws:secretsmanager:${region}:123456789012:secret:${name}-AbCdEf`,
  keyOfCiphertext: () => KEY,
};

function asked(request: ServiceRequest, look: ResourceLook = NOTHING_KNOWN): string[] {
  return neededFor(request, look).map(({ action, resource }) => `${action} ${resource}`);
}

const dynamodb = (operation: string, body: object): ServiceRequest =>
  requestOf({ service: 'dynamodb', operation, body });
const s3 = (method: string, path: string, more: object = {}): ServiceRequest =>
  requestOf({ service: 's3', method, path, ...more });
const json = (service: string, operation: string, body: object): ServiceRequest =>
  requestOf({ service, operation, body });

const FILLING = ['BatchWriteItem', 'DeleteItem', 'GetItem', 'PutItem', 'Query', 'Scan', 'UpdateItem'];

/** What is judged, the document that says so, the call, and the questions. */
const CASES: readonly (readonly [string, string, ServiceRequest, readonly string[]])[] = [
  [
    'listing objects is ListBucket',
    'S3 API reference, ListObjectsV2',
    s3('GET', '/b', { query: 'list-type=2&prefix=p/' }),
    [`s3:ListBucket ${BUCKET}`],
  ],
  [
    'listing versions is an action of its own',
    'S3 API reference, ListObjectVersions',
    s3('GET', '/b', { query: 'versions' }),
    [`s3:ListBucketVersions ${BUCKET}`],
  ],
  ['HeadBucket is ListBucket', 'S3 API reference, HeadBucket', s3('HEAD', '/b'), [`s3:ListBucket ${BUCKET}`]],
  [
    'HeadObject is GetObject',
    'S3 API reference, HeadObject',
    s3('HEAD', '/b/k'),
    [`s3:GetObject ${BUCKET}/k`],
  ],
  [
    'a read of a version is GetObjectVersion',
    'S3 API reference, GetObject',
    s3('GET', '/b/k', { query: 'versionId=v' }),
    [`s3:GetObjectVersion ${BUCKET}/k`],
  ],
  [
    'a put with retention and hold needs both',
    'S3 API reference, PutObject',
    s3('PUT', '/b/k', {
      headers: { 'x-amz-object-lock-mode': 'COMPLIANCE', 'x-amz-object-lock-legal-hold': 'ON' },
    }),
    [`s3:PutObject ${BUCKET}/k`, `s3:PutObjectRetention ${BUCKET}/k`, `s3:PutObjectLegalHold ${BUCKET}/k`],
  ],
  [
    'a put with tags needs PutObjectTagging',
    'S3 API reference, PutObject',
    s3('PUT', '/b/k', { headers: { 'x-amz-tagging': 'a=b' } }),
    [`s3:PutObject ${BUCKET}/k`, `s3:PutObjectTagging ${BUCKET}/k`],
  ],
  [
    'retention that is shortened needs the bypass',
    'S3 API reference, PutObjectRetention',
    s3('PUT', '/b/k', {
      query: 'retention&versionId=v',
      headers: { 'x-amz-bypass-governance-retention': 'true' },
    }),
    [`s3:PutObjectRetention ${BUCKET}/k`, `s3:BypassGovernanceRetention ${BUCKET}/k`],
  ],
  [
    'a copy reads and writes',
    'S3 API reference, CopyObject',
    s3('PUT', '/b/k', { headers: { 'x-amz-copy-source': '/c/from%20here?versionId=v' } }),
    ['s3:GetObjectVersion arn:aws:s3:::c/from here', `s3:PutObject ${BUCKET}/k`],
  ],
  [
    'each object of a multi-delete is judged',
    'S3 API reference, DeleteObjects',
    s3('POST', '/b', {
      query: 'delete',
      body: '<Delete><Object><Key>x&amp;y</Key></Object><Object><Key>z</Key><VersionId>v</VersionId></Object></Delete>',
    }),
    [`s3:DeleteObject ${BUCKET}/x&y`, `s3:DeleteObjectVersion ${BUCKET}/z`],
  ],
  [
    'a delete past governance needs the bypass',
    'S3 guide, object-lock-managing',
    s3('DELETE', '/b/k', { query: 'versionId=v', headers: { 'x-amz-bypass-governance-retention': 'true' } }),
    [`s3:DeleteObjectVersion ${BUCKET}/k`, `s3:BypassGovernanceRetention ${BUCKET}/k`],
  ],
  [
    'a bucket with Object Lock needs lock and versioning',
    'S3 API reference, CreateBucket',
    s3('PUT', '/b', { headers: { 'x-amz-bucket-object-lock-enabled': 'true' } }),
    [
      `s3:CreateBucket ${BUCKET}`,
      `s3:PutBucketObjectLockConfiguration ${BUCKET}`,
      `s3:PutBucketVersioning ${BUCKET}`,
    ],
  ],
  [
    'deleting a lifecycle is writing it',
    'S3 API reference, DeleteBucketLifecycle',
    s3('DELETE', '/b', { query: 'lifecycle' }),
    [`s3:PutLifecycleConfiguration ${BUCKET}`],
  ],
  [
    'deleting a policy is an action of its own',
    'S3 API reference, DeleteBucketPolicy',
    s3('DELETE', '/b', { query: 'policy' }),
    [`s3:DeleteBucketPolicy ${BUCKET}`],
  ],
  [
    'a query of an index is on the index',
    'DynamoDB guide, using-identity-based-policies',
    dynamodb('Query', { TableName: 'T', IndexName: 'I' }),
    [`dynamodb:Query ${TABLE}/index/I`],
  ],
  [
    'a batch is an action of its own, once a table',
    'DynamoDB guide, api-permissions-reference',
    dynamodb('BatchWriteItem', { RequestItems: { T: [], U: [] } }),
    [`dynamodb:BatchWriteItem ${TABLE}`, `dynamodb:BatchWriteItem ${TABLE.replace(/T$/, 'U')}`],
  ],
  [
    'a transaction is its items',
    'DynamoDB guide, transaction-apis-iam',
    dynamodb('TransactWriteItems', {
      TransactItems: [
        { Put: { TableName: 'T' } },
        { ConditionCheck: { TableName: 'T' } },
        { Delete: { TableName: TABLE } },
      ],
    }),
    [`dynamodb:PutItem ${TABLE}`, `dynamodb:ConditionCheckItem ${TABLE}`, `dynamodb:DeleteItem ${TABLE}`],
  ],
  [
    'a read in a transaction is GetItem',
    'DynamoDB guide, transaction-apis-iam',
    dynamodb('TransactGetItems', { TransactItems: [{ Get: { TableName: 'T' } }] }),
    [`dynamodb:GetItem ${TABLE}`],
  ],
  [
    'PartiQL has actions of its own',
    'DynamoDB guide, ql-iam',
    dynamodb('BatchExecuteStatement', {
      Statements: [
        { Statement: 'UPDATE "T" SET a=1 WHERE PK=\'x\'' },
        { Statement: 'SELECT * FROM "T"."I"' },
      ],
    }),
    [`dynamodb:PartiQLUpdate ${TABLE}`, `dynamodb:PartiQLSelect ${TABLE}/index/I`],
  ],
  [
    'a restore reads and writes the new table',
    'DynamoDB guide, backuprestore_IAM',
    dynamodb('RestoreTableToPointInTime', { SourceTableName: 'T', TargetTableName: 'N' }),
    [
      `dynamodb:RestoreTableToPointInTime ${TABLE}`,
      ...FILLING.map((name) => `dynamodb:${name} ${TABLE.replace(/T$/, 'N')}`),
    ],
  ],
  [
    'an export writes to the bucket',
    'DynamoDB guide, S3DataExport.Requesting',
    dynamodb('ExportTableToPointInTime', {
      TableArn: TABLE,
      S3Bucket: 'b',
      S3Prefix: 'p',
      S3SseAlgorithm: 'KMS',
      S3SseKmsKeyId: OTHER_KEY,
    }),
    [
      `dynamodb:ExportTableToPointInTime ${TABLE}`,
      ...['AbortMultipartUpload', 'PutObject', 'PutObjectAcl'].map(
        (name) => `s3:${name} ${BUCKET}/p/AWSDynamoDB/*`,
      ),
      `kms:GenerateDataKey ${OTHER_KEY}`,
      `kms:Decrypt ${OTHER_KEY}`,
    ],
  ],
  [
    'an import reads from the bucket',
    'DynamoDB guide, S3DataImport.Requesting',
    dynamodb('ImportTable', {
      S3BucketSource: { S3Bucket: 'b', S3KeyPrefix: 'p' },
      TableCreationParameters: { TableName: 'T' },
    }),
    [`dynamodb:ImportTable ${TABLE}`, `s3:ListBucket ${BUCKET}`, `s3:GetObject ${BUCKET}/p*`],
  ],
  [
    'a table with tags is tagged',
    'DynamoDB guide, tagging permissions',
    dynamodb('CreateTable', { TableName: 'T', Tags: [{ Key: 'a', Value: 'b' }] }),
    [`dynamodb:CreateTable ${TABLE}`, `dynamodb:TagResource ${TABLE}`],
  ],
  [
    'a table with a policy writes it',
    'DynamoDB API reference, CreateTable',
    dynamodb('CreateTable', { TableName: 'T', ResourcePolicy: '{}' }),
    [`dynamodb:CreateTable ${TABLE}`, `dynamodb:PutResourcePolicy ${TABLE}`],
  ],
  [
    'API Gateway knows verbs on paths, without the version',
    'API Gateway guide, security-iam',
    requestOf({ service: 'apigateway', method: 'PATCH', path: '/v2/apis/a/routes/r' }),
    ['apigateway:PATCH arn:aws:apigateway:us-east-1::/apis/a/routes/r'],
  ],
  [
    'an integration passes its role',
    'API Gateway guide, permissions',
    requestOf({ service: 'apigateway', path: '/v2/apis/a/integrations', body: { credentialsArn: ROLE } }),
    ['apigateway:POST arn:aws:apigateway:us-east-1::/apis/a/integrations', `iam:PassRole ${ROLE}`],
  ],
  [
    'AppConfig is judged on environment and application',
    'service authorization reference, AppConfig',
    requestOf({ service: 'appconfig', method: 'GET', path: '/applications/a/environments/e' }),
    [
      'appconfig:GetEnvironment arn:aws:appconfig:us-east-1:123456789012:application/a',
      'appconfig:GetEnvironment arn:aws:appconfig:us-east-1:123456789012:application/a/environment/e',
    ],
  ],
  [
    'CreateApplication knows no resource',
    'service authorization reference, AppConfig',
    requestOf({ service: 'appconfig', path: '/applications', body: { Name: 'n' } }),
    ['appconfig:CreateApplication *'],
  ],
  [
    'a load balancer is named by type before it has an id',
    'service authorization reference, ELBv2',
    formOf(
      { service: 'elasticloadbalancing', operation: 'CreateLoadBalancer' },
      { Name: 'n', 'Tags.member.1.Key': 'a', 'Tags.member.1.Value': 'b' },
    ),
    [
      'elasticloadbalancing:CreateLoadBalancer arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/n/*',
      'elasticloadbalancing:AddTags arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/n/*',
    ],
  ],
  [
    'a task definition passes both its roles',
    'ECS guide, task-iam-roles',
    json('ecs', 'RegisterTaskDefinition', { family: 'f', taskRoleArn: ROLE, executionRoleArn: 'deep' }),
    [
      'ecs:RegisterTaskDefinition arn:aws:ecs:us-east-1:123456789012:task-definition/f:*',
      `iam:PassRole ${ROLE}`,
      'iam:PassRole arn:aws:iam::123456789012:role/deep',
    ],
  ],
  [
    'a backup selection passes its role',
    'AWS Backup guide, access-control',
    requestOf({
      service: 'backup',
      method: 'PUT',
      path: '/backup/plans/p/selections',
      body: { BackupSelection: { IamRoleArn: ROLE } },
    }),
    [
      'backup:CreateBackupSelection arn:aws:backup:us-east-1:123456789012:backup-plan:p',
      `iam:PassRole ${ROLE}`,
    ],
  ],
  [
    'a service-linked role is not passed',
    'IAM guide, id_roles_use_passrole',
    json('application-autoscaling', 'RegisterScalableTarget', {
      ServiceNamespace: 'ecs',
      RoleARN: 'arn:aws:iam::123456789012:role/aws-service-role/x/y',
    }),
    [
      'application-autoscaling:RegisterScalableTarget arn:aws:application-autoscaling:us-east-1:123456789012:scalable-target/*',
    ],
  ],
  [
    'tags and source identity of a session take rights',
    'IAM guide, id_session-tags',
    formOf(
      { service: 'sts', operation: 'AssumeRole' },
      { RoleArn: ROLE, SourceIdentity: 'ada', 'Tags.member.1.Key': 'a', 'Tags.member.1.Value': 'b' },
    ),
    [`sts:AssumeRole ${ROLE}`, `sts:TagSession ${ROLE}`, `sts:SetSourceIdentity ${ROLE}`],
  ],
  [
    'who one is may always be asked',
    'STS API reference, GetCallerIdentity',
    formOf({ service: 'sts', operation: 'GetCallerIdentity' }, {}),
    [],
  ],
  [
    'a subnet is judged on what it is in and what it is',
    'EC2 guide, supported-iam-actions-tagging',
    formOf(
      { service: 'ec2', operation: 'CreateSubnet' },
      {
        VpcId: 'vpc-1',
        'TagSpecification.1.ResourceType': 'subnet',
        'TagSpecification.1.Tag.1.Key': 'a',
        'TagSpecification.1.Tag.1.Value': 'b',
      },
    ),
    [
      'ec2:CreateSubnet arn:aws:ec2:us-east-1:123456789012:vpc/vpc-1',
      'ec2:CreateSubnet arn:aws:ec2:us-east-1:123456789012:subnet/*',
      'ec2:CreateTags arn:aws:ec2:us-east-1:123456789012:subnet/*',
    ],
  ],
  [
    'an association without names is on no resource',
    'service authorization reference, EC2',
    formOf({ service: 'ec2', operation: 'DisassociateRouteTable' }, { AssociationId: 'rtbassoc-1' }),
    ['ec2:DisassociateRouteTable *'],
  ],
  [
    'an alias and its key are judged',
    'KMS guide, alias-access',
    json('kms', 'CreateAlias', { AliasName: 'alias/new', TargetKeyId: 'k1' }),
    ['kms:CreateAlias arn:aws:kms:us-east-1:123456789012:alias/new', `kms:CreateAlias ${KEY}`],
  ],
  [
    're-encryption is two rights',
    'KMS API reference, ReEncrypt',
    json('kms', 'ReEncrypt', { SourceKeyId: KEY, DestinationKeyId: OTHER_KEY }),
    [`kms:ReEncryptFrom ${KEY}`, `kms:ReEncryptTo ${OTHER_KEY}`],
  ],
  [
    'a batch of secrets asks for each',
    'Secrets Manager API reference, BatchGetSecretValue',
    json('secretsmanager', 'BatchGetSecretValue', { SecretIdList: ['s'] }),
    [
      'secretsmanager:BatchGetSecretValue *',
      'secretsmanager:GetSecretValue arn:aws:secretsmanager:us-east-1:123456789012:secret:s-??????',
    ],
  ],
  [
    'a batch of messages is the single action',
    'SQS guide, api-permissions-reference',
    json('sqs', 'SendMessageBatch', { QueueUrl: 'http://x/123456789012/q.fifo' }),
    ['sqs:SendMessage arn:aws:sqs:us-east-1:123456789012:q.fifo'],
  ],
  [
    'a vault with a key takes storage and the key',
    'AWS Backup guide, api-permissions',
    requestOf({
      service: 'backup',
      method: 'PUT',
      path: '/backup-vaults/v',
      body: { EncryptionKeyArn: KEY },
    }),
    [
      'backup:CreateBackupVault arn:aws:backup:us-east-1:123456789012:backup-vault:v',
      'backup-storage:MountCapsule *',
      ...['CreateGrant', 'GenerateDataKey', 'Decrypt', 'RetireGrant', 'DescribeKey'].map(
        (name) => `kms:${name} ${KEY}`,
      ),
    ],
  ],
];

test.each(CASES)('%s (%s)', (_name, _document, request, expected) => {
  expect(asked(request)).toEqual(expected);
});

/** A denial names what was judged: `... on resource: arn:aws:logs:...:log-group:NAME:log-stream:`. */
test('a log group that is named is judged with a stream without a name', () => {
  expect(asked(json('logs', 'CreateLogGroup', { logGroupName: '/g' }))).toEqual([
    'logs:CreateLogGroup arn:aws:logs:us-east-1:123456789012:log-group:/g:log-stream:',
  ]);
});

test('a replica is made with the rights in its own region (DynamoDB guide, V2gt_IAM)', () => {
  const request = dynamodb('UpdateTable', {
    TableName: 'T',
    ReplicaUpdates: [{ Create: { RegionName: 'us-west-2' } }],
  });
  const replica = TABLE.replace('us-east-1', 'us-west-2');
  expect(asked(request)).toEqual([
    `dynamodb:UpdateTable ${TABLE}`,
    ...['CreateTable', 'CreateTableReplica', ...FILLING].map((name) => `dynamodb:${name} ${replica}`),
  ]);
});

/** With a customer's key, the service uses it for its caller. */
const WITH_KEYS: readonly (readonly [string, ServiceRequest, readonly string[], string])[] = [
  ['a put to a bucket', s3('PUT', '/b/k'), ['kms:GenerateDataKey'], 's3'],
  ['a read from a bucket', s3('GET', '/b/k'), ['kms:Decrypt'], 's3'],
  [
    'parts of an upload',
    s3('PUT', '/b/k', { query: 'partNumber=1&uploadId=u' }),
    ['kms:GenerateDataKey', 'kms:Decrypt'],
    's3',
  ],
  ['an item', dynamodb('GetItem', { TableName: 'T' }), ['kms:Decrypt'], 'dynamodb'],
  [
    'the value of a secret',
    json('secretsmanager', 'GetSecretValue', { SecretId: 's' }),
    ['kms:Decrypt'],
    'secretsmanager',
  ],
  [
    'a new value of a secret',
    json('secretsmanager', 'PutSecretValue', { SecretId: 's' }),
    ['kms:GenerateDataKey', 'kms:Decrypt'],
    'secretsmanager',
  ],
  [
    'a message',
    json('sqs', 'SendMessage', { QueueUrl: 'http://x/1/q' }),
    ['kms:GenerateDataKey', 'kms:Decrypt'],
    'sqs',
  ],
  [
    'a notification',
    formOf({ service: 'sns', operation: 'Publish' }, { TopicArn: 'arn:aws:sns:us-east-1:123456789012:t' }),
    ['kms:GenerateDataKey', 'kms:Decrypt'],
    'sns',
  ],
  [
    'a secure parameter',
    json('ssm', 'PutParameter', { Name: '/p', Type: 'SecureString', KeyId: 'alias/a' }),
    ['kms:Encrypt'],
    'ssm',
  ],
];

test.each(WITH_KEYS)(
  '%s takes the right to its key through the service (KMS guide, kms:ViaService)',
  (_name, request, actions, via) => {
    const ofKey = neededFor(request, KNOWN).filter(({ action }) => action.startsWith('kms:'));
    expect(ofKey.map(({ action }) => action)).toEqual(actions);
    for (const { resource, context } of ofKey) {
      expect(resource).toBe(KEY);
      expect(context.get('kms:viaservice')).toEqual([`${via}.us-east-1.amazonaws.com`]);
      expect(context.get('kms:resourcealiases')).toEqual(['alias/a']);
    }
  },
);

test('a put that chooses the key of S3 takes no right to a customer key', () => {
  const request = s3('PUT', '/b/k', { headers: { 'x-amz-server-side-encryption': 'AES256' } });
  expect(asked(request, KNOWN)).toEqual([`s3:PutObject ${BUCKET}/k`]);
});

test('the key of an export in another region is used through S3 of that region', () => {
  const body = { TableArn: TABLE, S3Bucket: 'b', S3SseAlgorithm: 'KMS', S3SseKmsKeyId: OTHER_KEY };
  const ofKey = neededFor(dynamodb('ExportTableToPointInTime', body), NOTHING_KNOWN).at(-1);
  expect(ofKey?.context.get('kms:viaservice')).toEqual(['s3.us-west-2.amazonaws.com']);
});

/** A condition key that the call decides, the document that defines it, the call, and its values. */
const CONDITIONS: readonly (readonly [string, string, ServiceRequest, readonly string[]])[] = [
  ['s3:prefix', 'S3 reference', s3('GET', '/b', { query: 'prefix=p/' }), ['p/']],
  [
    's3:object-lock-mode',
    'S3 reference',
    s3('PUT', '/b/k', { headers: { 'x-amz-object-lock-mode': 'COMPLIANCE' } }),
    ['COMPLIANCE'],
  ],
  ['s3:if-none-match', 'S3 reference', s3('PUT', '/b/k', { headers: { 'if-none-match': '*' } }), ['*']],
  [
    'dynamodb:leadingkeys',
    'DynamoDB guide, specifying-conditions',
    dynamodb('PutItem', { TableName: 'T', Item: { PK: { S: 'u' } } }),
    ['u'],
  ],
  [
    'dynamodb:leadingkeys',
    'the same, of a query',
    dynamodb('Query', {
      TableName: 'T',
      KeyConditionExpression: '#p = :p',
      ExpressionAttributeNames: { '#p': 'PK' },
      ExpressionAttributeValues: { ':p': { S: 'u' } },
    }),
    ['u'],
  ],
  [
    'dynamodb:leadingkeys',
    'the same, of a batch',
    dynamodb('BatchWriteItem', {
      RequestItems: {
        T: [{ DeleteRequest: { Key: { PK: { S: 'u' } } } }, { PutRequest: { Item: { PK: { S: 'w' } } } }],
      },
    }),
    ['u', 'w'],
  ],
  [
    'dynamodb:attributes',
    'the same',
    dynamodb('GetItem', {
      TableName: 'T',
      Key: { PK: { S: 'u' } },
      ProjectionExpression: 'a.b, #c',
      ExpressionAttributeNames: { '#c': 'c' },
    }),
    ['PK', 'a', 'c'],
  ],
  [
    'dynamodb:enclosingoperation',
    'DynamoDB guide, transaction-apis-iam',
    dynamodb('TransactWriteItems', { TransactItems: [{ Put: { TableName: 'T' } }] }),
    ['TransactWriteItems'],
  ],
  [
    'kms:encryptioncontext:app',
    'KMS guide, conditions-kms',
    json('kms', 'Decrypt', { KeyId: KEY, EncryptionContext: { app: 'x' } }),
    ['x'],
  ],
  [
    'kms:requestalias',
    'KMS guide, conditions-kms',
    json('kms', 'DescribeKey', { KeyId: 'alias/a' }),
    ['alias/a'],
  ],
  [
    'iam:permissionsboundary',
    'IAM reference',
    formOf({ service: 'iam', operation: 'CreateRole' }, { RoleName: 'n', PermissionsBoundary: 'arn:p' }),
    ['arn:p'],
  ],
  [
    'iam:permissionsboundary',
    'IAM reference, of a role that has one',
    formOf({ service: 'iam', operation: 'PutRolePolicy' }, { RoleName: 'n' }),
    ['arn:aws:iam::123456789012:policy/boundary'],
  ],
  [
    'sts:rolesessionname',
    'STS reference',
    formOf({ service: 'sts', operation: 'AssumeRole' }, { RoleArn: ROLE, RoleSessionName: 'ada' }),
    ['ada'],
  ],
  [
    'ecs:cluster',
    'ECS reference',
    json('ecs', 'UpdateService', { cluster: 'c', service: 's' }),
    ['arn:aws:ecs:us-east-1:123456789012:cluster/c'],
  ],
  [
    'secretsmanager:recoverywindowindays',
    'Secrets Manager reference',
    json('secretsmanager', 'DeleteSecret', { SecretId: 's', RecoveryWindowInDays: 7 }),
    ['7'],
  ],
  [
    'aws:requesttag/a',
    'IAM guide, global condition keys',
    json('sns', 'TagResource', {
      ResourceArn: 'arn:aws:sns:us-east-1:123456789012:t',
      Tags: [{ Key: 'a', Value: 'b' }],
    }),
    ['b'],
  ],
  [
    'aws:tagkeys',
    'the same, of an untagging',
    dynamodb('UntagResource', { ResourceArn: TABLE, TagKeys: ['a'] }),
    ['a'],
  ],
  ['aws:securetransport', 'the same', dynamodb('ListTables', {}), ['true']],
  [
    'route53:changeresourcerecordsetsnormalizedrecordnames',
    'Route 53 guide, specifying-conditions',
    requestOf({
      service: 'route53',
      path: '/2013-04-01/hostedzone/Z/rrset',
      body: '<Change><Action>UPSERT</Action><ResourceRecordSet><Name>API.Example.com.</Name><Type>A</Type></ResourceRecordSet></Change>',
    }),
    ['api.example.com'],
  ],
];

test.each(CONDITIONS)('%s is told (%s)', (key, _document, request, values) => {
  const [first] = neededFor(request, KNOWN);
  expect(first?.context.get(key)).toEqual(values);
});

test('a role is passed to the service that takes it', () => {
  const request = json('ecs', 'RegisterTaskDefinition', { family: 'f', taskRoleArn: 'deep' });
  const passing = neededFor(request, KNOWN).find(({ action }) => action === 'iam:PassRole');
  expect(passing?.resource).toBe('arn:aws:iam::123456789012:role/path/deep');
  expect(passing?.context.get('iam:passedtoservice')).toEqual(['ecs-tasks.amazonaws.com']);
});

test('tags of a resource are told under the names that policies use', () => {
  const look = { ...KNOWN, tagsOf: () => new Map([['owner', 'ada']]) };
  const [first] = neededFor(dynamodb('DescribeTable', { TableName: 'T' }), look);
  expect(first?.context.get('aws:resourcetag/owner')).toEqual(['ada']);
});
