import type { Action } from '../../action';

/**
 * Read capacity units per second, shared by every reader of a validation. A page is paid after it came, when its price
 * is known; whoever comes next waits until the debt is paid.
 */
export class TokenBucket {
  private available: number;
  private filledAt: number;
  spent = 0;

  /** @param unitsPerSecond also what may be used at once */
  constructor(
    private readonly action: Pick<Action, 'clock' | 'signal'>,
    private readonly unitsPerSecond: number,
  ) {
    this.available = unitsPerSecond;
    this.filledAt = action.clock.now();
  }

  /** Resolves when something may be read. @throws the signal's reason */
  async ready(): Promise<void> {
    const { clock, signal } = this.action;
    for (;;) {
      signal.throwIfAborted();
      this.fill();
      if (this.available > 0) return;
      await clock.sleep(Math.max(1, (-this.available / this.unitsPerSecond) * 1000), signal);
    }
  }

  pay(units: number): void {
    this.fill();
    this.available -= units;
    this.spent += units;
  }

  private fill(): void {
    const now = this.action.clock.now();
    const earned = ((now - this.filledAt) / 1000) * this.unitsPerSecond;
    this.available = Math.min(this.unitsPerSecond, this.available + earned);
    this.filledAt = now;
  }
}
