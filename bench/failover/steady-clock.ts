import { stat } from 'node:fs';
import { VirtualClock } from '../../__tests__/support/virtual-clock';

/** Enough for a call; and for the longest chain of such jobs, before a jump of more than a second. */
const QUIET_TURNS = { step: 8, jump: 2_000 };

/**
 * A clock that does not run away while other threads of this process work (compression, cryptography): the event loop
 * looks idle then. There is one such thread, which takes its jobs in turn: when one that does nothing is back, those
 * before it are.
 */
export function steadyClock(start: number): VirtualClock {
  // Read by Node.js when the first job comes.
  process.env.UV_THREADPOOL_SIZE = '1';
  const next = (then: () => void): void => {
    stat('.', () => setImmediate(then));
  };
  return new VirtualClock(start, next, (milliseconds) =>
    milliseconds > 1_000 ? QUIET_TURNS.jump : QUIET_TURNS.step,
  );
}
