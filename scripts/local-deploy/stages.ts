import { namesFor, type RegionKind, type Settings } from '../../settings';

/** One stack to deploy, and the region whose API it talks to. */
export interface PlannedStack {
  readonly id: string;
  readonly region: string;
}

/** The stacks of an environment, by what must exist before them. */
export interface Stages {
  /** The buckets of every other stack's state. */
  readonly bootstrap: readonly PlannedStack[];
  readonly identity: PlannedStack;
  /** What is made in peacetime and outlives a disaster. */
  readonly foundations: Readonly<Record<RegionKind, PlannedStack>>;
  readonly primary: PlannedStack;
  /** Needs both foundations. */
  readonly traffic: PlannedStack;
  /** After the primary region was lost. */
  readonly disaster: PlannedStack;
}

/** The order in which an environment is built: what must exist before a disaster, then what is built in one. */
export function stagesOf(settings: Settings): Stages {
  const names = namesFor(settings);
  const primary = settings.primary.region;
  const recovery = settings.recovery.region;
  const extraBootstrap =
    recovery === settings.configuredRecoveryRegion
      ? []
      : [{ id: names.extraBootstrapStack(recovery), region: recovery }];
  return {
    bootstrap: [{ id: names.stack('bootstrap'), region: 'both' }, ...extraBootstrap],
    identity: { id: names.stack('identity'), region: 'global' },
    foundations: {
      primary: { id: names.stack('foundation-primary'), region: primary },
      recovery: { id: names.stack('foundation-recovery'), region: recovery },
    },
    primary: { id: names.stack('primary'), region: primary },
    traffic: { id: names.stack('traffic'), region: 'global' },
    disaster: { id: names.stack('recovery'), region: recovery },
  };
}
