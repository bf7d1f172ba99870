import { Listr, type ListrTaskWrapper } from 'listr2';
import { duration } from './time-left';
import type { RunEvent, Watch } from './events';
import type { PlainProgressProps } from './plain';

type Task = Pick<ListrTaskWrapper<unknown, never, never>, 'title' | 'output' | 'skip'>;

interface Row {
  readonly finish: (error?: Error) => void;
  readonly finished: Promise<void>;
  task: Task | undefined;
  /** 0 while it does not run. */
  startedAt: number;
  ended: boolean;
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
      // Heard by the list, which may not have begun yet.
      finished.catch(() => undefined);
      this.rows.set(id, { finish, finished, task: undefined, startedAt: 0, ended: false });
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
      {
        concurrent: true,
        exitOnError: false,
        // Ctrl-C is the command's to answer: the list would end the process on the spot.
        registerSignalListeners: false,
        rendererOptions: { collapseErrors: false, collapseSkips: false },
      },
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
      case 'undo-started':
        row.startedAt = this.props.clock.now();
        this.tick();
        break;
      case 'step-progress':
        if (row.task !== undefined) row.task.output = event.text;
        break;
      case 'step-done':
      case 'step-undone':
      case 'step-skipped':
        this.end(row);
        break;
      case 'step-failed':
        this.end(row, new Error(event.message));
        break;
    }
  };

  /** Ends the list: what did not run, or not to its end, is shown as such. */
  async close(): Promise<void> {
    clearInterval(this.ticker);
    for (const row of this.rows.values()) {
      if (row.ended) continue;
      row.task?.skip(row.startedAt === 0 ? 'not run' : 'stopped before its end');
      this.end(row);
    }
    await this.shown.catch(() => undefined);
  }

  private end(row: Row, error?: Error): void {
    row.ended = true;
    row.startedAt = 0;
    row.finish(error);
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
