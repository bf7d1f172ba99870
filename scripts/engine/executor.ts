import type { Clock } from './clock';
import type { Journal } from './journal/journal';
import { historyOf, replay } from './journal/replay';
import type { Lease } from './lease';
import type { Watch } from './progress/events';
import type { Runbook } from './runbook';
import type { Facts, Step, StepContext } from './step';
import { Interrupted, Stop } from './stop';
import { given } from './given';

export interface ExecuteProps<World, Known extends object> {
  readonly runbook: Runbook<World, Known>;
  readonly world: World;
  readonly journal: Pick<Journal, 'entries' | 'append'>;
  readonly lease: Pick<Lease, 'assertHeld'>;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly watch: Watch;
}

/**
 * Runs the steps that are not done yet, those whose needs are met side by side. When a step stops, those that wait
 * stop waiting (an hour's restore goes on without us), changes that have begun are finished, no step is begun, and the
 * first error is thrown; a later run goes on from there.
 *
 * @throws Stop from the step that could not go on, or of who took the run over; Interrupted after `signal`
 */
export async function execute<World, Known extends object>(props: ExecuteProps<World, Known>): Promise<void> {
  const { runbook, journal, watch } = props;
  const failure = new AbortController();
  const signal = AbortSignal.any([props.signal, failure.signal]);
  const incident = replay(journal.entries);
  watch({ type: 'run-started', incident: incident.id, steps: runbook.steps.length });
  const done = new Set<string>();
  for (const { id } of runbook.steps) {
    if (historyOf(incident, id).state !== 'done') continue;
    done.add(id);
    watch({ type: 'step-skipped', step: id });
  }
  const facts = { ...incident.facts } as Partial<Known>;
  const started = new Set(done);
  const running = new Map<string, Promise<void>>();
  const errors: unknown[] = [];

  const begin = (): void => {
    if (errors.length > 0 || signal.aborted) return;
    for (const step of runbook.steps) {
      if (started.has(step.id) || !step.needs.every((need) => done.has(need))) continue;
      started.add(step.id);
      const run = perform(step, facts, incident.id, { ...props, signal })
        .then(() => {
          done.add(step.id);
        })
        .catch((error: unknown) => {
          errors.push(error);
          failure.abort(new Interrupted());
        })
        .finally(() => {
          running.delete(step.id);
          begin();
        });
      running.set(step.id, run);
    }
  };
  begin();
  while (running.size > 0) await Promise.race(running.values());
  if (errors.length === 0 && done.size === runbook.steps.length) {
    await journal.append({ kind: 'completed' });
    return;
  }
  // Whoever took the run over writes the journal now; a stop that somebody must act on counts more than a request to stop.
  const error =
    errors.find(isTakenOver) ??
    errors.find((found) => !(found instanceof Interrupted)) ??
    interruption(signal);
  if (error instanceof Interrupted) await journal.append({ kind: 'interrupted' });
  // eslint-disable-next-line @typescript-eslint/only-throw-error -- it is what a step threw, passed on as it is
  throw error;
}

async function perform<World, Known extends object>(
  step: Step<World, Known>,
  facts: Partial<Known>,
  incident: string,
  props: ExecuteProps<World, Known>,
): Promise<void> {
  const { journal, lease, signal, watch } = props;
  const context = contextOf(step, facts, incident, props);
  try {
    await lease.assertHeld();
    await journal.append({ kind: 'step-started', step: step.id });
    watch({ type: 'step-started', step: step.id });
    const already = (await step.check(context)) === 'done';
    if (!already) {
      signal.throwIfAborted();
      await lease.assertHeld();
      await step.run(context);
    }
    const evidence = await step.verify(context);
    await journal.append({ kind: 'step-done', step: step.id, data: { ...evidence } });
    watch({ type: 'step-done', step: step.id, evidence, already });
  } catch (error) {
    if (isTakenOver(error)) throw error;
    if (isInterruption(error, signal)) throw interruption(signal);
    await recordFailure(step.id, error, props);
    throw error;
  }
}

/** Says in journal and progress why a step stopped. @throws Stop when another machine writes the journal now */
export async function recordFailure(
  step: string,
  error: unknown,
  { journal, watch }: Pick<ExecuteProps<never, object>, 'journal' | 'watch'>,
): Promise<void> {
  const { code, message } = describeError(error);
  watch({ type: 'step-failed', step, message });
  try {
    await journal.append({ kind: 'step-failed', step, data: { code, message } });
  } catch (failure) {
    // Why the step stopped is worth more than that it could not be written down.
    if (isTakenOver(failure)) throw failure;
  }
}

const TAKEN_OVER: readonly string[] = ['LEASE_LOST', 'JOURNAL_TAKEN_OVER'];

function isTakenOver(error: unknown): boolean {
  return error instanceof Stop && TAKEN_OVER.includes(error.code);
}

/** Waiting that ends with the signal throws its reason; calls of an SDK throw an AbortError. */
function isInterruption(error: unknown, signal: AbortSignal): boolean {
  if (!signal.aborted) return false;
  return error === signal.reason || (error instanceof Error && error.name === 'AbortError');
}

/** Why the signal was aborted: the lease was lost, or somebody asked to stop. */
function interruption({ reason }: AbortSignal): Error {
  return isTakenOver(reason) ? (reason as Stop) : new Interrupted();
}

/** What a step works with. `facts` is shared by all steps of a run and grows. */
export function contextOf<World, Known extends object>(
  step: Pick<Step<World, Known>, 'id'>,
  facts: Partial<Known>,
  incident: string,
  {
    world,
    journal,
    clock,
    signal,
    watch,
  }: Pick<ExecuteProps<World, Known>, 'world' | 'journal' | 'clock' | 'signal' | 'watch'>,
): StepContext<World, Known> {
  return {
    world,
    incident,
    facts,
    clock,
    signal,
    async record(learnt) {
      await journal.append({ kind: 'fact', step: step.id, data: { ...(learnt as Facts) } });
      Object.assign(facts, learnt);
    },
    progress(text, fraction) {
      watch({ type: 'step-progress', step: step.id, text, ...given({ fraction }) });
    },
  };
}

/** Code and message of an error, for journal and output. Messages of AWS name resources and reasons, never values. */
export function describeError(error: unknown): { code: string; message: string } {
  if (error instanceof Stop) return { code: error.code, message: error.message };
  if (error instanceof Error) return { code: error.name, message: error.message };
  return { code: 'FAILED', message: String(error) };
}
