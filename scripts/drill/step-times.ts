import type { Incident } from '../engine/journal/replay';
import { minutesBetween } from './objectives';

/** One step of the recovery, as its journal tells it. */
export interface StepTime {
  readonly id: string;
  /** Minutes of the cloud's time; null: it did not finish. */
  readonly minutes: number | null;
  /** Minutes from the declaration to its start; null: it did not start. */
  readonly startedAfter: number | null;
}

/** How long each step of a recovery took. Pure. */
export function stepTimes({ steps, declaredAt }: Pick<Incident, 'steps' | 'declaredAt'>): StepTime[] {
  const between = (from: string | null, to: string | null): number | null =>
    from === null || to === null ? null : minutesBetween(Date.parse(from), Date.parse(to));
  return [...steps].map(([id, { startedAt, finishedAt }]) => ({
    id,
    minutes: between(startedAt, finishedAt),
    startedAfter: between(declaredAt, startedAt),
  }));
}
