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
}

/** The service in one of the two regions of the settings. @param role @default the primary region's */
export function targetOf(settings: Settings, role: Role = 'primary'): Target {
  return {
    settings,
    names: namesFor(settings),
    role,
    region: settings[role].region,
    auditRegion: settings[role === 'primary' ? 'recovery' : 'primary'].region,
  };
}
