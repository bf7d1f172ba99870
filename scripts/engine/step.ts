import type { Clock } from './clock';
import type { Json } from './json';

/** What steps learn and later steps, the report and a resumed run need: small, and never a secret or an item's value. */
export type Facts = Readonly<Record<string, Json>>;

export interface StepContext<World, Known extends object> {
  /** Clients and actions, as the runbook needs them. */
  readonly world: World;
  readonly incident: string;
  /** Everything recorded so far, by this run and the ones before it. */
  readonly facts: Readonly<Partial<Known>>;
  readonly clock: Clock;
  /** Aborted when the operator asks to stop. Waiting must heed it; a change that has begun may finish. */
  readonly signal: AbortSignal;
  /**
   * Writes facts into the journal and returns when they are safe. Intent comes before the change it speaks of, so that
   * a resumed run finds its own work.
   */
  record(facts: Partial<Known>): Promise<void>;
  /** Says how far the step is. @param fraction 0 to 1 where it is known */
  progress(text: string, fraction?: number): void;
}

/** A value, or the promise of one: what needs no waiting says so plainly. */
export type Awaitable<Value> = Value | Promise<Value>;

/** Is the step's outcome there already, in the real world? */
export type Check = 'done' | 'to do';

/** One step of a runbook: everything about it, for execution, dry run, documentation and report. */
export interface Step<World, Known extends object> {
  readonly id: string;
  readonly title: string;
  /** For a person who reads the runbook at 3 a.m. */
  readonly why: string;
  /** Steps that must be done before. */
  readonly needs: readonly string[];
  /** Minutes that the step may take within the recovery time objective. */
  readonly budgetMinutes: number;
  /** By hand, when the tool cannot: a command line or a sentence, for the generated runbook. */
  readonly byHand: string;
  /** What `verify` shows, one sentence for the generated runbook. @default the runbook says that it is read back */
  readonly proves?: string;
  /** From the real world: done already, or not? Reads only. */
  check(context: StepContext<World, Known>): Awaitable<Check>;
  /** What `run` would do, one line a change. Reads only. */
  plan(context: StepContext<World, Known>): Awaitable<readonly string[]>;
  /** Makes the change, or finishes one that a killed run had begun. Must bear being run again. */
  run(context: StepContext<World, Known>): Awaitable<void>;
  /** Proves the outcome. @returns the evidence for the report @throws Stop of kind `verification` */
  verify(context: StepContext<World, Known>): Awaitable<Facts>;
  /** Whether `run` reads and records facts only: then a dry run makes it too, to know more about the steps after it. */
  readonly readsOnly?: boolean;
  /** Takes the change back, when a run is aborted. @default nothing to take back */
  undo?(context: StepContext<World, Known>): Awaitable<void>;
}
