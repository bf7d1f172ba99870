/*
 * The rule of these contracts.
 *
 * Additions are free: no test here fails because something new exists. Everything that golden/ holds was in use when it
 * was recorded: in a journal, a vault, a Terraform state, a settings file, a script or somebody's memory. A contract
 * that has to change needs all of this:
 *   1. a reader of the old form, and the golden file of the old form kept, so that the test of that reader stays;
 *   2. for a Terraform address, a `moved` block from the old address to the new one;
 *   3. for a command or an option, a line in golden/deprecated.json that names what takes its place;
 *   4. a line in CHANGELOG.md.
 * A golden file is never edited to make a test pass. A new form gets a file of its own beside the old one:
 * RECORD_CONTRACTS=1 npx jest contracts writes the files that are missing, and no other.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

export const GOLDEN = join(__dirname, '..', 'golden');

/** A golden document. @param today what is recorded when there is none yet */
export function golden<Content>(name: string, today: Content): Content {
  const text = `${JSON.stringify(today, undefined, 2)}\n`;
  return JSON.parse(goldenBytes(name, Buffer.from(text)).toString()) as Content;
}

/**
 * A golden file, to the byte.
 *
 * @param today what is recorded when there is none yet
 * @throws Error when it is missing and cannot, or shall not, be recorded
 */
export function goldenBytes(name: string, today?: Uint8Array): Buffer {
  const path = join(GOLDEN, name);
  if (!existsSync(path)) {
    if (process.env.RECORD_CONTRACTS !== '1' || today === undefined) {
      throw new Error(`${path} is missing: bring it back from git, or record it with RECORD_CONTRACTS=1`);
    }
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, today);
  }
  return readFileSync(path);
}

/** Paths of the files below a golden folder, relative to it, in alphabetical order. */
export function goldenFiles(folder: string): string[] {
  const path = join(GOLDEN, folder);
  if (!existsSync(path)) return [];
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(path.length + 1))
    .sort();
}

/** What stood in the golden list and is no more. */
export function gone(before: readonly string[], now: Iterable<string>): string[] {
  const present = new Set(now);
  return before.filter((name) => !present.has(name));
}
