import { seconds } from '../../document/words';
import { endOf } from '../../model/critical-path';
import type { AttemptEnd, ReportModel } from '../../model/types';
import { oneLine } from '../../text';

/** Minutes since the declaration. */
export interface Span {
  readonly row: string;
  readonly from: number;
  readonly to: number;
}

export interface ChartData {
  /** Step ids, from top to bottom, with what to call them. */
  readonly rows: readonly { readonly row: string; readonly label: string }[];
  readonly budgets: readonly Span[];
  /** One for each step that was begun: from its first start to its end. */
  readonly bars: readonly (Span & { readonly text: string; readonly late: boolean })[];
  readonly attempts: readonly (Span & { readonly end: AttemptEnd })[];
  /** The part of a bar that lies behind its budget. */
  readonly overruns: readonly Span[];
  /** From a run's last line to the start of the next: nobody ran the tool. */
  readonly breaks: readonly { readonly from: number; readonly to: number; readonly text: string }[];
  readonly objective: number;
  /** Where the axis ends. */
  readonly limit: number;
}

/** An objective farther away than this many times what was used would press the steps into a corner. */
const OBJECTIVE_IN_SIGHT = 1.6;

/** What the timeline chart shows, from the model alone. */
export function chartData({ declared, steps, runs, recoveryTime }: ReportModel): ChartData {
  const start = Date.parse(declared.at);
  const at = (milliseconds: number): number => Math.max(0, (milliseconds - start) / 60_000);
  const until = start + recoveryTime.seconds * 1000;
  const begun = steps.flatMap((step) =>
    step.startedAt === null
      ? []
      : [{ ...step, from: at(Date.parse(step.startedAt)), elapsed: step.elapsedSeconds ?? 0 }],
  );
  const bars = begun.map(({ id, from, elapsed, budgetKept }) => ({
    row: id,
    from,
    to: from + elapsed / 60,
    text: seconds(elapsed),
    late: budgetKept === false,
  }));
  const budgets = begun.map(({ id, from, budgetMinutes }) => ({ row: id, from, to: from + budgetMinutes }));
  const objective = recoveryTime.objectiveMinutes;
  const used = Math.max(1 / 60, at(until), ...[...bars, ...budgets].map(({ to }) => to));
  return {
    rows: steps.map(({ id, title }) => ({ row: id, label: oneLine(title) })),
    budgets,
    bars,
    attempts: begun.flatMap(({ id, attempts }) =>
      attempts.map((attempt) => ({
        row: id,
        from: at(Date.parse(attempt.startedAt)),
        to: at(endOf(attempt, until)),
        end: attempt.end,
      })),
    ),
    overruns: bars.flatMap(({ row, to, late }, index) => {
      const from = budgets[index]?.to ?? to;
      return late && to > from ? [{ row, from, to }] : [];
    }),
    breaks: runs.slice(1).map((run, index) => ({
      from: at(Date.parse(runs[index]?.lastLineAt ?? run.startedAt)),
      to: at(Date.parse(run.startedAt)),
      text: run.how,
    })),
    objective,
    limit: objective <= used * OBJECTIVE_IN_SIGHT ? Math.max(used, objective) : used,
  };
}
