import type { Json } from '../json';
import type { Facts } from '../step';
import type { Entry } from './entry';

export type StepState = 'waiting' | 'started' | 'done' | 'failed' | 'undone';

export interface StepHistory {
  readonly state: StepState;
  /** Of the first start; null while it never started. ISO 8601. */
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
  readonly attempts: number;
  /** The proof that `verify` returned. */
  readonly evidence: Facts;
  /** Why it failed last. */
  readonly error: { readonly code: string; readonly message: string } | null;
}

export type IncidentState = 'running' | 'completed' | 'aborted';

export interface Incident {
  readonly id: string;
  readonly runbook: string;
  readonly declaredAt: string;
  /** ARN of who declared it. */
  readonly declaredBy: string;
  /** What the run was asked for. */
  readonly parameters: Facts;
  /** Which region of the service it works on, by its declaration; null: the usual one. */
  readonly role: string | null;
  readonly state: IncidentState;
  readonly finishedAt: string | null;
  readonly facts: Facts;
  readonly steps: ReadonlyMap<string, StepHistory>;
  /** Everybody who ran it, in order. */
  readonly operators: readonly string[];
  /** What was accepted, and by whom; the last one is also the fact `acknowledged`. */
  readonly acknowledgements: readonly Dated[];
  /**
   * Who let it go on: `approver` (their name), `userId`, `digest` of what they were shown, and `approvedAt` (ISO 8601).
   * Earlier versions wrote an ARN as `approver`, and neither `userId` nor `digest`: such a line is only reported.
   */
  readonly approvals: readonly Dated[];
}

/** A line's data, and when it was written (ISO 8601). */
export interface Dated {
  readonly time: string;
  readonly data: Facts;
}

const WAITING: StepHistory = {
  state: 'waiting',
  startedAt: null,
  finishedAt: null,
  attempts: 0,
  evidence: {},
  error: null,
};

export function historyOf(incident: Incident, step: string): StepHistory {
  return incident.steps.get(step) ?? WAITING;
}

/** What a journal says about its incident. Pure. @throws Error when the first line does not declare one */
export function replay(entries: readonly Entry[]): Incident {
  const [first, ...rest] = entries;
  if (first?.kind !== 'declared') throw new Error('a journal begins with the declaration of its incident');
  const steps = new Map<string, StepHistory>();
  const operators: string[] = [];
  const acknowledgements: Dated[] = [];
  const approvals: Dated[] = [];
  const { incident, runbook, operator, parameters, acknowledged, role } = first.data;
  let facts: Facts = {};
  const acknowledge = (time: string, data: Facts): void => {
    acknowledgements.push({ time, data });
    facts = { ...facts, acknowledged: data };
  };
  if (acknowledged !== undefined)
    acknowledge(first.time, { ...(acknowledged as Facts), operator: operator ?? null });
  let state: IncidentState = 'running';
  let finishedAt: string | null = null;
  for (const { kind, step, data, time } of rest) {
    const before = steps.get(step ?? '') ?? WAITING;
    const set = (change: Partial<StepHistory>): void => {
      if (step !== null) steps.set(step, { ...before, ...change });
    };
    switch (kind) {
      case 'run-started':
        if (!operators.includes(text(data.operator))) operators.push(text(data.operator));
        break;
      case 'step-started':
        set({
          state: 'started',
          startedAt: before.startedAt ?? time,
          attempts: before.attempts + 1,
          error: null,
        });
        break;
      case 'fact':
        facts = { ...facts, ...data };
        break;
      case 'step-done':
        set({ state: 'done', finishedAt: time, evidence: data, error: null });
        break;
      case 'step-failed':
        set({
          state: 'failed',
          finishedAt: time,
          error: { code: text(data.code), message: text(data.message) },
        });
        break;
      case 'step-undone':
        set({ state: 'undone', finishedAt: time });
        break;
      case 'acknowledged':
        acknowledge(time, data);
        break;
      case 'approved':
        approvals.push({ time, data });
        break;
      case 'completed':
        state = 'completed';
        finishedAt = time;
        break;
      case 'aborted':
        state = 'aborted';
        finishedAt = time;
        break;
      case 'interrupted':
      case 'declared':
        break;
    }
  }
  return {
    id: text(incident),
    runbook: text(runbook),
    declaredAt: first.time,
    declaredBy: text(operator),
    parameters: (parameters ?? {}) as Facts,
    role: typeof role === 'string' ? role : null,
    state,
    finishedAt,
    facts,
    steps,
    operators,
    acknowledgements,
    approvals,
  };
}

function text(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}
