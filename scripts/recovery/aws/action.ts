import type { Clock } from '../../engine/clock';
import type { Clients } from './clients';
import type { Target } from './target';

/** The service in one region, and the clients that reach it. */
export interface RegionClients {
  readonly target: Target;
  readonly clients: Clients;
}

/** The same with the clock: what every holder of region, clients and clock is, whatever it adds. */
export interface RegionContext extends RegionClients {
  readonly clock: Clock;
}

/** What every action works with. A step of a runbook hands its own on; a command makes one. */
export interface Action extends RegionContext {
  /** The incident that it belongs to; its sessions of the workers' role bear its name. @default none: a look */
  readonly incident?: string;
  /** Aborted when the operator asks to stop: waiting ends with it, a change that has begun may finish. */
  readonly signal: AbortSignal;
  /** @param fraction 0 to 1 where it is known */
  progress(text: string, fraction?: number): void;
}
