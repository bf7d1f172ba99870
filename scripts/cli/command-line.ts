/* eslint-disable @typescript-eslint/no-require-imports -- most of a start is what it loads: help needs little */
import { CommanderError } from 'commander';
import { parse, type Parsed } from '../commands/declaration/parse';
import { EXIT } from '../commands/support/exit-status';
import type { Failure } from '../commands/support/failure';
import type { Surroundings } from '../commands/support/surroundings';

/** Where a command prints to, line by line or as it comes. */
export interface Streams {
  readonly out: (text: string) => void;
  readonly error: (text: string) => void;
}

/** What a command works in, made when it is known that there is one. */
export type Terminal = (options: { readonly json: boolean; readonly streams: Streams }) => {
  readonly surroundings: Surroundings;
  readonly dispose: () => void;
};

/**
 * Reads a command line, runs the library and prints what came of it.
 *
 * @param words after the program's name
 * @returns the exit status
 */
export async function commandLine(
  words: readonly string[],
  { streams, terminal }: { readonly streams: Streams; readonly terminal: () => Terminal },
): Promise<number> {
  const parsed = read(words, streams);
  if (typeof parsed === 'number') return parsed;
  for (const warning of parsed.warnings) streams.error(`warning: ${warning}\n`);
  // Only now: help and a misspelt word need nothing of this.
  const { recover } = require('../recover') as typeof import('../recover');
  const json = parsed.invocation.options?.json === true;
  const { surroundings, dispose } = terminal()({ json, streams });
  const { status, failure } = await recover(parsed.invocation, surroundings).finally(dispose);
  if (failure !== undefined) print(failure, json, streams);
  return status;
}

/** @returns the exit status when nothing is left to do: help, or a mistake that was printed */
function read(words: readonly string[], streams: Streams): Parsed | number {
  try {
    return parse(words, { write: streams }) ?? EXIT.done;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (words.includes('--json')) print({ code: 'USAGE', message: error.message }, true, streams);
    return EXIT.usage;
  }
}

/**
 * Errors go to standard error as text, or to standard output as `{"error": {"code", "message", "next"}}` when `--json`
 * was given; `code` is stable.
 */
function print(
  { code, message, next, incident }: Pick<Failure, 'code' | 'message' | 'next' | 'incident'>,
  json: boolean,
  streams: Streams,
): void {
  if (json) {
    streams.out(`${JSON.stringify({ error: { code, message, next: next ?? null }, incident })}\n`);
    return;
  }
  streams.error(`${message}\n`);
  if (next !== undefined) streams.error(`next: ${next}\n`);
}
