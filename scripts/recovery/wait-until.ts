import type { Action } from './action';

export interface WaitProps<Result> {
  /** @returns undefined while it is not so yet */
  readonly look: () => Promise<Result | undefined>;
  /** Milliseconds between two looks. */
  readonly every: number;
  /** Milliseconds after which nobody believes in it any more. */
  readonly within: number;
  /** What to throw then. */
  readonly otherwise: () => Error;
}

/** Looks again and again. @throws what `otherwise` says, or the signal's reason */
export async function waitUntil<Result>(
  { clock, signal }: Pick<Action, 'clock' | 'signal'>,
  { look, every, within, otherwise }: WaitProps<Result>,
): Promise<Result> {
  const end = clock.now() + within;
  for (;;) {
    signal.throwIfAborted();
    const found = await look();
    if (found !== undefined) return found;
    if (clock.now() >= end) throw otherwise();
    await clock.sleep(every, signal);
  }
}
