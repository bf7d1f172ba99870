import { appendFileSync, closeSync, existsSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { makePrivateFolder, PRIVATE_FILE } from '../../../engine/private-file';

interface Line {
  readonly name: string;
  /** The token of the value that was settled. */
  readonly token?: string;
  /** Where the region has it, when it was read there. */
  readonly arn?: string;
  /** It waited for deletion when it was found: what it holds is nobody's. */
  readonly undeleting?: true;
}

/** A secret as it was read in the region, after it was settled. */
export interface SettledSecret {
  readonly name: string;
  readonly arn: string;
  /** Of the value, when it is the vault's; undefined: another one, which was kept. */
  readonly token?: string;
}

/**
 * What a restore has done, for the one that goes on after it was killed: names, tokens and ARNs, a line each. Nothing is
 * lost with the file but time, and the right to replace what a restore has written or undeleted.
 */
export class ProgressFile {
  private readonly tokens = new Map<string, string>();
  private readonly arns = new Map<string, string>();
  private readonly undeleting = new Set<string>();

  /** @param path of the file, which is made with its folder when there is something to write */
  constructor(private readonly path: string) {
    if (!existsSync(path)) return;
    for (const text of readFileSync(path, 'utf8').split('\n')) this.take(parse(text));
  }

  /** Whether it was read there with that value; one that was only written is looked at again. */
  isProven(name: string, token: string): boolean {
    return this.tokens.get(name) === token && this.arns.has(name);
  }

  /** @returns undefined for one that was not read */
  arnOf(name: string): string | undefined {
    return this.arns.get(name);
  }

  /** Whether nothing was read yet: another machine has the file of this restore. */
  get isEmpty(): boolean {
    return this.arns.size === 0;
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
    makePrivateFolder(dirname(this.path));
    const file = openSync(this.path, 'a', PRIVATE_FILE);
    try {
      writeSync(file, `${JSON.stringify({ name, undeleting: true })}\n`);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
  }

  written(name: string, token: string): void {
    this.add([{ name, token }]);
  }

  /** A line for each that is not known yet: looking again and again does not make the file longer. */
  read(secrets: readonly SettledSecret[]): void {
    const news = secrets.filter((secret) => !this.knows(secret));
    if (news.length > 0) this.add(news);
  }

  private knows({ name, arn, token }: SettledSecret): boolean {
    if (this.arns.get(name) !== arn) return false;
    return token === undefined || (this.tokens.get(name) === token && !this.undeleting.has(name));
  }

  private add(lines: readonly Line[]): void {
    lines.forEach((line) => {
      this.take(line);
    });
    makePrivateFolder(dirname(this.path));
    const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
    appendFileSync(this.path, text, { mode: PRIVATE_FILE });
  }

  private take(line: Line | undefined): void {
    if (line === undefined) return;
    if (line.token !== undefined) {
      this.tokens.set(line.name, line.token);
      this.undeleting.delete(line.name);
      this.arns.delete(line.name);
    }
    if (line.arn !== undefined) this.arns.set(line.name, line.arn);
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
