import type { Entry } from '../../engine/journal/entry';
import { textOf } from './facts';
import type { Attempt, AttemptEnd, Run, RunEnd } from './types';

type Draft<T> = { -readonly [Key in keyof T]: T[Key] };

export interface History {
  readonly runs: readonly Run[];
  /** By step id, oldest first. */
  readonly attempts: ReadonlyMap<string, readonly Attempt[]>;
}

/** Who worked when, and every try of every step. Pure. @param entries a whole journal */
export function historyFrom(entries: readonly Entry[]): History {
  const runs: Draft<Run>[] = [];
  const attempts = new Map<string, Attempt[]>();
  const open = new Map<string, Entry>();
  let failed = false;
  let before: Entry | undefined;

  const close = (step: string, last: Entry, end: AttemptEnd): void => {
    const start = open.get(step);
    if (start === undefined) return;
    open.delete(step);
    const error =
      end === 'failed' ? { code: textOf(last.data.code), message: textOf(last.data.message) } : null;
    const tries = attempts.get(step) ?? [];
    const lines = start === last ? [start.sequence] : [start.sequence, last.sequence];
    const endedAt = end === 'open' ? null : last.time;
    attempts.set(step, [...tries, { startedAt: start.time, endedAt, end, error, lines }]);
  };
  const closeAll = (last: Entry, end: AttemptEnd): void => {
    for (const step of [...open.keys()]) close(step, last, end);
  };
  const endRun = (end: RunEnd, line?: Entry): void => {
    const run = runs.at(-1);
    if (run?.end !== 'open') return;
    run.end = end;
    if (line !== undefined) run.lines = [...run.lines, line.sequence];
  };

  for (const entry of entries) {
    const { kind, step } = entry;
    switch (kind) {
      case 'run-started':
        // A run that stopped came to an end with all its steps; one that was killed left some of them open.
        endRun(failed && open.size === 0 ? 'stopped' : 'killed');
        if (before !== undefined) closeAll(before, 'killed');
        runs.push(runOf(entry, runs.at(-1)));
        failed = false;
        break;
      case 'step-started':
        if (step === null) break;
        if (before !== undefined) close(step, before, 'killed');
        open.set(step, entry);
        break;
      case 'step-done':
        if (step !== null) close(step, entry, 'done');
        break;
      case 'step-failed':
        failed = true;
        if (step !== null) close(step, entry, 'failed');
        break;
      case 'interrupted':
        closeAll(entry, 'interrupted');
        endRun('interrupted', entry);
        break;
      case 'completed':
        endRun('completed', entry);
        break;
      case 'aborted':
        closeAll(entry, 'interrupted');
        endRun('aborted', entry);
        break;
      default:
        break;
    }
    const run = runs.at(-1);
    if (run !== undefined) run.lastLineAt = entry.time;
    before = entry;
  }
  if (failed && open.size === 0) endRun('stopped');
  if (before !== undefined) closeAll(before, 'open');
  return { runs, attempts };
}

function runOf({ data, sequence, time, token }: Entry, previous: Run | undefined): Draft<Run> {
  const operator = textOf(data.operator);
  const host = textOf(data.host);
  const same = previous?.operator === operator && previous.host === host;
  return {
    operator,
    host,
    token,
    how: previous === undefined ? 'first' : same ? 'resumed' : 'taken over',
    startedAt: time,
    lastLineAt: time,
    end: 'open',
    lines: [sequence],
  };
}
