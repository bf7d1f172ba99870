import { setTimeout as delay } from 'node:timers/promises';
import type { LocalCloud } from '../local-cloud/local-cloud';
import type { LocalEnvironment } from './environment';
import { stagesOf, type PlannedStack } from './stages';

export interface PeacetimeProps {
  /** Whether the failover records are deployed as well. */
  readonly traffic: boolean;
}

/**
 * Deploys what exists in peacetime. Waiting costs most of the time: a foundation's buckets wait a minute for their
 * lifecycle rules, the load balancer as long. So `primary`, which waits longest, starts as soon as the roles and what it
 * needs of its foundation are there, and the other region's foundation does not start before it.
 *
 * @throws CommandFailed when a deployment fails, after the others have ended
 */
export async function deployPeacetime(
  environment: LocalEnvironment,
  { traffic: withTraffic }: PeacetimeProps,
): Promise<void> {
  const { bootstrap, identity, foundations, primary, traffic } = stagesOf(environment.settings);
  await environment.deploy(bootstrap);
  const ended = new AbortController();
  const deploy = (stack: PlannedStack, ...needs: readonly Promise<void>[]): Promise<void> =>
    Promise.all(needs)
      .then(() => environment.deploy([stack]))
      .catch((error: unknown) => {
        ended.abort(error);
        throw error;
      });
  const kinds = deploy(identity);
  const home = deploy(foundations.primary);
  const stands = awaitFoundation(environment.cloud, primary.region, ended.signal);
  const away = deploy(foundations.recovery, kinds, stands);
  const all = [
    ...[kinds, home, away, deploy(primary, kinds, stands)],
    ...(withTraffic ? [deploy(traffic, home, away)] : []),
  ];
  await Promise.allSettled(all);
  ended.signal.throwIfAborted();
}

/** What `primary` reads or is attached to; told from what the cloud was asked, for no client is needed then. */
const NEEDED: readonly { readonly service: string; readonly made: RegExp }[] = [
  { service: 'kms', made: /^CreateAlias$/ },
  { service: 'backup', made: /^(CreateBackupVault|PUT \/backup-vaults\/[^/]+\/?)$/ },
  { service: 'apigateway', made: /^(CreateDomainName|POST \/v2\/domainnames\/?)$/ },
];

async function awaitFoundation(cloud: LocalCloud, region: string, signal: AbortSignal): Promise<void> {
  for (const { service, made } of NEEDED) {
    for (;;) {
      const requests = await cloud.requests({ region, service });
      if (requests.some(({ operation, status }) => made.test(operation) && status >= 200 && status < 300)) {
        break;
      }
      await delay(250, undefined, { signal });
    }
  }
}
