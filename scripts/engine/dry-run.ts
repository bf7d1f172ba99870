import { contextOf, describeError, type ExecuteProps } from './executor';
import type { Entry } from './journal/entry';
import { historyOf, replay } from './journal/replay';
import { stagesOf } from './runbook';

export interface PlannedStep {
  readonly step: string;
  readonly title: string;
  readonly needs: readonly string[];
  readonly budgetMinutes: number;
  readonly state: 'done' | 'to do' | 'would stop' | 'not known yet';
  readonly lines: readonly string[];
}

/**
 * Asks every step what it would do. Changes nothing: only `check` and `plan` are called, and `run` of steps that only
 * read; what they record stays in memory. A step that needs the outcome of an earlier one may not know yet.
 *
 * @throws Interrupted, or what else `signal` was aborted with
 */
export async function dryRun<World, Known extends object>(
  props: Pick<ExecuteProps<World, Known>, 'runbook' | 'world' | 'clock' | 'signal'> & {
    readonly incident: string;
    /** The journal, of an incident that would go on. @default none: it would be a new one */
    readonly entries?: readonly Entry[];
  },
): Promise<PlannedStep[]> {
  const { runbook, incident, entries = [] } = props;
  const before = entries.length === 0 ? undefined : replay(entries);
  const facts = { ...before?.facts } as Partial<Known>;
  const memory = { entries: [], append: () => Promise.resolve({} as never) };
  const isDone = (id: string): boolean => before !== undefined && historyOf(before, id).state === 'done';
  const planned: PlannedStep[] = [];
  for (const step of stagesOf(runbook.steps).flat()) {
    const { id, title, needs, budgetMinutes } = step;
    const context = contextOf(step, facts, incident, { ...props, journal: memory, watch: () => undefined });
    const about = { step: id, title, needs, budgetMinutes };
    try {
      const done = isDone(id) || (await step.check(context)) === 'done';
      const lines = done ? [] : await step.plan(context);
      if (!done && step.readsOnly === true) await step.run(context);
      planned.push({ ...about, state: done ? 'done' : 'to do', lines });
    } catch (error) {
      props.signal.throwIfAborted();
      const unmet =
        needs.length > 0 &&
        planned.some(({ step: other, state }) => needs.includes(other) && state !== 'done');
      const { message } = describeError(error);
      planned.push({ ...about, state: unmet ? 'not known yet' : 'would stop', lines: [message] });
    }
  }
  return planned;
}
