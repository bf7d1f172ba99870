import type { Action } from '../aws/action';

/** What may be caught up after a delay, in milliseconds' worth of calls: late timers must not lower the rate. */
const CREDIT = 200;
/** How long everybody waits after a call was refused: somebody else uses the same quota. */
const PAUSE = 500;

/** Lets so many calls a second pass, evenly: a quota that is not adjustable is used up and not exceeded. */
export class Pace {
  private next: number;
  /** One after the other, as they came: a crowd that sleeps on one signal makes Node.js suspect a leak. */
  private turn: Promise<void> = Promise.resolve();

  constructor(
    private readonly action: Pick<Action, 'clock' | 'signal'>,
    private readonly perSecond: number,
  ) {
    this.next = action.clock.now();
  }

  /** Resolves when the next call may be made. @throws the signal's reason */
  take(): Promise<void> {
    const turn = this.turn.then(() => this.wait());
    this.turn = turn.catch(() => undefined);
    return turn;
  }

  /** The service refused a call: nobody calls for a moment. */
  refused(): void {
    this.next = Math.max(this.next, this.action.clock.now() + PAUSE);
  }

  private async wait(): Promise<void> {
    const { clock, signal } = this.action;
    signal.throwIfAborted();
    const now = clock.now();
    const slot = Math.max(this.next, now - CREDIT);
    this.next = slot + 1000 / this.perSecond;
    if (slot > now) await clock.sleep(slot - now, signal);
  }
}
