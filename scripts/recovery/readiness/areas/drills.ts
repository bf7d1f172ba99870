import { failed, ok, warning, type Check, type Seen } from '../check';
import type { DrillRecord, ReadinessWorld } from '../world';

/** Days: restores are drilled every quarter (system facts, "Load and objectives"). */
const LONGEST_AGO = 92;
const DAY = 86_400_000;

/** A recovery that was never rehearsed is a hope. */
export const DRILLS: readonly Check[] = [
  {
    id: 'drills/data-corruption',
    title: 'Recovery from corrupted data was rehearsed this quarter, and went well',
    severity: 'major',
    fix: () => 'npm run drill',
    check: (world) => rehearsed(world, 'data-corruption'),
  },
  {
    id: 'drills/regional-outage',
    title: 'Recovery from a lost region was rehearsed this quarter, and went well',
    severity: 'major',
    fix: () => 'npx recover drill regional-outage',
    check: (world) => rehearsed(world, 'regional-outage'),
  },
  {
    id: 'drills/last-passed',
    title: 'The last drill passed',
    severity: 'major',
    fix: () => 'npm run drill',
    check({ drills }) {
      const last = drills.at(-1);
      if (last === undefined) return warning('no drill is on record');
      const { time, scenario, passed } = last;
      return passed ? ok(`${scenario}, ${time}`) : failed(`${scenario}, ${time}, failed`);
    },
  },
  {
    id: 'drills/objective',
    title: 'The last good drill met the recovery time objective',
    severity: 'major',
    fix: () => 'npm run drill',
    check({ drills, settings }) {
      const minutes = newestGood(drills)?.recoveryTimeMinutes;
      const allowed = settings.objectives.recoveryTimeMinutes;
      if (minutes === undefined || minutes === null) return warning('no recovery time is on record');
      const found = `${minutes.toFixed(0)} minutes; the objective is ${allowed}`;
      return minutes <= allowed ? ok(found) : failed(found);
    },
  },
];

function newestGood(drills: readonly DrillRecord[], scenario?: string): DrillRecord | undefined {
  return drills.findLast((drill) => drill.passed && (scenario === undefined || drill.scenario === scenario));
}

/** Whole days since a scenario was last rehearsed well; undefined: never. */
export function daysSinceGoodDrill(
  { drills, clock }: Pick<ReadinessWorld, 'drills' | 'clock'>,
  scenario?: string,
): number | undefined {
  const good = newestGood(drills, scenario);
  return good === undefined ? undefined : Math.floor((clock.now() - Date.parse(good.time)) / DAY);
}

function rehearsed(world: ReadinessWorld, scenario: string): Seen {
  const days = daysSinceGoodDrill(world, scenario);
  if (days === undefined) return failed('no good drill is on record');
  const found = `${days} days ago; at most ${LONGEST_AGO} are allowed`;
  return days <= LONGEST_AGO ? ok(found) : failed(found);
}
