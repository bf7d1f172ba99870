import type { PublicDns } from '../../scripts/local-cloud/dns/zone';
import { namesFor, type Settings } from '../../settings';

/** The name to which the records of a region point, as the local cloud makes it up for an API's domain name. */
export const apiTarget = (region: string): string => `d-local.execute-api.${region}.amazonaws.com`;

/** What the traffic stack makes of an environment's public DNS: a failover pair, and the health check of the switch. */
export function failoverDns(settings: Settings): PublicDns {
  const names = namesFor(settings);
  const { primary, recovery, domain } = settings;
  const record = { name: domain.api, type: 'A', values: [] };
  return {
    records: [
      {
        ...record,
        failover: 'PRIMARY',
        healthCheckId: 'failover-switch',
        alias: apiTarget(primary.region),
      },
      { ...record, failover: 'SECONDARY', alias: apiTarget(recovery.region) },
    ],
    healthChecks: [
      {
        id: 'failover-switch',
        fqdn: `${names.bucket('switch', recovery.region)}.s3.${recovery.region}.amazonaws.com`,
        resourcePath: `/${names.failoverSwitchKey}`,
        inverted: true,
        requestIntervalSeconds: 10,
        failureThreshold: 3,
      },
    ],
  };
}
