import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { startLocalCloud, type LocalCloud } from '../../scripts/local-cloud/local-cloud';
import { clockFrom } from '../../scripts/recovery/incident/connection';
import { mfaCode } from '../../scripts/local-cloud/services/mfa';

const ROLE = 'arn:aws:iam::123456789012:role/syncwell-drill-recovery-operator';
const OWN = 'arn:aws:iam::123456789012:mfa/alice';

describe('a sign-in with a second factor', () => {
  let cloud: LocalCloud;
  beforeAll(async () => {
    cloud = await startLocalCloud({ owned: true, speed: 200 });
  }, 120_000);
  afterAll(() => cloud.stop());

  const clientOf = (accessKeyId: string) => ({
    endpoint: cloud.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId, secretAccessKey: 'local' },
    maxAttempts: 1,
  });
  const clock = () => clockFrom(cloud.clientEnvironment()).clock;
  const assume = (input: { accessKeyId?: string; serial?: string; code?: string; seconds?: number }) =>
    new STSClient(clientOf(input.accessKeyId ?? 'alice')).send(
      new AssumeRoleCommand({
        RoleArn: ROLE,
        RoleSessionName: 'alice',
        SerialNumber: input.serial ?? OWN,
        TokenCode: input.code ?? mfaCode(clock().now()),
        DurationSeconds: input.seconds ?? 900,
      }),
    );

  it('ends on the clock of the cloud: no service answers after it', async () => {
    const { Credentials } = await assume({});
    const { AccessKeyId = '', Expiration } = Credentials ?? {};
    const left = (Expiration?.getTime() ?? 0) - clock().now();
    expect(left).toBeGreaterThan(500_000);
    expect(left).toBeLessThanOrEqual(900_000);
    await new STSClient(clientOf(AccessKeyId)).send(new GetCallerIdentityCommand({}));
    await clock().sleep(left + 1_000);
    const sts = new STSClient(clientOf(AccessKeyId)).send(new GetCallerIdentityCommand({}));
    await expect(sts).rejects.toMatchObject({ name: 'ExpiredToken' });
    const tables = new DynamoDBClient(clientOf(AccessKeyId)).send(new ListTablesCommand({}));
    await expect(tables).rejects.toMatchObject({ name: 'ExpiredTokenException' });
    const buckets = new S3Client(clientOf(AccessKeyId)).send(new ListBucketsCommand({}));
    await expect(buckets).rejects.toMatchObject({ name: 'ExpiredToken' });
  }, 120_000);

  it.each([
    ['a wrong code', { code: '000000' }],
    ['the code of an hour ago', { code: mfaCode(Date.now() - 3_600_000) }],
    ["another user's device", { serial: 'arn:aws:iam::123456789012:mfa/bob' }],
  ])('is refused with %s', async (_, input) => {
    await expect(assume(input)).rejects.toMatchObject({ name: 'AccessDenied' });
  });

  it('lasts an hour at most when it is chained', async () => {
    const { Credentials } = await assume({ seconds: 43_200 });
    const chained = new STSClient(clientOf(Credentials?.AccessKeyId ?? '')).send(
      new AssumeRoleCommand({ RoleArn: ROLE, RoleSessionName: 'alice', DurationSeconds: 3_601 }),
    );
    await expect(chained).rejects.toMatchObject({ name: 'ValidationError' });
  });
});
