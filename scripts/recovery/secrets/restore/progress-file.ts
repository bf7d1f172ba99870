import {
  appendFileSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';

interface Line {
  readonly name: string;
  /** The token of the value that was settled. */
  readonly token?: string;
  /** It waited for deletion when it was found: what it holds is nobody's. */
  readonly undeleting?: true;
}

/**
 * What a restore has done, for the one that goes on after it was killed: names and tokens, a line each. Nothing is lost
 * with the file but time, and the right to replace what was undeleted.
 */
export class ProgressFile {
  private readonly tokens = new Map<string, string>();
  private readonly undeleting = new Set<string>();

  /** @param path of the file, which is made with its folder when there is something to write */
  constructor(private readonly path: string) {
    if (!existsSync(path)) return;
    for (const text of readFileSync(path, 'utf8').split('\n')) this.take(parse(text));
  }

  isDone(name: string, token: string): boolean {
    return this.tokens.get(name) === token;
  }

  /** Whether that version was written by a restore from this machine, and so may be replaced by another one. */
  isOurs(name: string, versionId: string): boolean {
    return this.tokens.get(name) === versionId;
  }

  isUndeleting(name: string): boolean {
    return this.undeleting.has(name);
  }

  /** On disk before the call that it speaks of. */
  undelete(name: string): void {
    this.take({ name, undeleting: true });
    mkdirSync(dirname(this.path), { recursive: true });
    const file = openSync(this.path, 'a', 0o600);
    try {
      writeSync(file, `${JSON.stringify({ name, undeleting: true })}\n`);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
  }

  done(name: string, token: string): void {
    this.take({ name, token });
    mkdirSync(dirname(this.path), { recursive: true });
    appendFileSync(this.path, `${JSON.stringify({ name, token })}\n`, { mode: 0o600 });
  }

  private take(line: Line | undefined): void {
    if (line === undefined) return;
    if (line.token !== undefined) {
      this.tokens.set(line.name, line.token);
      this.undeleting.delete(line.name);
    }
    if (line.undeleting === true) this.undeleting.add(line.name);
  }
}

/** @returns undefined for a line that a kill tore */
function parse(text: string): Line | undefined {
  try {
    return JSON.parse(text) as Line;
  } catch {
    return undefined;
  }
}
