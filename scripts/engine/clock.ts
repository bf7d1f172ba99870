import { setTimeout as delay } from 'node:timers/promises';

/** Time, passed in so that a rehearsal may run faster and a simulation on no wall clock at all. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Resolves after that many milliseconds of this clock. @throws the signal's reason when it is aborted meanwhile */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

/** The wall's clock. */
export const systemClock: Clock = clockOf({ speed: 1, start: 0, wallStart: 0 });

/** A clock that showed `start` when the wall's showed `wallStart`, and runs `speed` times as fast (all milliseconds). */
export function clockOf({
  speed,
  start,
  wallStart,
}: {
  readonly speed: number;
  readonly start: number;
  readonly wallStart: number;
}): Clock {
  return {
    now: () => start + (Date.now() - wallStart) * speed,
    async sleep(milliseconds, signal) {
      signal?.throwIfAborted();
      try {
        await delay(milliseconds / speed, undefined, signal === undefined ? {} : { signal });
      } catch (error) {
        signal?.throwIfAborted();
        throw error;
      }
    },
  };
}

/** ISO 8601 in UTC, to the millisecond. */
export function isoTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}

/** ISO 8601 in UTC, to the second: how DynamoDB counts what it restores. */
export function isoSecond(milliseconds: number): string {
  return `${isoTime(milliseconds).slice(0, 19)}Z`;
}
