import { namesFor, type Names, type Settings } from '../../../settings';
import type { Region, Role } from '../../../settings/regions';

/** Which service is recovered, and where. Everything that writes is built from this alone. */
export interface Target {
  readonly settings: Settings;
  readonly names: Names;
  /** The half of the service that runs. */
  readonly role: Role;
  readonly region: Region;
  /** Where the journal is mirrored: never the region that may be in trouble. */
  readonly auditRegion: Region;
  /** The region that nothing may be asked of any more (assume-lost.ts); undefined: both may answer. */
  readonly lost: Region | undefined;
}

export interface TargetOptions {
  /** The half whose region is lost: the other one has to do by itself. @default neither */
  readonly lost?: Role | undefined;
}

/**
 * The service in one of the two regions of the settings. The journal is kept in the other region, unless that one is
 * lost.
 *
 * @param role @default the primary region's
 */
export function targetOf(settings: Settings, role: Role = 'primary', { lost }: TargetOptions = {}): Target {
  const other = otherRole(role);
  return {
    settings,
    names: namesFor(settings),
    role,
    region: settings[role].region,
    auditRegion: settings[lost === other ? role : other].region,
    lost: lost === undefined ? undefined : settings[lost].region,
  };
}

/** The other half of the service. */
export function otherRole(role: Role): Role {
  return role === 'primary' ? 'recovery' : 'primary';
}
