import { namesFor, type Names, type Settings } from '../../../settings';
import type { Region, RegionKind } from '../../../settings/regions';

/** Which service is recovered, and where. Everything that writes is built from this alone. */
export interface Target {
  readonly settings: Settings;
  readonly names: Names;
  /** The region of the service that runs. */
  readonly regionKind: RegionKind;
  readonly region: Region;
  /** Where the journal is mirrored and the lease is kept: one place, whichever region is worked on. */
  readonly auditRegion: Region;
  /** The region that nothing may be asked of any more (assume-lost.ts); undefined: both may answer. */
  readonly lost: Region | undefined;
}

export interface TargetOptions {
  /** The region that is lost: the other one has to do by itself. @default neither is */
  readonly lost?: RegionKind | undefined;
}

/**
 * The service in one of the two regions of the settings. Journals and the lease lie in the recovery region, so that
 * whoever works on either region finds them, and two operators each other; in the primary region only when the recovery
 * region is lost.
 *
 * @param regionKind @default the primary region's
 */
export function targetOf(
  settings: Settings,
  regionKind: RegionKind = 'primary',
  { lost }: TargetOptions = {},
): Target {
  return {
    settings,
    names: namesFor(settings),
    regionKind,
    region: settings[regionKind].region,
    auditRegion: settings[lost === 'recovery' ? 'primary' : 'recovery'].region,
    lost: lost === undefined ? undefined : settings[lost].region,
  };
}

/** The other region of the service. */
export function otherRegionKind(regionKind: RegionKind): RegionKind {
  return regionKind === 'primary' ? 'recovery' : 'primary';
}
