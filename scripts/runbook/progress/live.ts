import { Listr, type ListrTaskWrapper } from 'listr2';
import { duration } from './time-left';
import type { RunEvent, Watch } from './events';
import type { PlainProgressProps } from './plain';

type Task = Pick<ListrTaskWrapper<unknown, never, never>, 'title' | 'output' | 'skip'>;

interface Row {
  readonly finish: (error?: Error) => void;
  readonly finished: Promise<void>;
  task: Task | undefined;
  startedAt: number;
}

/** A list on the terminal that lives: every step with its state, elapsed time, budget and last word. */
export class LiveProgress {
  private readonly rows = new Map<string, Row>();
  private readonly shown: Promise<unknown>;
  private readonly ticker: NodeJS.Timeout;

  constructor(private readonly props: Omit<PlainProgressProps, 'write'>) {
    const { steps } = props;
    for (const { id } of steps) {
      let finish: Row['finish'] = () => undefined;
      const finished = new Promise<void>((resolve, reject) => {
        finish = (error) => {
          if (error === undefined) resolve();
          else reject(error);
        };
      });
      this.rows.set(id, { finish, finished, task: undefined, startedAt: 0 });
    }
    const list = new Listr(
      steps.map(({ id, title }) => ({
        title,
        task: (_: unknown, task: Task) => {
          const row = this.rows.get(id);
          if (row !== undefined) row.task = task;
          return row?.finished;
        },
      })),
      { concurrent: true, exitOnError: false, rendererOptions: { collapseErrors: false } },
    );
    this.shown = list.run();
    this.ticker = setInterval(() => {
      this.tick();
    }, 1000);
  }

  readonly watch: Watch = (event: RunEvent) => {
    if (event.type === 'run-started') return;
    const row = this.rows.get(event.step);
    if (row === undefined) return;
    switch (event.type) {
      case 'step-started':
        row.startedAt = this.props.clock.now();
        this.tick();
        break;
      case 'step-progress':
        if (row.task !== undefined) row.task.output = event.text;
        break;
      case 'step-done':
      case 'step-skipped':
        row.startedAt = 0;
        row.finish();
        break;
      case 'step-failed':
        row.startedAt = 0;
        row.finish(new Error(event.message));
        break;
    }
  };

  /** Ends the list: what did not run is shown as such. */
  async close(): Promise<void> {
    clearInterval(this.ticker);
    for (const { finish, task } of this.rows.values()) {
      if (task?.output === undefined) task?.skip('not run');
      finish();
    }
    await this.shown.catch(() => undefined);
  }

  private tick(): void {
    const { steps, clock, since, objectiveMinutes } = this.props;
    const left = objectiveMinutes * 60_000 - (clock.now() - since);
    for (const { id, title, budgetMinutes } of steps) {
      const row = this.rows.get(id);
      if (row?.task === undefined || row.startedAt === 0) continue;
      const elapsed = duration(clock.now() - row.startedAt);
      const objective = left >= 0 ? `${duration(left)} left` : 'OBJECTIVE MISSED';
      row.task.title = `${title} [${elapsed} of ${budgetMinutes} min; ${objective}]`;
    }
  }
}
