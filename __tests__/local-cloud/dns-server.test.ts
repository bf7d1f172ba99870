import { createSocket } from 'node:dgram';
import { Resolver } from 'node:dns/promises';
import {
  ChangeResourceRecordSetsCommand,
  CreateHealthCheckCommand,
  CreateHostedZoneCommand,
  Route53Client,
  type ResourceRecordSet,
} from '@aws-sdk/client-route-53';
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { startLocalCloud, type LocalCloud } from '../../scripts/local-cloud/local-cloud';
import { loadSettings, namesFor } from '../../settings';
import { apiTarget, failoverDns } from '../support/failover-dns';

const settings = loadSettings({ env: { SYNCWELL_ENV: 'drill' } });
const names = namesFor(settings);
const { primary, recovery, domain } = settings;
const { records, healthChecks } = failoverDns(settings);
const [check] = healthChecks;
const Bucket = names.bucket('switch', recovery.region);
const Key = names.failoverSwitchKey;

let cloud: LocalCloud;
let resolver: Resolver;
let s3: S3Client;
const client = (region: string) => ({
  region,
  endpoint: cloud.endpoint,
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
});

beforeAll(async () => {
  // 30 seconds of its time are 0.3 of the wall's.
  cloud = await startLocalCloud({ owned: true, speed: 100 });
  resolver = new Resolver();
  resolver.setServers([cloud.clientEnvironment().SYNCWELL_RESOLVER!]);
  s3 = new S3Client({ ...client(recovery.region), forcePathStyle: true });
  await s3.send(
    new CreateBucketCommand({
      Bucket,
      CreateBucketConfiguration: { LocationConstraint: 'us-west-2' },
    }),
  );
  await writeRecords();
}, 120_000);
afterAll(() => cloud.stop());

/** What the traffic stack makes. */
async function writeRecords(): Promise<void> {
  const route53 = new Route53Client(client('us-east-1'));
  const { HealthCheck } = await route53.send(
    new CreateHealthCheckCommand({
      CallerReference: 'switch',
      HealthCheckConfig: {
        Type: 'HTTPS',
        FullyQualifiedDomainName: check!.fqdn,
        ResourcePath: check!.resourcePath,
        Inverted: true,
        RequestInterval: 10,
        FailureThreshold: 3,
      },
    }),
  );
  const { HostedZone } = await route53.send(
    new CreateHostedZoneCommand({ Name: domain.zone, CallerReference: 'zone' }),
  );
  const sets = records.map(({ failover, healthCheckId, alias }): ResourceRecordSet => ({
    Name: domain.api,
    Type: 'A',
    SetIdentifier: failover,
    Failover: failover,
    AliasTarget: { DNSName: alias, HostedZoneId: 'Z1', EvaluateTargetHealth: false },
    ...(healthCheckId === undefined ? {} : { HealthCheckId: HealthCheck?.Id }),
  }));
  const Changes = [
    ...sets,
    {
      Name: `proof.${domain.zone}`,
      Type: 'CNAME' as const,
      TTL: 60,
      ResourceRecords: [{ Value: 'token.acm-validations.aws.' }],
    },
  ].map((ResourceRecordSet) => ({ Action: 'CREATE' as const, ResourceRecordSet }));
  await route53.send(
    new ChangeResourceRecordSetsCommand({ HostedZoneId: HostedZone?.Id, ChangeBatch: { Changes } }),
  );
}

async function until(addresses: readonly string[]): Promise<void> {
  while ((await resolver.resolve4(domain.api)).sort().join() !== [...addresses].sort().join()) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

describe('the DNS of the local cloud', () => {
  it('answers as a DNS server does', async () => {
    expect(await resolver.resolveCname(`proof.${domain.zone}`)).toEqual(['token.acm-validations.aws']);
    await expect(resolver.resolve4(`absent.${domain.zone}`)).rejects.toMatchObject({ code: 'ENOTFOUND' });
    await expect(resolver.resolve6(domain.api)).rejects.toMatchObject({ code: 'ENODATA' });
  });

  it('moves the name by the switch alone, in both directions, while us-east-1 is dark', async () => {
    const before = await resolver.resolve4(apiTarget(primary.region));
    const after = await resolver.resolve4(apiTarget(recovery.region));
    await until(before);
    await cloud.setRegion('us-east-1', 'hang');
    const asked = (await cloud.requests()).length;

    await s3.send(new PutObjectCommand({ Bucket, Key, Body: '{}' }));
    const hidden = await cloud.now();
    while ((await cloud.now()) < hidden + 60_000) await resolver.resolve4(domain.api);
    // An object that no checker may read moves nothing.
    await until(before);
    const Policy = JSON.stringify({
      Statement: [
        {
          Effect: 'Allow',
          Principal: '*',
          Action: 's3:GetObject',
          Resource: `arn:aws:s3:::${Bucket}/${Key}`,
        },
      ],
    });
    await s3.send(new PutBucketPolicyCommand({ Bucket, Policy }));
    await until(after);

    await s3.send(new DeleteObjectCommand({ Bucket, Key }));
    await until(before);
    const requests = (await cloud.requests()).slice(asked);
    expect(requests.map(({ operation }) => operation)).toEqual([
      'PutObject',
      'PutBucketPolicy',
      'DeleteObject',
    ]);
    await cloud.setRegion('us-east-1', 'up');
  });

  it('takes a message that is no question for nothing, and goes on', async () => {
    const [host, port] = cloud.clientEnvironment().SYNCWELL_RESOLVER!.split(':');
    const socket = createSocket('udp4');
    for (const noise of ['', 'x', '\0'.repeat(12), '\xff'.repeat(40)]) {
      await new Promise((resolve) => {
        socket.send(noise, Number(port), host, resolve);
      });
    }
    socket.close();
    expect(await resolver.resolve4(domain.api)).toHaveLength(2);
  });
});
