import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Warning } from '../../recovery/readiness/warnings';
import { PROJECT_ROOT } from '../../project-root';

const LOG = join(PROJECT_ROOT, 'docs', 'drills', 'log.jsonl');

const drillSchema = z.object({
  time: z.iso.datetime(),
  scenario: z.string(),
  recoveryTimeMinutes: z.number().nullable(),
  passed: z.boolean(),
});
export type DrillRecord = z.infer<typeof drillSchema>;

/** Restores are drilled every quarter (system facts, "Load and objectives"): days. */
const LONGEST_AGO = 92;
const DAY = 86_400_000;

/** Recovers nothing, and so stands for no drill of a recovery. */
const WITHOUT_RECOVERY = '"scenario":"az-failure"';

/** The newest line of the drill log that tells of a recovery; undefined: there is none that can be read. */
export function lastDrill(path: string = LOG): DrillRecord | undefined {
  const line = linesOf(path).at(-1);
  try {
    return drillSchema.parse(JSON.parse(line ?? ''));
  } catch {
    return undefined;
  }
}

/** Every line of the drill log that tells of a recovery and can be read, the oldest first. */
export function readDrills(path: string = LOG): DrillRecord[] {
  return linesOf(path).flatMap((line) => {
    try {
      return drillSchema.parse(JSON.parse(line));
    } catch {
      return [];
    }
  });
}

function linesOf(path: string): string[] {
  const lines = existsSync(path) ? readFileSync(path, 'utf8').trimEnd().split('\n') : [];
  return lines.filter((line) => !line.includes(WITHOUT_RECOVERY));
}

export function describeDrill(drill: DrillRecord | undefined): string {
  if (drill === undefined) return 'last drill: none on record';
  const { time, scenario, recoveryTimeMinutes, passed } = drill;
  const took = recoveryTimeMinutes === null ? '' : `, recovered in ${recoveryTimeMinutes} min`;
  return `last drill: ${scenario}, ${time}${took}, ${passed ? 'passed' : 'FAILED'}`;
}

/** @param now milliseconds since the epoch */
export function drillWarnings(drill: DrillRecord | undefined, now: number): Warning[] {
  const next = 'npm run drill';
  if (drill === undefined) return [{ what: 'no drill is on record', next }];
  if (!drill.passed) return [{ what: `the last drill, ${drill.time}, failed`, next }];
  const days = Math.floor((now - Date.parse(drill.time)) / DAY);
  return days <= LONGEST_AGO ? [] : [{ what: `the last drill was ${days} days ago`, next }];
}
