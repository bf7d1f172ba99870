/** Time as the local cloud sees it. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Calls back when that much cloud time (milliseconds) has passed. @returns a function that cancels it */
  after(milliseconds: number, callback: () => void): () => void;
}

/** What others need to have the same time: a clock that showed `start` when the wall's showed `wallStart` (milliseconds). */
export interface ClockReading {
  /** How many times as fast as the wall's it runs. */
  readonly speed: number;
  readonly start: number;
  readonly wallStart: number;
}

/** A clock that runs `speed` times as fast as the wall's, starting from the wall's time. */
export function createClock(
  speed: number,
  wall: () => number = Date.now,
): Clock & { readonly reading: ClockReading } {
  const start = wall();
  return {
    reading: { speed, start, wallStart: start },
    now: () => start + (wall() - start) * speed,
    after(milliseconds, callback) {
      const timer = setTimeout(callback, milliseconds / speed);
      timer.unref();
      return () => {
        clearTimeout(timer);
      };
    },
  };
}
