import type { DarkMode } from '../../local-cloud/gateway/dark-regions';
import type { LocalCloud } from '../../local-cloud/local-cloud';
import type { Clock } from '../../engine/clock';

/** Ways in which a region can be lost; `worsening`: all of them, one after the other, while the recovery runs. */
export const OUTAGES = ['worsening', 'refuse', 'hang', 'data-plane-only'] as const;
export type Outage = (typeof OUTAGES)[number];

const MINUTE = 60_000;

/** What the region does from which moment on, milliseconds of the cloud's time after its loss. */
export interface Stage {
  readonly after: number;
  readonly mode: DarkMode;
}

/** The stages of an outage, in their order. */
export function stagesOf(outage: Outage): readonly Stage[] {
  if (outage !== 'worsening') return [{ after: 0, mode: outage }];
  return [
    { after: 0, mode: 'data-plane-only' },
    { after: 6 * MINUTE, mode: 'hang' },
    { after: 20 * MINUTE, mode: 'refuse' },
  ];
}

export interface DarkenProps {
  readonly cloud: Pick<LocalCloud, 'setRegion'>;
  readonly clock: Pick<Clock, 'sleep'>;
  readonly region: string;
  readonly outage: Outage;
  /** Ends the worsening; the region stays as it is then. */
  readonly signal: AbortSignal;
}

/**
 * Takes a region away.
 *
 * @returns the stages that it reached, which grow until the signal; ready when the first one is reached
 */
export async function darken({
  cloud,
  clock,
  region,
  outage,
  signal,
}: DarkenProps): Promise<readonly Stage[]> {
  const [first, ...later] = stagesOf(outage);
  const reached: Stage[] = [];
  const enter = async (stage: Stage): Promise<void> => {
    await cloud.setRegion(region, stage.mode);
    reached.push(stage);
  };
  if (first !== undefined) await enter(first);
  const worsen = async (): Promise<void> => {
    let passed = 0;
    for (const stage of later) {
      await clock.sleep(stage.after - passed, signal);
      passed = stage.after;
      await enter(stage);
    }
  };
  worsen().catch(() => undefined);
  return reached;
}
