import { hostname, userInfo } from 'node:os';

/** Who works on a state, as Terraform says when it finds it locked. */
export interface StateLock {
  readonly id: string;
  /** `user@host`. */
  readonly who: string;
  /** For example `OperationTypeApply`. */
  readonly operation: string;
  /** Milliseconds since the epoch, by the wall. */
  readonly createdAt: number;
}

/** The lock that stopped a command, by its output; undefined: it was stopped by something else. */
export function lockIn(output: string): StateLock | undefined {
  if (!output.includes('Error acquiring the state lock')) return undefined;
  const field = (name: string): string =>
    new RegExp(`\\b${name}:\\s+(.+?)\\s*$`, 'm').exec(output)?.[1] ?? '';
  const id = field('ID');
  if (id === '') return undefined;
  // Go's own way of writing a time: 2026-03-01 04:15:00.123456789 +0000 UTC.
  const [date = '', time = ''] = field('Created').split(' ');
  return {
    id,
    who: field('Who'),
    operation: field('Operation'),
    createdAt: Date.parse(`${date}T${time.slice(0, 'hh:mm:ss.mmm'.length)}Z`),
  };
}

/** Wall milliseconds from a program's start until it has its lock: it starts its providers before. */
const UNTIL_LOCKED = 120_000;

/**
 * Whether a lock was left behind by an apply of this user on this machine that began at a known time and has ended.
 *
 * @param beganAt wall milliseconds since the epoch
 */
export function isLeftBehind({ who, operation, createdAt }: StateLock, beganAt: number): boolean {
  return (
    who === `${userInfo().username}@${hostname()}` &&
    operation === 'OperationTypeApply' &&
    createdAt >= beganAt - 1_000 &&
    createdAt <= beganAt + UNTIL_LOCKED
  );
}
