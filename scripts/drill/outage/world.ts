import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { DescribeKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { namesFor, type Names, type Region, type RegionKind } from '../../../settings';
import type { LocalEnvironment } from '../../local-deploy/environment';
import { clockOf, type Clock } from '../../engine/clock';
import { BUILDER, clientsOf, signIn, type DrillClients } from '../connection';
import { drillRegion } from '../population';

/** What the drill itself works with, in both regions. */
export interface DrillWorld {
  readonly environment: LocalEnvironment;
  readonly names: Names;
  readonly clock: Clock;
  readonly regions: Readonly<Record<RegionKind, Region>>;
  /** As whoever built the environment, and as a worker, who tries only once. */
  readonly builder: Readonly<Record<RegionKind, DrillClients>>;
  readonly worker: Readonly<Record<RegionKind, DrillClients>>;
  destroy(): void;
}

/** Connects to both regions; the primary region must still be there. */
export async function openWorld(environment: LocalEnvironment): Promise<DrillWorld> {
  const { settings, cloud } = environment;
  const primary = drillRegion(environment);
  const recovery = drillRegion(environment, 'recovery');
  const as = await signIn(primary, 'worker', 'drill-worker');
  const builder = { primary: clientsOf(primary, BUILDER), recovery: clientsOf(recovery, BUILDER) };
  const worker = {
    primary: clientsOf(primary, as, { attempts: 1 }),
    recovery: clientsOf(recovery, as, { attempts: 1 }),
  };
  return {
    environment,
    names: namesFor(settings),
    clock: clockOf(cloud.clock()),
    regions: { primary: settings.primary.region, recovery: settings.recovery.region },
    builder,
    worker,
    destroy() {
      for (const { primary: one, recovery: other } of [builder, worker]) {
        one.destroy();
        other.destroy();
      }
    },
  };
}

/** Where a region's API domain name points, as its foundation wrote it down. */
export async function apiTargetOf(environment: LocalEnvironment, regionKind: RegionKind): Promise<string> {
  const { endpoint, region, names } = drillRegion(environment, regionKind);
  const ssm = new SSMClient({ endpoint, region, credentials: BUILDER });
  try {
    const { Parameter } = await ssm.send(new GetParameterCommand({ Name: names.apiDomainTargetParameter }));
    return Parameter?.Value ?? '';
  } finally {
    ssm.destroy();
  }
}

/** ARN of the region's own key. */
export async function keyArnOf(environment: LocalEnvironment, regionKind: RegionKind): Promise<string> {
  const { endpoint, region, names } = drillRegion(environment, regionKind);
  const kms = new KMSClient({ endpoint, region, credentials: BUILDER });
  try {
    const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId: names.keyAlias }));
    return KeyMetadata?.Arn ?? '';
  } finally {
    kms.destroy();
  }
}
