import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const DRILLS = join(__dirname, '..', '..', '..', 'docs', 'drills');

/** Name of the newest record of a drill, whose names begin with their date; null: there is none. */
export function lastDrill(folder: string = DRILLS): string | null {
  if (!existsSync(folder)) return null;
  const records = readdirSync(folder).filter((name) => /^\d{4}-\d{2}-\d{2}/.test(name));
  return records.sort().at(-1) ?? null;
}
