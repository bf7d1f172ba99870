import { failed, ok, warning, type Check, type Seen } from '../model';
import type { DrillRecord, Survey } from '../survey';

/** Days: restores are drilled every quarter (system facts, "Load and objectives"). */
const LONGEST_AGO = 92;
const DAY = 86_400_000;

/** A recovery that was never rehearsed is a hope. */
export const DRILLS: readonly Check[] = [
  {
    id: 'drills/data-corruption',
    title: 'Recovery from corrupted data was rehearsed this quarter, and went well',
    severity: 'major',
    moments: ['doctor', 'status'],
    mend: () => 'npm run drill',
    look: (survey) => rehearsed(survey, 'data-corruption'),
  },
  {
    id: 'drills/regional-outage',
    title: 'Recovery from a lost region was rehearsed this quarter, and went well',
    severity: 'major',
    moments: ['doctor', 'status'],
    mend: () => 'npx recover drill regional-outage',
    look: (survey) => rehearsed(survey, 'regional-outage'),
  },
  {
    id: 'drills/last-passed',
    title: 'The last drill passed',
    severity: 'major',
    moments: ['doctor', 'status'],
    mend: () => 'npm run drill',
    look({ drills }) {
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
    mend: () => 'npm run drill',
    look({ drills, settings }) {
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
  { drills, clock }: Pick<Survey, 'drills' | 'clock'>,
  scenario?: string,
): number | undefined {
  const good = newestGood(drills, scenario);
  return good === undefined ? undefined : Math.floor((clock.now() - Date.parse(good.time)) / DAY);
}

function rehearsed(survey: Survey, scenario: string): Seen {
  const days = daysSinceGoodDrill(survey, scenario);
  if (days === undefined) return failed('no good drill is on record');
  const found = `${days} days ago; at most ${LONGEST_AGO} are allowed`;
  return days <= LONGEST_AGO ? ok(found) : failed(found);
}
