import type { App } from 'cdktf';
import { namesFor, type Settings } from '../settings';
import { BootstrapStack } from './bootstrap';
import { FoundationStack } from './foundation';
import { IdentityStack } from './identity';
import { RegionalStack } from './regional';
import { TrafficStack } from './traffic';

export interface DefineStacksOptions {
  /** Where bootstrap keeps its state, as an absolute path. */
  readonly bootstrapStateDirectory: string;
  /** Whether tasks may name no image: on the local cloud. @default false */
  readonly allowUnpinned?: boolean;
}

/** Adds every stack of an environment to the app (architecture: bootstrap, identity, foundations, regions, traffic). */
export function defineStacks(app: App, settings: Settings, options: DefineStacksOptions): void {
  const names = namesFor(settings);
  const { primary, recovery, configuredRecoveryRegion } = settings;
  const { bootstrapStateDirectory: stateDirectory, allowUnpinned = false } = options;

  new BootstrapStack(app, names.stack('bootstrap'), {
    names,
    regions: [primary.region, configuredRecoveryRegion],
    stateDirectory,
  });
  // A region that only RECOVERY_REGION names gets a bootstrap of its own: without the override that stack is merely
  // absent, whereas a bucket taken out of the common one would be planned for destruction.
  if (recovery.region !== configuredRecoveryRegion) {
    new BootstrapStack(app, names.extraBootstrapStack(recovery.region), {
      names,
      regions: [recovery.region],
      stateDirectory,
    });
  }
  new IdentityStack(app, names.stack('identity'), { names, settings });
  new FoundationStack(app, names.stack('foundation-primary'), { names, settings, regionKind: 'primary' });
  new FoundationStack(app, names.stack('foundation-recovery'), { names, settings, regionKind: 'recovery' });
  new RegionalStack(app, names.stack('primary'), { names, settings, regionKind: 'primary', allowUnpinned });
  new RegionalStack(app, names.stack('recovery'), { names, settings, regionKind: 'recovery', allowUnpinned });
  new TrafficStack(app, names.stack('traffic'), { names, settings });
}
