import { ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { IAMClient, ListRolesCommand } from '@aws-sdk/client-iam';
import { ListHostedZonesCommand, Route53Client } from '@aws-sdk/client-route-53';
import {
  CreateBucketCommand,
  DeleteBucketCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutBucketPolicyCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { loadSettings } from '../../../settings';
import { createInProcessCloud, type InProcessCloud } from '../../../scripts/local-cloud/in-process';
import { clientConfig, connect } from '../../../scripts/recovery/aws/clients';
import { targetOf, type Target } from '../../../scripts/recovery/aws/target';
import { VirtualClock } from '../../support/virtual-clock';

const settings = loadSettings({ env: { SYNCWELL_ENV: 'drill' } });
const PRIMARY = settings.primary.region;
const RECOVERY = settings.recovery.region;
const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };

const clock = new VirtualClock(Date.parse('2026-03-01T00:00:00Z'));
let cloud: InProcessCloud;
beforeEach(() => {
  cloud = createInProcessCloud({ clock });
});

const propsOf = () => ({ clock, requestHandler: cloud.requestHandler as never, credentials });
const lost = PRIMARY;

describe('targetOf', () => {
  it.each<[string, Target, object]>([
    ['the primary region', targetOf(settings), { region: PRIMARY, auditRegion: RECOVERY, lost: undefined }],
    [
      'the recovery region',
      targetOf(settings, 'recovery'),
      { region: RECOVERY, auditRegion: RECOVERY, lost: undefined },
    ],
    [
      'the recovery region, the primary lost',
      targetOf(settings, 'recovery', { lost: 'primary' }),
      { region: RECOVERY, auditRegion: RECOVERY, lost: PRIMARY },
    ],
    [
      'the primary region, the recovery lost',
      targetOf(settings, 'primary', { lost: 'recovery' }),
      { region: PRIMARY, auditRegion: PRIMARY, lost: RECOVERY },
    ],
  ])('knows where the journal of %s is kept', (_, target, expected) => {
    expect(target).toMatchObject(expected);
  });
});

describe('with the primary region assumed lost', () => {
  const target = targetOf(settings, 'recovery', { lost: 'primary' });

  it('reaches the healthy region, and asks who is calling there', async () => {
    const clients = connect(target, propsOf());
    await clients.dynamodb.send(new ListTablesCommand({}));
    await clients.sts.send(new GetCallerIdentityCommand({}));
    expect(cloud.requests.map(({ service, region }) => [service, region])).toEqual([
      ['dynamodb', RECOVERY],
      ['sts', RECOVERY],
    ]);
  });

  it('sends nothing to the lost region, whichever client is made for it', async () => {
    const clients = connect({ ...target, region: PRIMARY, auditRegion: PRIMARY }, propsOf());
    await expect(clients.dynamodb.send(new ListTablesCommand({}))).rejects.toMatchObject({
      code: 'REGION_ASSUMED_LOST',
    });
    await expect(clients.sts.send(new GetCallerIdentityCommand({}))).rejects.toMatchObject({
      code: 'REGION_ASSUMED_LOST',
    });
    const read = new GetObjectCommand({ Bucket: 'audit', Key: 'key' });
    await expect(clients.audit.send(read)).rejects.toMatchObject({ code: 'REGION_ASSUMED_LOST' });
    expect(cloud.requests).toEqual([]);
  });

  it('sends nothing to the control planes of IAM and Route 53, whatever region is given', async () => {
    const config = clientConfig(RECOVERY, { ...propsOf(), lost });
    const iam = new IAMClient(config).send(new ListRolesCommand({}));
    const route53 = new Route53Client(config).send(new ListHostedZonesCommand({}));
    await expect(iam).rejects.toMatchObject({ code: 'GLOBAL_CONTROL_PLANE' });
    await expect(route53).rejects.toMatchObject({ code: 'GLOBAL_CONTROL_PLANE' });
    expect(cloud.requests).toEqual([]);
  });

  it('reads and writes objects, but makes, configures and deletes no bucket', async () => {
    const s3 = new S3Client({ ...clientConfig(RECOVERY, { ...propsOf(), lost }), forcePathStyle: true });
    const Bucket = 'one';
    const changes = [
      s3.send(new CreateBucketCommand({ Bucket })),
      s3.send(new PutBucketPolicyCommand({ Bucket, Policy: '{}' })),
      s3.send(new DeleteBucketCommand({ Bucket })),
    ];
    for (const change of changes)
      await expect(change).rejects.toMatchObject({ code: 'GLOBAL_CONTROL_PLANE' });
    expect(cloud.requests).toEqual([]);
    await Promise.allSettled([
      s3.send(new PutObjectCommand({ Bucket, Key: 'a/b', Body: '' })),
      s3.send(new ListObjectsV2Command({ Bucket })),
    ]);
    expect(cloud.requests).toHaveLength(2);
  });
});

it('lets everything pass while both regions answer', async () => {
  const s3 = new S3Client({
    ...clientConfig(RECOVERY, { ...propsOf(), lost: undefined }),
    forcePathStyle: true,
  });
  await Promise.allSettled([s3.send(new CreateBucketCommand({ Bucket: 'one' }))]);
  expect(cloud.requests).toHaveLength(1);
});
