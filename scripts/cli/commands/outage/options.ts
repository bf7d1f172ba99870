import { Option } from 'commander';
import type { Region, Settings } from '../../../../settings';
import { KNOWN_REGIONS } from '../../../../settings/regions';
import { SOURCE_CLASSES, type SourceClass } from '../../../recovery/rebuild/source';
import { Stop } from '../../../engine/stop';
import type { CommonOptions } from '../../support/operation';

/** How an evacuation makes its table, and nothing else does: it is asked of the region that is left. */
const POINT_IN_TIME = 'point-in-time';
type Source = SourceClass | typeof POINT_IN_TIME;

/** Options of everything that is about the loss of the primary region. */
export interface OutageOptions extends CommonOptions {
  readonly to: string;
  readonly source?: Source;
  readonly evacuate: boolean;
  readonly plan: boolean;
}

export const sourceOption = (): Option =>
  new Option(
    '--source <class>',
    'rebuild the table from this, instead of the freshest copy that can be used; point-in-time: with --evacuate, which always takes it',
  ).choices([...SOURCE_CLASSES, POINT_IN_TIME]);

/** The copy that somebody wants a lost region's table to be rebuilt from; undefined: no certain one. */
export function copyWanted(source: Source | undefined): SourceClass | undefined {
  return source === POINT_IN_TIME ? undefined : source;
}

export const TO =
  'the region that the service is rebuilt in: the recovery region, or the one of RECOVERY_REGION';
export const EVACUATE = 'the primary region still answers: move the service, and lose nothing';

/**
 * The recovery region, when `--to` names it. It is named although the settings say it: nobody shall rebuild a service
 * somewhere else than they think.
 *
 * @throws Stop REGION_IS_PRIMARY, REGION_UNKNOWN, OTHER_REGION (usage); SOURCE_REFUSED (usage)
 */
export function requireRegion(settings: Settings, command: string, options: OutageOptions): Region {
  const { to, source, evacuate } = options;
  const { primary, recovery } = settings;
  const own = `${command} --to ${recovery.region}`;
  if (to === primary.region) {
    throw refused(
      'REGION_IS_PRIMARY',
      `--to ${to} is the primary region, which is the one that is left`,
      own,
    );
  }
  const known = KNOWN_REGIONS.find((region) => region === to);
  if (known === undefined) {
    const allowed = KNOWN_REGIONS.filter((region) => region !== primary.region).join(', ');
    throw refused('REGION_UNKNOWN', `--to ${JSON.stringify(to)} is no region; known: ${allowed}`, own);
  }
  if (known !== recovery.region) {
    throw refused(
      'OTHER_REGION',
      `--to ${to}: the recovery region is ${recovery.region}. Another one takes the service when it is named by RECOVERY_REGION and has a foundation; recover preflight says what it lacks`,
      `RECOVERY_REGION=${to} ${command.replace(' run ', ' preflight ')} --to ${to}`,
    );
  }
  if (evacuate && copyWanted(source) !== undefined) {
    throw refused(
      'SOURCE_REFUSED',
      `--source ${source ?? ''} is a copy, without what was written after it: --evacuate restores the table that serves by point-in-time recovery, follows its writes and loses nothing. Leave --source out, or --evacuate where the region is lost`,
      `${own} --evacuate`,
    );
  }
  if (source === POINT_IN_TIME && !evacuate) {
    throw refused(
      'SOURCE_REFUSED',
      '--source point-in-time asks the region that is assumed lost: add --evacuate while the region answers',
      `${own} --evacuate --source point-in-time`,
    );
  }
  return known;
}

function refused(code: string, message: string, next: string): Stop {
  return new Stop({ kind: 'usage', code, message, next });
}
