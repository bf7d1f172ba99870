import { namesFor, type Names, type Settings } from '../../../settings';
import type { Region, Role } from '../../../settings/regions';

/** Which service is recovered, and where. Everything that writes is built from this alone. */
export interface Target {
  readonly settings: Settings;
  readonly names: Names;
  /** The half of the service that runs. */
  readonly role: Role;
  readonly region: Region;
  /** Where the journal is mirrored and the lease is kept: one place, whichever half is worked on. */
  readonly auditRegion: Region;
  /** The region that nothing may be asked of any more (assume-lost.ts); undefined: both may answer. */
  readonly lost: Region | undefined;
}

export interface TargetOptions {
  /** The half whose region is lost: the other one has to do by itself. @default neither is */
  readonly lost?: Role | undefined;
}

/**
 * The service in one of the two regions of the settings. Journals and the lease lie in the recovery region, so that
 * whoever works on either half finds them, and two operators each other; in the primary region only when the recovery
 * region is lost.
 *
 * @param role @default the primary region's
 */
export function targetOf(settings: Settings, role: Role = 'primary', { lost }: TargetOptions = {}): Target {
  return {
    settings,
    names: namesFor(settings),
    role,
    region: settings[role].region,
    auditRegion: settings[lost === 'recovery' ? 'primary' : 'recovery'].region,
    lost: lost === undefined ? undefined : settings[lost].region,
  };
}

/** The other half of the service. */
export function otherRole(role: Role): Role {
  return role === 'primary' ? 'recovery' : 'primary';
}
