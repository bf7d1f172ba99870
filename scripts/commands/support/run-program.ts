import { CommanderError, type Command } from 'commander';
import { SettingsError } from '../../../settings';
import { PreconditionError } from '../../local-cloud/precondition';
import { UsageError } from './usage-error';

/** What the exit status of every command means. */
export const EXIT = {
  done: 0,
  failed: 1,
  usage: 2,
  refused: 3,
  precondition: 4,
  verification: 5,
} as const;

/**
 * Runs a command line to its end and sets the exit status. Errors go to standard error as text, or to standard output
 * as `{"error": {"code", "message"}}` when `--json` was given; `code` is stable.
 */
export async function runProgram(program: Command, argv: readonly string[]): Promise<void> {
  exitByException(program);
  try {
    await program.parseAsync([...argv]);
  } catch (error) {
    // Help and version are no mistake; commander has printed what it had to say.
    if (error instanceof CommanderError && error.exitCode === 0) return;
    const { code, message, status } = describe(error);
    if (argv.includes('--json')) console.log(JSON.stringify({ error: { code, message } }));
    else if (!(error instanceof CommanderError)) console.error(message);
    process.exitCode = status;
  }
}

/** Commander ends the process by itself unless every command is told not to. */
function exitByException(command: Command): void {
  command.exitOverride().showHelpAfterError('(add --help for what is allowed)');
  for (const subcommand of command.commands) exitByException(subcommand);
}

function describe(error: unknown): { code: string; message: string; status: number } {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof CommanderError) return { code: 'USAGE', message, status: EXIT.usage };
  if (error instanceof UsageError) return { code: 'USAGE', message, status: EXIT.usage };
  if (error instanceof SettingsError) return { code: error.code, message, status: EXIT.usage };
  if (error instanceof PreconditionError) return { code: error.code, message, status: EXIT.precondition };
  return { code: 'FAILED', message, status: EXIT.failed };
}
