import { CommanderError, type Command } from 'commander';
import { ZodError } from 'zod';
import { SettingsError } from '../../../settings';
import { PreconditionError } from '../../local-cloud/precondition';
import { Interrupted, Stop, type StopKind } from '../../engine/stop';
import { EXIT } from './exit-status';
import { IncidentStopped } from './incident-stopped';
import { forSameHalf } from './same-half';
import { UsageError } from './usage-error';

const STATUS_OF_KIND: Readonly<Record<StopKind, number>> = {
  failed: EXIT.failed,
  usage: EXIT.usage,
  refused: EXIT.refused,
  precondition: EXIT.precondition,
  verification: EXIT.verification,
};

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
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof CommanderError) return { code: 'USAGE', message, status: EXIT.usage };
  if (error instanceof UsageError) return { code: 'USAGE', message, status: EXIT.usage };
  if (error instanceof SettingsError) return { code: error.code, message, status: EXIT.usage };
  if (error instanceof PreconditionError) return { code: error.code, message, status: EXIT.precondition };
  if (error instanceof ZodError)
    return { code: 'PARAMETER_INVALID', message: words(error), status: EXIT.usage };
  if (error instanceof Stop) {
    return { code: error.code, message, status: STATUS_OF_KIND[error.kind], next: error.next };
  }
  if (error instanceof Interrupted) return { code: 'INTERRUPTED', message, status: EXIT.interrupted };
  if (error instanceof IncidentStopped) {
    const { incident, next } = error;
    const failure = describe(error.cause);
    return { ...failure, incident, next: failure.next ?? next };
  }
  return { code: 'FAILED', message, status: EXIT.failed };
}

function words({ issues }: ZodError): string {
  return issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('\n');
}
