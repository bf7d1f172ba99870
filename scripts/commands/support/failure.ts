import { asStop } from './as-stop';
import { EXIT } from './exit-status';
import { IncidentStopped } from './incident-stopped';

/** Why a command failed, for people and programs. */
export interface Failure {
  /** Stable. */
  readonly code: string;
  readonly message: string;
  /** The exit status. */
  readonly status: number;
  /** The command to type. */
  readonly next?: string | undefined;
  /** The incident that can go on. */
  readonly incident?: string | undefined;
  /** What was thrown. */
  readonly cause: unknown;
}

/**
 * What an error says to the operator.
 *
 * @param folder of all incidents, on this machine
 * @param command that was typed
 */
export function failureOf(
  error: unknown,
  { folder, command }: { readonly folder?: string; readonly command?: string } = {},
): Failure {
  const stopped = error instanceof IncidentStopped ? error : undefined;
  const cause = stopped === undefined ? error : stopped.cause;
  const incident = stopped?.incident;
  const {
    code,
    kind,
    message,
    next = stopped?.next,
  } = asStop(cause, {
    incident,
    command,
    folder,
  });
  return { code, message, status: EXIT[kind], next, incident, cause };
}
