import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { DrillRecord } from '../../recovery/readiness';
import { PROJECT_ROOT } from '../../project-root';

const LOG = join(PROJECT_ROOT, 'docs', 'drills', 'log.jsonl');

const drillSchema = z.object({
  time: z.iso.datetime(),
  scenario: z.string(),
  recoveryTimeMinutes: z.number().nullable(),
  passed: z.boolean(),
});

/** Recovers nothing, and so stands for no drill of a recovery. */
const WITHOUT_RECOVERY = '"scenario":"az-failure"';

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
