import { homedir } from 'node:os';
import { isoTime } from '../../engine/clock';
import { duration } from '../../engine/progress/time-left';
import { sessionEnd } from '../../recovery/aws/profile';
import { nextFrom, type Operation } from './operation';

/** When the caller's session ends, ISO 8601; null: this machine does not know. */
export function sessionEndsAt({ env }: Pick<Operation, 'env'>): string | null {
  const end = sessionEnd(env, homedir());
  return end === undefined ? null : isoTime(end);
}

/** In words, for `status`. */
export function describeSession({ env, connection: { clock } }: Operation): string {
  const end = sessionEnd(env, homedir());
  if (end === undefined) return 'session: its end is not known on this machine';
  return `session: ends at ${isoTime(end)}, ${left(end - clock.now())}`;
}

/** A warning for whoever starts a recovery that may outlast their session. @returns none: it lasts, or nobody knows */
export function sessionWarning(operation: Operation): string[] {
  const { env, settings, connection } = operation;
  const end = sessionEnd(env, homedir());
  const minutes = settings.objectives.recoveryTimeMinutes;
  const time = end === undefined ? undefined : end - connection.clock.now();
  if (time === undefined || time >= minutes * 60_000) return [];
  return [
    `your session ends at ${isoTime(end ?? 0)}, ${left(time)}, and a recovery may take ${minutes} minutes. A restore uses your rights to its end. Stop with Ctrl-C and type: ${nextFrom(operation, 'npx recover sign-in')}`,
  ];
}

function left(milliseconds: number): string {
  return milliseconds <= 0 ? 'it is over' : `${duration(milliseconds)} left`;
}
