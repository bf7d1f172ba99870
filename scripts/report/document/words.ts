import { duration } from '../../engine/progress/time-left';
import type { ReportModel, RunEnd, StepReport } from '../model/types';
import type { Inline } from './blocks';

export function seconds(value: number): string {
  return duration(value * 1000);
}

export function minutes(value: number): string {
  return duration(value * 60_000);
}

/** `2026-03-01 02:30:05`: UTC, to the second. @param iso ISO 8601 */
export function shortTime(iso: string): string {
  return iso.replace('T', ' ').replace(/(\.\d+)?Z$/, '');
}

/** As `shortTime`, but only the time of day on the day that the incident was declared. */
export function timeOfDay(iso: string, declaredAt: string): string {
  const short = shortTime(iso);
  return iso.slice(0, 10) === declaredAt.slice(0, 10) ? short.slice(11) : short;
}

/** In place of something that is not there. */
export const NONE = '–';

export function utc(iso: string): Inline {
  return { code: `${shortTime(iso)} UTC` };
}

export const STEP_STATES: Readonly<Record<StepReport['state'], string>> = {
  waiting: 'not begun',
  started: 'under way',
  done: 'done',
  failed: 'stopped',
  undone: 'undone',
};

export const RUN_ENDS: Readonly<Record<RunEnd, string>> = {
  completed: 'completed the runbook',
  aborted: 'aborted the incident',
  stopped: 'stopped: a step could not go on',
  interrupted: 'interrupted on request',
  killed: 'killed, or lost its machine',
  open: 'no end is written',
};

export const INCIDENT_STATES: Readonly<Record<ReportModel['state']['value'], string>> = {
  running: 'not closed yet',
  completed: 'completed',
  aborted: 'aborted',
};

/** Whether a step kept its budget, in words. */
export function budgetWords({ budgetKept, budgetMinutes, elapsedSeconds }: StepReport): string {
  if (budgetKept === null) return NONE;
  if (budgetKept) return 'yes';
  return `no, ${seconds((elapsedSeconds ?? 0) - budgetMinutes * 60)} over`;
}

/** What came of an objective, in words. */
export function metWords(met: boolean | null): string {
  return met === null ? 'open' : met ? 'met' : 'MISSED';
}
