import { CommanderError, type Command } from 'commander';
import { asStop } from './as-stop';
import { EXIT } from './exit-status';
import { IncidentStopped } from './incident-stopped';
import { forSameHalf } from './same-half';

interface Failure {
  readonly code: string;
  readonly message: string;
  readonly status: number;
  /** The command to type. */
  readonly next?: string | undefined;
  /** The incident that can go on. */
  readonly incident?: string;
}

/**
 * Runs a command line to its end and sets the exit status. Errors go to standard error as text, or to standard output
 * as `{"error": {"code", "message", "next"}}` when `--json` was given; `code` is stable.
 */
export async function runProgram(program: Command, argv: readonly string[]): Promise<void> {
  exitByException(program);
  try {
    await program.parseAsync([...argv]);
  } catch (error) {
    // Help and version are no mistake; commander has printed what it had to say.
    if (error instanceof CommanderError && error.exitCode === 0) return;
    const { code, message, status, incident, ...failure } = describe(error);
    const role = argv.includes('--role') ? argv[argv.indexOf('--role') + 1] : undefined;
    const next = failure.next === undefined ? undefined : forSameHalf(failure.next, role);
    if (argv.includes('--json')) {
      console.log(JSON.stringify({ error: { code, message, next: next ?? null }, incident }));
    } else {
      if (!(error instanceof CommanderError)) console.error(message);
      if (next !== undefined) console.error(`next: ${next}`);
    }
    process.exitCode = status;
  }
}

/** Commander ends the process by itself unless every command is told not to. */
function exitByException(command: Command): void {
  command.exitOverride().showHelpAfterError('(add --help for what is allowed)');
  for (const subcommand of command.commands) exitByException(subcommand);
}

function describe(error: unknown): Failure {
  const incident = error instanceof IncidentStopped ? error.incident : undefined;
  const cause = error instanceof IncidentStopped ? error.cause : error;
  const { code, kind, message, next } = asStop(cause, { incident });
  return {
    code,
    message,
    status: EXIT[kind],
    next: next ?? (error instanceof IncidentStopped ? error.next : undefined),
    ...(incident === undefined ? {} : { incident }),
  };
}
