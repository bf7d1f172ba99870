import { Interrupted } from '../engine/stop';

export interface StopSignal {
  /** Aborted by the first Ctrl-C (SIGINT) or SIGTERM. */
  readonly signal: AbortSignal;
  /** Leaves the signals to Node.js again. */
  readonly dispose: () => void;
}

/**
 * Lets the first Ctrl-C stop a run in order; the second one ends the process on the spot, which a run bears as well.
 *
 * @param say gets the line that tells so
 */
export function stopOnSignal(say: (line: string) => void): StopSignal {
  const controller = new AbortController();
  const stop = (received: NodeJS.Signals): void => {
    if (controller.signal.aborted) {
      dispose();
      process.kill(process.pid, received);
      return;
    }
    say('stopping in order: what has begun is brought to a safe point (again: end at once)');
    controller.abort(new Interrupted());
  };
  const dispose = (): void => {
    process.off('SIGINT', stop).off('SIGTERM', stop);
  };
  process.on('SIGINT', stop).on('SIGTERM', stop);
  return { signal: controller.signal, dispose };
}
