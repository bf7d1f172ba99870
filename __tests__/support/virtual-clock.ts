import type { Clock } from '../../scripts/engine/clock';

/**
 * A clock without a wall: whenever nothing else is left to do, time jumps to the next thing that waits for it. Serves
 * the tools (`sleep`) and the local cloud (`after`) alike.
 */
export class VirtualClock implements Clock {
  private time: number;
  private timers: { at: number; order: number; fire: () => void }[] = [];
  private order = 0;
  private pumping = false;

  /**
   * @param next calls back when the event loop has come round @default after one turn
   * @param quietTurns how often that must happen without news before time moves on by so many milliseconds
   */
  constructor(
    start: number,
    private readonly next: (then: () => void) => void = setImmediate,
    private readonly quietTurns: (milliseconds: number) => number = () => QUIET_TURNS,
  ) {
    this.time = start;
  }

  now(): number {
    return this.time;
  }

  after(milliseconds: number, fire: () => void): () => void {
    const timer = { at: this.time + Math.max(0, milliseconds), order: this.order++, fire };
    this.timers.push(timer);
    this.pump();
    return () => {
      this.timers = this.timers.filter((other) => other !== timer);
    };
  }

  sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted === true) {
        reject(signal.reason as Error);
        return;
      }
      const stop = (): void => {
        cancel();
        reject(signal?.reason as Error);
      };
      const cancel = this.after(milliseconds, () => {
        signal?.removeEventListener('abort', stop);
        resolve();
      });
      signal?.addEventListener('abort', stop, { once: true });
    });
  }

  /** Time passes only after everything that could run has run: a few turns of the event loop without news. */
  private pump(): void {
    if (this.pumping) return;
    this.pumping = true;
    const turn = (quiet: number): void => {
      if (this.timers.length === 0) {
        this.pumping = false;
        return;
      }
      const first = this.timers.reduce((a, b) =>
        a.at < b.at || (a.at === b.at && a.order < b.order) ? a : b,
      );
      if (quiet < this.quietTurns(first.at - this.time)) {
        this.next(() => {
          turn(quiet + 1);
        });
        return;
      }
      this.timers = this.timers.filter((timer) => timer !== first);
      this.time = Math.max(this.time, first.at);
      first.fire();
      setImmediate(turn, 0);
    };
    setImmediate(turn, 0);
  }
}

/** Enough for a chain of promises over an in-process call to move on. */
const QUIET_TURNS = 4;
