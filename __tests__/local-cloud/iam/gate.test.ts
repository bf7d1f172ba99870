import { CreateTableCommand, DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { ECSClient, RegisterTaskDefinitionCommand } from '@aws-sdk/client-ecs';
import {
  CreateAccessKeyCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  DeleteRolePermissionsBoundaryCommand,
  IAMClient,
  PutRolePermissionsBoundaryCommand,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam';
import { CreateKeyCommand, EncryptCommand, KMSClient, PutKeyPolicyCommand } from '@aws-sdk/client-kms';
import {
  CreateBucketCommand,
  GetObjectCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { startLocalCloud, type LocalCloud } from '../../../scripts/local-cloud/local-cloud';

const ACCOUNT = '123456789012';
const TABLE = `arn:aws:dynamodb:us-east-1:${ACCOUNT}:table/drill-jobs`;
const Version = '2012-10-17';

interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

const administrator: Credentials = { accessKeyId: 'local', secretAccessKey: 'local' };

const allow = (action: string | readonly string[], resource: string): object => ({
  Effect: 'Allow',
  Action: action,
  Resource: resource,
});
const document = (...statements: readonly object[]): string =>
  JSON.stringify({ Version, Statement: statements });

describe('the gate of a local cloud that enforces IAM', () => {
  let cloud: LocalCloud;
  let iam: IAMClient;

  const settings = (credentials: Credentials) => ({
    endpoint: cloud.endpoint,
    region: 'us-east-1',
    credentials,
    maxAttempts: 1,
    forcePathStyle: true,
  });

  const trusting = (trust: object) => JSON.stringify({ Version, Statement: [{ Effect: 'Allow', ...trust }] });
  const ofAccount = { Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` }, Action: 'sts:AssumeRole' };

  async function role(name: string, ...statements: readonly object[]): Promise<void> {
    await iam.send(new CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument: trusting(ofAccount) }));
    if (statements.length > 0) await grant(name, ...statements);
  }

  async function grant(name: string, ...statements: readonly object[]): Promise<void> {
    const PolicyDocument = document(...statements);
    await iam.send(new PutRolePolicyCommand({ RoleName: name, PolicyName: 'data', PolicyDocument }));
  }

  async function session(name: string, more: { Policy?: string } = {}): Promise<Credentials> {
    const sts = new STSClient(settings(administrator));
    const { Credentials } = await sts.send(
      new AssumeRoleCommand({
        RoleArn: `arn:aws:iam::${ACCOUNT}:role/${name}`,
        RoleSessionName: 'ann',
        ...more,
      }),
    );
    return { accessKeyId: Credentials?.AccessKeyId ?? '', secretAccessKey: 'any' };
  }

  const read = (credentials: Credentials, TableName = 'drill-jobs') =>
    new DynamoDBClient(settings(credentials)).send(
      new GetItemCommand({ TableName, Key: { pk: { S: 'a' } } }),
    );
  const write = (credentials: Credentials) =>
    new DynamoDBClient(settings(credentials)).send(
      new PutItemCommand({ TableName: 'drill-jobs', Item: { pk: { S: 'a' } } }),
    );
  const messageOf = (call: Promise<unknown>): Promise<string> =>
    call.then(
      () => 'allowed',
      (error: unknown) => `${(error as Error).name}: ${(error as Error).message}`,
    );

  beforeAll(async () => {
    cloud = await startLocalCloud({ owned: true, iam: 'on' });
    iam = new IAMClient(settings(administrator));
    const dynamodb = new DynamoDBClient(settings(administrator));
    for (const TableName of ['drill-jobs', 'production-jobs']) {
      await dynamodb.send(
        new CreateTableCommand({
          TableName,
          BillingMode: 'PAY_PER_REQUEST',
          AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
          KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
        }),
      );
    }
    await role('reader', allow('dynamodb:GetItem', TABLE));
  }, 120_000);

  afterAll(() => cloud.stop());

  it('says that IAM is enforced', async () => {
    expect(await cloud.status()).toMatchObject({ iam: 'on' });
  });

  it('lets a role do what its policy names', async () => {
    await expect(read(await session('reader'))).resolves.toBeDefined();
  });

  it('refuses a role the rest, and says what would have allowed it', async () => {
    expect(await messageOf(write(await session('reader')))).toBe(
      `AccessDeniedException: arn:aws:sts::${ACCOUNT}:assumed-role/reader/ann may not dynamodb:PutItem on ${TABLE}: nothing allows it. ` +
        `It would be allowed by an Allow of dynamodb:PutItem on ${TABLE} in an identity policy of arn:aws:iam::${ACCOUNT}:role/reader`,
    );
  });

  it('refuses a role the table of another environment', async () => {
    expect(await messageOf(read(await session('reader'), 'production-jobs'))).toContain(
      'may not dynamodb:GetItem on arn:aws:dynamodb:us-east-1:123456789012:table/production-jobs',
    );
  });

  it('keeps each denial in the log of requests', async () => {
    await messageOf(write(await session('reader')));
    const last = (await cloud.requests({ denied: true })).at(-1);
    expect(last).toMatchObject({
      operation: 'PutItem',
      status: 400,
      denial: {
        principal: `arn:aws:sts::${ACCOUNT}:assumed-role/reader/ann`,
        action: 'dynamodb:PutItem',
        resource: TABLE,
      },
    });
  });

  it('judges by a policy as soon as it is changed', async () => {
    await role('learner');
    const credentials = await session('learner');
    expect(await messageOf(write(credentials))).toContain('nothing allows it');
    await grant('learner', allow('dynamodb:PutItem', TABLE));
    expect(await messageOf(write(credentials))).toBe('allowed');
  });

  it('holds a role within its boundary', async () => {
    await role('bounded', allow('dynamodb:*', '*'));
    const boundary = document(allow('dynamodb:PutItem', '*'));
    const { Policy } = await iam.send(
      new CreatePolicyCommand({ PolicyName: 'limits', PolicyDocument: boundary }),
    );
    const credentials = await session('bounded');
    expect(await messageOf(read(credentials))).toBe('allowed');
    await iam.send(
      new PutRolePermissionsBoundaryCommand({ RoleName: 'bounded', PermissionsBoundary: Policy?.Arn }),
    );
    expect(await messageOf(write(credentials))).toBe('allowed');
    expect(await messageOf(read(credentials))).toContain(`in policy ${Policy?.Arn}`);
    await iam.send(new DeleteRolePermissionsBoundaryCommand({ RoleName: 'bounded' }));
    expect(await messageOf(read(credentials))).toBe('allowed');
  });

  it('holds a session within its session policy', async () => {
    await role('wide', allow('dynamodb:*', '*'));
    const credentials = await session('wide', { Policy: document(allow('dynamodb:GetItem', '*')) });
    expect(await messageOf(read(credentials))).toBe('allowed');
    expect(await messageOf(write(credentials))).toContain('in its session policy');
  });

  it("enforces a bucket's policy against everybody whom it denies", async () => {
    const Bucket = 'vault';
    const s3 = new S3Client(settings(administrator));
    await s3.send(new CreateBucketCommand({ Bucket }));
    await s3.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'text' }));
    await role('visitor', allow('s3:*', '*'));
    const visitor = new S3Client(settings(await session('visitor')));
    expect(await messageOf(visitor.send(new GetObjectCommand({ Bucket, Key: 'a' })))).toBe('allowed');
    const denial = {
      Sid: 'NotTheVisitor',
      Effect: 'Deny',
      Principal: { AWS: `arn:aws:iam::${ACCOUNT}:role/visitor` },
      Action: 's3:GetObject',
      Resource: `arn:aws:s3:::${Bucket}/*`,
    };
    await s3.send(new PutBucketPolicyCommand({ Bucket, Policy: document(denial) }));
    expect(await messageOf(visitor.send(new GetObjectCommand({ Bucket, Key: 'a' })))).toMatch(
      /^AccessDenied: .*NotTheVisitor of the policy of arn:aws:s3:::vault denies it/,
    );
  });

  it('opens a key only to whom its own policy lets in', async () => {
    const kms = new KMSClient(settings(administrator));
    await role('sealer', allow('kms:Encrypt', '*'));
    const policy = (name: string): string =>
      document(
        {
          Effect: 'Allow',
          Principal: { AWS: `arn:aws:iam::${ACCOUNT}:user/local` },
          Action: 'kms:*',
          Resource: '*',
        },
        {
          Effect: 'Allow',
          Principal: { AWS: `arn:aws:iam::${ACCOUNT}:role/${name}` },
          Action: 'kms:Encrypt',
          Resource: '*',
        },
      );
    const { KeyMetadata } = await kms.send(new CreateKeyCommand({ Policy: policy('nobody') }));
    const KeyId = KeyMetadata?.KeyId;
    const sealer = new KMSClient(settings(await session('sealer')));
    const seal = () => sealer.send(new EncryptCommand({ KeyId, Plaintext: Buffer.from('a') }));
    expect(await messageOf(seal())).toContain(`in the policy of key ${KeyMetadata?.Arn}`);
    await kms.send(new PutKeyPolicyCommand({ KeyId, PolicyName: 'default', Policy: policy('sealer') }));
    expect(await messageOf(seal())).toBe('allowed');
  });

  it('asks for the right to pass a role to a service', async () => {
    await role('task');
    await role('deployer', allow('ecs:*', '*'));
    const taskRoleArn = `arn:aws:iam::${ACCOUNT}:role/task`;
    const ecs = new ECSClient(settings(await session('deployer')));
    const register = () =>
      ecs.send(
        new RegisterTaskDefinitionCommand({ family: 'worker', taskRoleArn, containerDefinitions: [] }),
      );
    expect(await messageOf(register())).toContain(`may not iam:PassRole on ${taskRoleArn}`);
    const Condition = { StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } };
    await grant('deployer', allow('ecs:*', '*'), { ...allow('iam:PassRole', taskRoleArn), Condition });
    expect(await messageOf(register())).toBe('allowed');
  });

  it('lets only those take a role whom it trusts', async () => {
    const trust = { ...ofAccount, Principal: { AWS: `arn:aws:iam::${ACCOUNT}:role/reader` } };
    await iam.send(new CreateRoleCommand({ RoleName: 'closed', AssumeRolePolicyDocument: trusting(trust) }));
    expect(await messageOf(session('closed'))).toContain('in the trust policy of role closed');
  });

  it("knows a user by its access key, and refuses a key that is nobody's", async () => {
    const UserName = 'bob';
    await iam.send(new CreateUserCommand({ UserName }));
    const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
    const credentials = { accessKeyId: AccessKey?.AccessKeyId ?? '', secretAccessKey: 'any' };
    expect(await messageOf(read(credentials))).toContain(`arn:aws:iam::${ACCOUNT}:user/bob may not`);
    const PolicyDocument = document(allow('dynamodb:GetItem', TABLE));
    await iam.send(new PutUserPolicyCommand({ UserName, PolicyName: 'data', PolicyDocument }));
    expect(await messageOf(read(credentials))).toBe('allowed');
    const nobody = { accessKeyId: 'ASIAUNKNOWN', secretAccessKey: 'any' };
    expect(await messageOf(read(nobody))).toMatch(/^UnrecognizedClientException/);
    const sts = new STSClient(settings(nobody));
    expect(await messageOf(sts.send(new GetCallerIdentityCommand({})))).toMatch(/^InvalidClientTokenId/);
  });

  it('refuses a call that is not in the map by its name', async () => {
    const scope = 'Credential=local/20260101/us-east-1/dynamodb/aws4_request';
    const answer = await fetch(cloud.endpoint, {
      method: 'POST',
      headers: {
        authorization: `AWS4-HMAC-SHA256 ${scope}, Signature=0`,
        'x-amz-target': 'DynamoDB_20120810.PutThing',
      },
      body: '{}',
    });
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain('dynamodb:PutThing is not in the map');
  });

  it('takes a request without a signature for one of anybody', async () => {
    const answer = await fetch(`${cloud.endpoint}/vault/a`);
    expect(answer.status).toBe(403);
    expect(await answer.text()).toContain('an unsigned request may not s3:GetObject on arn:aws:s3:::vault/a');
  });
});
