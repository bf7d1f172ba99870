import { duration } from './time-left';
import type { RunEvent, Watch } from './events';
import type { Clock } from '../clock';

export interface PlainProgressProps {
  readonly steps: readonly { readonly id: string; readonly title: string; readonly budgetMinutes: number }[];
  readonly clock: Pick<Clock, 'now'>;
  /** When the incident was declared; milliseconds since the epoch. */
  readonly since: number;
  readonly objectiveMinutes: number;
  readonly write: (line: string) => void;
}

/** Milliseconds until a step may say the same again, with other numbers. */
const SAME_AGAIN = 60_000;

/** One line an event, for logs and pipes: elapsed time of the incident, step, what happened, time left of the objective. */
export function plainProgress({ steps, clock, since, objectiveMinutes, write }: PlainProgressProps): Watch {
  const titles = new Map(steps.map((step) => [step.id, step]));
  const startedAt = new Map<string, number>();
  const line = (step: string, text: string): void => {
    const elapsed = clock.now() - since;
    const left = objectiveMinutes * 60_000 - elapsed;
    const objective = left >= 0 ? `${duration(left)} left` : `${duration(-left)} over the objective`;
    write(`[${duration(elapsed)} elapsed, ${objective}] ${step}: ${text}`);
  };
  const told = new Map<string, { kind: string; at: number }>();
  const isNews = (step: string, text: string): boolean => {
    const kind = text.replaceAll(/\d+/g, '');
    const before = told.get(step);
    if (before?.kind === kind && clock.now() - before.at < SAME_AGAIN) return false;
    told.set(step, { kind, at: clock.now() });
    return true;
  };
  return (event: RunEvent) => {
    switch (event.type) {
      case 'run-started':
        write(`incident ${event.incident}: ${event.steps} steps`);
        break;
      case 'step-skipped':
        line(event.step, 'done by an earlier run');
        break;
      case 'step-started': {
        startedAt.set(event.step, clock.now());
        const { title = '', budgetMinutes = 0 } = titles.get(event.step) ?? {};
        line(event.step, `${title} ... (budget ${budgetMinutes} min)`);
        break;
      }
      case 'step-progress':
        if (isNews(event.step, event.text)) line(event.step, event.text);
        break;
      case 'undo-started':
        line(event.step, 'undoing ...');
        break;
      case 'step-undone':
        line(event.step, 'undone');
        break;
      case 'step-done': {
        const took = clock.now() - (startedAt.get(event.step) ?? clock.now());
        line(
          event.step,
          event.already ? 'was done already, proven again' : `done and proven in ${duration(took)}`,
        );
        break;
      }
      case 'step-failed':
        line(event.step, `STOPPED: ${event.message}`);
        break;
    }
  };
}
