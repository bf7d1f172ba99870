import { namesFor, type Settings } from '../../settings';

/** One stack to deploy, and the region whose API it talks to. */
export interface PlannedStack {
  readonly id: string;
  readonly region: string;
}

/** Stacks that may be deployed side by side, after those of the stages before. */
export type Stage = readonly PlannedStack[];

export interface Stages {
  /** In the order of peacetime, with both regions answering. */
  readonly peacetime: readonly Stage[];
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
    peacetime: [
      [{ id: names.stack('bootstrap'), region: 'both' }, ...extraBootstrap],
      [
        { id: names.stack('identity'), region: 'global' },
        { id: names.stack('foundation-primary'), region: primary },
        { id: names.stack('foundation-recovery'), region: recovery },
      ],
      [
        { id: names.stack('primary'), region: primary },
        { id: names.stack('traffic'), region: 'global' },
      ],
    ],
    disaster: { id: names.stack('recovery'), region: recovery },
  };
}
