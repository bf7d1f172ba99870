import type { Settings } from '../../settings';
import { LocalEnvironment } from '../local-deploy/environment';
import { Phases } from './phases';
import type { DrillResult } from './result';

/** One second of the wall is half a minute of the cloud's: a restore of 20 minutes takes 40 seconds. */
export const SPEED = 30;

/** What every drill is given. */
export interface DrillOptions {
  readonly settings: Settings;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly users: number;
  readonly seed: number;
  /** Leaves the cloud running under this name. @default it ends with the drill */
  readonly keepAs?: string;
  readonly progress: (line: string) => void;
  /** Gets the environment when everything is over, also when it failed, before it is closed. @default nobody */
  readonly inspect?: (environment: LocalEnvironment) => void;
}

/**
 * Does a drill on a local cloud of its own, which ends with it, and says how long it took.
 *
 * @throws whatever the drill throws
 */
export async function onLocalCloud<Result extends DrillResult>(
  { settings, env, keepAs, progress, inspect }: DrillOptions,
  speed: number,
  drill: (environment: LocalEnvironment, phases: Phases) => Promise<Omit<Result, 'wallSeconds'>>,
): Promise<Result> {
  const started = performance.now();
  const phases = new Phases(progress);
  const kept = keepAs === undefined ? {} : { keepAs };
  const environment = await phases.time('start a local cloud', () =>
    LocalEnvironment.start({ settings, env, speed, progress, ...kept }),
  );
  let done = false;
  try {
    const result = await drill(environment, phases);
    done = true;
    return { ...result, wallSeconds: (performance.now() - started) / 1000 } as Result;
  } finally {
    inspect?.(environment);
    if (done && keepAs !== undefined) environment.release();
    else await environment.close();
  }
}
