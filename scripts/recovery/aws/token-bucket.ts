import type { Action } from './action';

/**
 * Read capacity units per second, shared by every reader of a validation. A page is expected to cost what the last one
 * did; the difference is settled when it came. Whoever comes while there is a debt waits until it is paid.
 */
export class TokenBucket {
  private available: number;
  private filledAt: number;
  private lastPrice = 1;
  /** One after the other, as they came: a crowd that sleeps on one signal makes Node.js suspect a leak. */
  private turn: Promise<unknown> = Promise.resolve();
  spent = 0;

  /** @param unitsPerSecond also what may be used at once */
  constructor(
    private readonly action: Pick<Action, 'clock' | 'signal'>,
    private readonly unitsPerSecond: number,
  ) {
    this.available = unitsPerSecond;
    this.filledAt = action.clock.now();
  }

  /** Resolves when something may be read. @returns what was set aside for it, in units @throws the signal's reason */
  ready(): Promise<number> {
    const turn = this.turn.then(() => this.reserve());
    this.turn = turn.catch(() => undefined);
    return turn;
  }

  private async reserve(): Promise<number> {
    const { clock, signal } = this.action;
    for (;;) {
      signal.throwIfAborted();
      this.fill();
      if (this.available > 0) {
        this.available -= this.lastPrice;
        return this.lastPrice;
      }
      await clock.sleep(Math.max(1, (-this.available / this.unitsPerSecond) * 1000), signal);
    }
  }

  /** @param reserved what `ready` returned */
  pay(units: number, reserved: number): void {
    this.fill();
    this.available -= units - reserved;
    this.lastPrice = units;
    this.spent += units;
  }

  private fill(): void {
    const now = this.action.clock.now();
    const earned = ((now - this.filledAt) / 1000) * this.unitsPerSecond;
    this.available = Math.min(this.unitsPerSecond, this.available + earned);
    this.filledAt = now;
  }
}
