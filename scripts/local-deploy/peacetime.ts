import { setTimeout as delay } from 'node:timers/promises';
import type { LocalCloud } from '../local-cloud/local-cloud';
import type { LocalEnvironment } from './environment';
import { stagesOf } from './stages';

export interface PeacetimeProps {
  /** Whether the failover records are deployed as well. */
  readonly traffic: boolean;
}

/**
 * Deploys what exists in peacetime. Waiting costs most of the time: the foundations' buckets wait a minute for their
 * lifecycle rules, the load balancer as long, so `primary` starts as soon as what it needs of its foundation is there.
 *
 * @throws CommandFailed when a deployment fails, after the others have ended
 */
export async function deployPeacetime(
  environment: LocalEnvironment,
  { traffic }: PeacetimeProps,
): Promise<void> {
  const stages = stagesOf(environment.settings);
  await environment.deploy(stages.bootstrap);
  const failed = new AbortController();
  const watched = async (work: Promise<void>): Promise<void> => {
    try {
      await work;
    } catch (error) {
      failed.abort(error);
      throw error;
    }
  };
  const foundations = watched(environment.deploy(stages.foundations));
  const primary = watched(
    awaitFoundation(environment.cloud, stages.primary.region, failed.signal).then(() =>
      environment.deploy([stages.primary]),
    ),
  );
  const records = traffic ? watched(foundations.then(() => environment.deploy([stages.traffic]))) : undefined;
  await Promise.allSettled([foundations, primary, records]);
  failed.signal.throwIfAborted();
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
