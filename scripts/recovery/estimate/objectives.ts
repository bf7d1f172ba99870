import type { Settings } from '../../../settings';
import type { Range } from './range';

/** `at risk`: only the high estimate misses it. */
export type ObjectiveOutlook = 'holds' | 'at risk' | 'missed';

/** An objective of the settings, held against the estimate of one procedure. */
export interface Judgement {
  readonly procedure: string;
  readonly objective: keyof Settings['objectives'];
  readonly objectiveMinutes: number;
  readonly seconds: Range;
  readonly verdict: ObjectiveOutlook;
  /** Minutes that the likely estimate leaves over for noticing and deciding; below zero when there is none. */
  readonly spareMinutes: number;
  /** What the figure means. */
  readonly meaning: string;
  /** What helps, whenever it does not hold. */
  readonly levers: readonly string[];
}

/** @param props everything but what follows from the objective */
export function judge(
  objectives: Settings['objectives'],
  { levers, ...props }: Omit<Judgement, 'objectiveMinutes' | 'verdict' | 'spareMinutes'>,
): Judgement {
  const objectiveMinutes = objectives[props.objective];
  const verdict = verdictOf(props.seconds, objectiveMinutes * 60);
  const spareMinutes = Math.floor((objectiveMinutes * 60 - props.seconds.likely) / 60);
  return { ...props, objectiveMinutes, verdict, spareMinutes, levers: verdict === 'holds' ? [] : levers };
}

function verdictOf({ likely, high }: Range, objective: number): ObjectiveOutlook {
  if (likely > objective) return 'missed';
  return high > objective ? 'at risk' : 'holds';
}
