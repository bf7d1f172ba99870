import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';

const state = z.strictObject({
  /** Of the background process. */
  pid: z.number().int().positive(),
  /** Of the command that waits until the playground is ready. */
  starterPid: z.number().int().positive(),
  /** Control port, on loopback. */
  port: z.number().int().positive(),
  /** Whoever controls the playground must know it. */
  key: z.string(),
  /** ISO 8601, UTC. */
  startedAt: z.string(),
  /** What points programs at the playground, null unsets; absent until it is ready. */
  env: z.record(z.string(), z.string().nullable()).optional(),
});
/** What the background process says of itself. */
export type State = z.infer<typeof state>;

/** Writes the state in one step, readable by its owner alone: it holds credentials of the local cloud. */
export function writeState(file: string, content: State): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.new`, `${JSON.stringify(content)}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

/** @returns undefined when there is none, or none that can be read: then nothing that runs has written it */
export function readState(file: string): State | undefined {
  if (!existsSync(file)) return undefined;
  try {
    return state.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return undefined;
  }
}
