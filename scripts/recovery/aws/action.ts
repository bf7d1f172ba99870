import type { Clock } from '../../engine/clock';
import type { Clients } from './clients';
import type { Target } from './target';

/** What every action works with. A step of a runbook hands its own on; a command makes one. */
export interface Action {
  readonly target: Target;
  readonly clients: Clients;
  readonly clock: Clock;
  /** Aborted when the operator asks to stop: waiting ends with it, a change that has begun may finish. */
  readonly signal: AbortSignal;
  /** @param fraction 0 to 1 where it is known */
  progress(text: string, fraction?: number): void;
}
