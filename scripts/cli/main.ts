/* eslint-disable @typescript-eslint/no-require-imports -- most of a start is what it loads: help needs little */
import { EXIT } from '../commands/support/exit-status';
import { commandLine } from './command-line';

// `recover ... | head` closes the pipe early: no fault of anybody.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

/** The command line of this process: its streams, its signals, its exit status. @param words after the program's name */
export async function main(words: readonly string[]): Promise<void> {
  const status = await commandLine(words, {
    streams: {
      out: (text) => process.stdout.write(text),
      error: (text) => process.stderr.write(text),
    },
    terminal: () => (require('./terminal') as typeof import('./terminal')).terminalFor,
  });
  process.exitCode = status;
  // Whoever was interrupted may have work under way that nobody waits for.
  if (status === EXIT.interrupted) process.exit();
}
