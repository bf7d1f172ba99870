import {
  paginateListHealthChecks,
  paginateListHostedZones,
  ListResourceRecordSetsCommand,
  type HealthCheck as AwsHealthCheck,
  type ResourceRecordSet,
  type Route53Client,
} from '@aws-sdk/client-route-53';
import { bareName, type HealthCheck, type PublicDns, type RecordSet } from './zone';
import { given } from '../../engine/given';

/**
 * Reads the public hosted zones, their records and the health checks from moto itself. What resolvers see of them is
 * data plane: it is there while us-east-1 is dark (AWS Fault Isolation Boundaries, "Route 53").
 */
export async function readRoute53(client: Route53Client): Promise<PublicDns> {
  const records: RecordSet[] = [];
  for await (const { HostedZones = [] } of paginateListHostedZones({ client }, {})) {
    for (const { Id, Config } of HostedZones) {
      if (Config?.PrivateZone === true) continue;
      records.push(...(await listRecords(client, Id)).map(recordOf));
    }
  }
  const healthChecks: HealthCheck[] = [];
  for await (const { HealthChecks = [] } of paginateListHealthChecks({ client }, {})) {
    healthChecks.push(...HealthChecks.map(checkOf));
  }
  return { records, healthChecks };
}

async function listRecords(
  client: Route53Client,
  zone: string | undefined,
  from: { StartRecordName?: string; StartRecordType?: ResourceRecordSet['Type'] } = {},
): Promise<ResourceRecordSet[]> {
  const page = await client.send(new ListResourceRecordSetsCommand({ HostedZoneId: zone, ...from }));
  const found = page.ResourceRecordSets ?? [];
  if (page.IsTruncated !== true || page.NextRecordName === undefined) return found;
  const next = { StartRecordName: page.NextRecordName, StartRecordType: page.NextRecordType };
  return [...found, ...(await listRecords(client, zone, next))];
}

function recordOf({
  Name = '',
  Type,
  Failover,
  HealthCheckId,
  AliasTarget,
  ResourceRecords = [],
}: ResourceRecordSet): RecordSet {
  return {
    name: bareName(Name),
    type: Type ?? '',
    values: ResourceRecords.flatMap(({ Value }) => Value ?? []),
    ...given({ failover: Failover, healthCheckId: HealthCheckId }),
    ...(AliasTarget?.DNSName === undefined ? {} : { alias: bareName(AliasTarget.DNSName) }),
  };
}

function checkOf({ Id = '', HealthCheckConfig }: AwsHealthCheck): HealthCheck {
  const {
    FullyQualifiedDomainName = '',
    ResourcePath = '/',
    Inverted,
    RequestInterval,
    FailureThreshold,
  } = HealthCheckConfig ?? {};
  return {
    id: Id,
    fqdn: bareName(FullyQualifiedDomainName),
    resourcePath: ResourcePath,
    inverted: Inverted === true,
    // The values of a check that names none (Route 53 API reference, HealthCheckConfig).
    requestIntervalSeconds: RequestInterval ?? 30,
    failureThreshold: FailureThreshold ?? 3,
  };
}
