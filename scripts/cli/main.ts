/* eslint-disable @typescript-eslint/no-require-imports -- most of a start is what it loads: help needs little */
import { CommanderError } from 'commander';
import { parse, type Parsed } from '../commands/declaration/parse';
import { EXIT } from '../commands/support/exit-status';
import type { Failure } from '../commands/support/failure';

// `recover ... | head` closes the pipe early: no fault of anybody.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

/** The command line: reads it, runs the library, prints and sets the exit status. @param words after the program's name */
export async function main(words: readonly string[]): Promise<void> {
  const parsed = read(words);
  if (parsed === undefined) return;
  for (const warning of parsed.warnings) console.error(`warning: ${warning}`);
  // Only now: help and a misspelt word need nothing of this.
  const { recover } = require('../recover') as typeof import('../recover');
  const { terminalFor } = require('./terminal') as typeof import('./terminal');
  const json = parsed.invocation.options?.json === true;
  const { surroundings, dispose } = terminalFor({ json });
  const { status, failure } = await recover(parsed.invocation, surroundings).finally(dispose);
  if (failure !== undefined) print(failure, json);
  process.exitCode = status;
  // Whoever was interrupted may have work under way that nobody waits for.
  if (status === EXIT.interrupted) process.exit();
}

/** @returns undefined when nothing is left to do: help, or a mistake that was printed */
function read(words: readonly string[]): Parsed | undefined {
  const write = {
    out: (text: string) => process.stdout.write(text),
    error: (text: string) => process.stderr.write(text),
  };
  try {
    return parse(words, { write });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (words.includes('--json')) print({ code: 'USAGE', message: error.message }, true);
    process.exitCode = EXIT.usage;
    return undefined;
  }
}

/**
 * Errors go to standard error as text, or to standard output as `{"error": {"code", "message", "next"}}` when `--json`
 * was given; `code` is stable.
 */
function print(
  { code, message, next, incident }: Pick<Failure, 'code' | 'message' | 'next' | 'incident'>,
  json: boolean,
): void {
  if (json) {
    console.log(JSON.stringify({ error: { code, message, next: next ?? null }, incident }));
    return;
  }
  console.error(message);
  if (next !== undefined) console.error(`next: ${next}`);
}
