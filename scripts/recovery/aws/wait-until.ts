import type { Action } from './action';

export interface WaitProps<Result> {
  /** @returns undefined while it is not so yet */
  readonly look: () => Promise<Result | undefined>;
  /** Milliseconds between two looks. */
  readonly every: number;
  /** Milliseconds after which nobody believes in it any more. */
  readonly within: number;
  /** Looks before it is given up, however late it is: a slow answer is not a no. @default 1 */
  readonly looks?: number;
  /** What to throw then. */
  readonly otherwise: () => Error;
}

/** Looks again and again. @throws what `otherwise` says, or the signal's reason */
export async function waitUntil<Result>(
  { clock, signal }: Pick<Action, 'clock' | 'signal'>,
  { look, every, within, looks = 1, otherwise }: WaitProps<Result>,
): Promise<Result> {
  const end = clock.now() + within;
  for (let looked = 1; ; looked += 1) {
    signal.throwIfAborted();
    const found = await look();
    if (found !== undefined) return found;
    if (looked >= looks && clock.now() >= end) throw otherwise();
    await clock.sleep(every, signal);
  }
}
