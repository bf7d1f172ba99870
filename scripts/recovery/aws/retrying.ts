import type { RetryErrorInfo, RetryStrategyV2, RetryToken } from '@smithy/types';
import type { Clock } from '../../engine/clock';

export interface RetryingProps {
  /** Waits between attempts are waits of this clock. */
  readonly clock: Pick<Clock, 'sleep'>;
  /** 0 to 1; a seed's stream in a simulation. @default Math.random */
  readonly random?: () => number;
  /** Calls of one command, the first included. @default 10: with a fifth of all calls failing, one in ten million is given up */
  readonly attempts?: number;
}

/** Milliseconds: what the AWS SDKs start from ("Retry behavior", AWS SDKs and Tools reference guide). */
const BASE = 100;
const THROTTLED_BASE = 500;
const LONGEST = 20_000;

/** Repeats what may be repeated, with exponential backoff and full jitter, on a clock that is passed in. */
export class Retrying implements RetryStrategyV2 {
  readonly mode = 'standard';

  constructor(private readonly props: RetryingProps) {}

  acquireInitialRetryToken(): Promise<RetryToken> {
    return Promise.resolve(tokenOf(0));
  }

  async refreshRetryTokenForRetry(
    token: RetryToken,
    { error, errorType }: RetryErrorInfo,
  ): Promise<RetryToken> {
    const { clock, random = Math.random, attempts = 10 } = this.props;
    const retries = token.getRetryCount() + 1;
    if (errorType === 'CLIENT_ERROR' || retries >= attempts) throw error ?? new Error('gave up retrying');
    const base = errorType === 'THROTTLING' ? THROTTLED_BASE : BASE;
    await clock.sleep(random() * Math.min(LONGEST, base * 2 ** retries));
    return tokenOf(retries);
  }

  recordSuccess(): void {
    // There is no budget to refill: a recovery prefers a slow end to an early one.
  }
}

function tokenOf(retries: number): RetryToken {
  return { getRetryCount: () => retries, getRetryDelay: () => 0 };
}
