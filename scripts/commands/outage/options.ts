import { stop } from '../../engine/errors';
import type { Region, Settings } from '../../../settings';
import { KNOWN_REGIONS } from '../../../settings/regions';
import type { SourceClass } from '../../recovery/rebuild/source';
import type { InputOf } from '../declaration';
import type { Invocation } from '../declaration/invocation';
import type { preflightRegionalOutage } from '../declaration/look';
import { sameWith, type Call } from '../support/operation';

type OutageInput = Pick<InputOf<typeof preflightRegionalOutage>, 'toRegion' | 'source' | 'evacuate'>;

/** How an evacuation makes its table, and nothing else does: it asks the region that the service leaves. */
const POINT_IN_TIME = 'point-in-time';

/** The copy that a lost region's table is to be rebuilt from; undefined: the freshest one. */
export function copyWanted(source: OutageInput['source']): SourceClass | undefined {
  return source === POINT_IN_TIME ? undefined : source;
}

/**
 * The recovery region, when `--to-region` names it. It must be named although the settings name it: nobody shall rebuild
 * a service in a region that they did not mean.
 *
 * @throws Stop REGION_IS_PRIMARY, REGION_UNKNOWN, OTHER_REGION (usage); SOURCE_REFUSED (usage)
 */
export function requireRegion(
  call: Call,
  { primary, recovery }: Settings,
  { toRegion, source, evacuate }: OutageInput,
): Region {
  const same = (changes: NonNullable<Invocation['options']>): string => sameWith(call, changes);
  const own = { toRegion: recovery.region };
  if (toRegion === primary.region) throw stop('REGION_IS_PRIMARY', { to: toRegion, next: same(own) });
  const known = KNOWN_REGIONS.find((region) => region === toRegion);
  if (known === undefined) {
    const others = KNOWN_REGIONS.filter((region) => region !== primary.region);
    throw stop('REGION_UNKNOWN', { to: toRegion, known: others, next: same(own) });
  }
  if (known !== recovery.region) {
    throw stop('OTHER_REGION', {
      to: toRegion,
      recoveryRegion: recovery.region,
      next: preflightElsewhere(call, toRegion),
    });
  }
  if (evacuate && copyWanted(source) !== undefined)
    throw stop('SOURCE_REFUSED', { source: source ?? '', evacuate, next: same({ source: undefined }) });
  if (source === POINT_IN_TIME && !evacuate)
    throw stop('SOURCE_REFUSED', { source, evacuate, next: same({ evacuate: true }) });
  return known;
}

/** What another recovery region lacks. */
function preflightElsewhere({ invocation, env, ...call }: Call, toRegion: string): string {
  const { env: environment, evacuate } = invocation.options ?? {};
  const options = { toRegion, env: environment, evacuate };
  const elsewhere = { command: 'preflight regional-outage', options };
  return sameWith({ ...call, invocation: elsewhere, env: { ...env, RECOVERY_REGION: toRegion } }, {});
}
