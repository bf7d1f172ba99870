import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { CLOUDS_DIRECTORY } from '../paths';

const description = z.object({
  name: z.string(),
  endpoint: z.string(),
  /** Address and UDP port of its DNS. */
  resolver: z.string(),
  pid: z.number(),
  motoPid: z.number(),
  /** Its clock: showed `start` when the wall's showed `wallStart` (milliseconds), and runs `speed` times as fast. */
  clock: z.object({ speed: z.number(), start: z.number(), wallStart: z.number() }),
  /** ISO 8601, UTC. */
  startedAt: z.string(),
});
/** What a running cloud says of itself in its folder. */
export type Description = z.infer<typeof description>;

export function folderOf(name: string): string {
  return join(CLOUDS_DIRECTORY, name);
}

/** Writes the description in one step: who sees the file sees all of it, and the cloud is ready. */
export function writeDescription(content: Description): void {
  const file = join(folderOf(content.name), 'cloud.json');
  writeFileSync(`${file}.new`, JSON.stringify(content));
  renameSync(`${file}.new`, file);
}

/** @returns undefined when no cloud of that name is ready, or its process is gone */
export function readDescription(name: string): Description | undefined {
  const file = join(folderOf(name), 'cloud.json');
  if (!existsSync(file)) return undefined;
  const content = description.parse(JSON.parse(readFileSync(file, 'utf8')));
  return isAlive(content.pid) ? content : undefined;
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
