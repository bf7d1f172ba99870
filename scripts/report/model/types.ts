import type { IncidentState, StepState } from '../../engine/journal/replay';
import type { Json } from '../../engine/json';
import type { Facts } from '../../engine/step';
import type { FoundRestorePoint } from './restore-point';

/** What a statement rests on: numbers of journal lines, ascending. Empty: on the runbook or the settings alone. */
export interface Cited {
  readonly lines: readonly number[];
}

/** `open`: no end is written; it goes on, or its process was killed and nobody has resumed yet. */
export type AttemptEnd = 'done' | 'failed' | 'interrupted' | 'killed' | 'open';

/** One try of a step. Times are ISO 8601, UTC. */
export interface Attempt extends Cited {
  readonly startedAt: string;
  /** Of a killed one: its last sign of life, which is the last line before the next run. Null while open. */
  readonly endedAt: string | null;
  readonly end: AttemptEnd;
  readonly error: { readonly code: string; readonly message: string } | null;
}

export type RunEnd = 'completed' | 'aborted' | 'stopped' | 'interrupted' | 'killed' | 'open';

/** One process that worked on the incident. */
export interface Run extends Cited {
  readonly operator: string;
  /** Empty when the journal does not say. */
  readonly host: string;
  /** Fencing token of its lease. */
  readonly token: number;
  readonly how: 'first' | 'resumed' | 'taken over';
  readonly startedAt: string;
  /** Its last line. */
  readonly lastLineAt: string;
  readonly end: RunEnd;
}

export interface StepReport extends Cited {
  readonly id: string;
  readonly title: string;
  readonly needs: readonly string[];
  /** 0: it has none, because this version of the runbook does not know the step. */
  readonly budgetMinutes: number;
  readonly state: StepState;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
  /** From the first start to the end, waiting for people included; while it is not done, until the report. */
  readonly elapsedSeconds: number | null;
  /** Of that, the time in which an attempt was under way. */
  readonly workingSeconds: number;
  /** Null while that cannot be said. */
  readonly budgetKept: boolean | null;
  readonly attempts: readonly Attempt[];
  /** What `verify` found. */
  readonly evidence: Facts;
  readonly error: { readonly code: string; readonly message: string } | null;
}

export interface Acknowledgement extends Cited {
  /** When it was given; an approval may be older than the line that records it. */
  readonly at: string;
  /** ARN of who gave it; empty when the journal does not say. */
  readonly by: string;
  readonly what: 'data loss' | 'approval';
  /** What may be lost; null for an approval, which is of the incident as it was declared. */
  readonly window: { readonly from: string; readonly to: string } | null;
}

export interface Level extends Cited {
  readonly level: string;
  /** `passed`, `failed`, `unknown`, `skipped`; empty when the journal does not say. */
  readonly status: string;
  /** One sentence; may be empty. */
  readonly summary: string;
}

export interface ReportedChange extends Cited {
  readonly what: string;
  readonly before: Json;
  readonly after: Json;
}

export interface OpenPoint extends Cited {
  readonly text: string;
  /** What to type. */
  readonly command: string | null;
}

/** Everything that a report says. The JSON report is this, as it is. */
export interface ReportModel {
  /** Raised when a field changes its meaning or goes. */
  readonly schemaVersion: 1;
  readonly generatedAt: string;
  readonly incident: Cited & {
    readonly id: string;
    readonly runbook: string;
    readonly title: string;
    readonly parameters: Facts;
  };
  readonly declared: Cited & { readonly at: string; readonly by: string };
  readonly state: Cited & { readonly value: IncidentState; readonly at: string | null };
  readonly operators: readonly (Cited & { readonly operator: string })[];
  readonly acknowledgements: readonly Acknowledgement[];
  readonly recoveryTime: Cited & {
    readonly objectiveMinutes: number;
    /** From the declaration to the end, or to the report while it goes on. */
    readonly seconds: number;
    /** Null while it goes on within the objective, and after an abort. */
    readonly met: boolean | null;
  };
  readonly dataLoss:
    | (Cited & {
        readonly from: string;
        readonly to: string;
        readonly seconds: number;
        readonly objectiveMinutes: number;
        readonly met: boolean;
      })
    | null;
  /** How the second before the damage was found; null: nobody looked for it. */
  readonly restorePoint: (Cited & FoundRestorePoint) | null;
  /** What was undone in the live table, or brought back into a restored one; null: neither. */
  readonly repaired:
    | (Cited & {
        readonly how: 'salvage' | 'rewind';
        /** Items written and deleted. */
        readonly items: number;
        /** Items that wait for a person. */
        readonly waiting: number;
      })
    | null;
  readonly runs: readonly Run[];
  readonly steps: readonly StepReport[];
  readonly criticalPath: Cited & {
    /** Ids, in order. */
    readonly steps: readonly string[];
    /** From the declaration to the end of the last of them. */
    readonly seconds: number;
    /** Of these, the time in which none of them was under way: stops, decisions, nobody at the keyboard. */
    readonly waitingSeconds: number;
    /** 0 to 1. */
    readonly waitingShare: number;
  };
  /** Levels one by one, and what else was recorded. */
  readonly validation: (Cited & { readonly levels: readonly Level[]; readonly rest: Facts }) | null;
  readonly changes: readonly ReportedChange[];
  readonly openPoints: readonly OpenPoint[];
  /** The chain of hashes was checked when the report was made. */
  readonly journal: { readonly verified: true; readonly lines: number; readonly lastHash: string };
}
