import { CreateAliasCommand, CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { otherRegionKind } from '../../../scripts/recovery/aws/target';
import { recover, startService, type Service } from '../../support/service-with-operators';

const MINUTE = 60_000;

let service: Service;
let agent: Record<string, string | undefined>;

beforeAll(async () => {
  service = await startService({ speed: 600, users: 1 });
  const { cloud, target } = service;
  const { region } = target.settings[otherRegionKind(target.regionKind)];
  const props = {
    region,
    endpoint: cloud.endpoint,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  };
  const s3 = new S3Client({ ...props, forcePathStyle: true });
  const kms = new KMSClient(props);
  for (const purpose of ['exports', 'changes', 'secrets'] as const) {
    await s3.send(
      new CreateBucketCommand({
        Bucket: target.names.bucket(purpose, region),
        ObjectLockEnabledForBucket: true,
        CreateBucketConfiguration: { LocationConstraint: region as 'us-west-2' },
      }),
    );
  }
  const { KeyMetadata } = await kms.send(new CreateKeyCommand({}));
  await kms.send(
    new CreateAliasCommand({ AliasName: target.names.keyAlias, TargetKeyId: KeyMetadata?.KeyId }),
  );
  for (const client of [s3, kms]) client.destroy();
  agent = await service.signIn('agent', 'continuity-agent');
});

afterAll(async () => {
  await service.close();
});

it('recover protect copies table and secrets, round by round, and recover status tells how far', async () => {
  const planned = await recover('protect --dry-run', agent);
  expect(planned).toMatchObject({ status: 0, stdout: expect.stringContaining('settings: would be written') });
  const first = await recover('protect', agent);
  expect(first.status).toBe(0);
  expect(first.stdout).toContain('changes: round 1, 0 records');
  expect(first.stdout).toContain('the table cannot be rebuilt from the vault yet');
  await service.clients.dynamodb.send(
    new PutItemCommand({
      TableName: service.table,
      Item: { PK: { S: 'USER#x' }, SK: { S: 'PROFILE' }, note: { S: 'canary-1f9e' } },
    }),
  );
  const start = service.clock.now();
  let json: any;
  let output = '';
  while (json?.table.value.mark.exports?.to === undefined && service.clock.now() < start + 120 * MINUTE) {
    const round = await recover('protect --yes --json', agent);
    output += round.stdout + round.stderr;
    expect(round.status).toBe(0);
    json = JSON.parse(round.stdout);
    await service.clock.sleep(MINUTE);
  }
  expect(json.table.value.mark).toMatchObject({
    table: service.table,
    exports: { number: 1, fullNumber: 1 },
  });
  expect(output).not.toContain('canary-1f9e');
  const alice = await service.signIn('alice');
  const { recoveryPoints } = JSON.parse((await recover('status --json', alice)).stdout);
  expect(recoveryPoints).toMatchObject({
    vaultChanges: { value: { at: json.table.value.mark.changes.coveredUntil } },
    vaultExports: { value: { at: json.table.value.mark.exports.to } },
    secrets: { value: { at: json.secrets.value.coveredUntil } },
  });
  await service.cloud.setRegion(service.target.region, 'refuse');
  const dark = await recover('status --json', alice);
  expect(dark.status).toBe(0);
  expect(JSON.parse(dark.stdout)).toMatchObject({
    pointer: { problem: expect.any(String) },
    recoveryPoints: { pointInTime: { problem: expect.any(String) }, vaultChanges: { value: {} } },
  });
  expect(await recover('protect', agent)).toMatchObject({ status: 1 });
}, 180_000);
