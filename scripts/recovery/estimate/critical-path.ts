import { stagesOf } from '../../engine/runbook';
import { CASES, type Case, type Range } from './range';

export interface TimedStep {
  readonly id: string;
  readonly needs: readonly string[];
  readonly seconds: Range;
}

export interface CriticalPath {
  /** From the start to the end of the last step. */
  readonly seconds: Range;
  /** Ids of the steps that decide it, in their order. */
  readonly steps: Readonly<Record<Case, readonly string[]>>;
}

/**
 * The chain of steps that takes the longest, when every step starts as soon as those that it needs are done.
 *
 * @param until the step whose end counts @default the last one to end
 * @throws Error when steps wait for each other
 */
export function criticalPath(steps: readonly TimedStep[], until?: string): CriticalPath {
  const chains = CASES.map((which) => [which, longestChain(steps, which, until)] as const);
  const by = Object.fromEntries(chains) as Record<Case, Chain>;
  return {
    seconds: { low: by.low.end, likely: by.likely.end, high: by.high.end },
    steps: { low: by.low.ids, likely: by.likely.ids, high: by.high.ids },
  };
}

interface Chain {
  readonly end: number;
  readonly ids: readonly string[];
}

const NOTHING: Chain = { end: 0, ids: [] };

function longestChain(steps: readonly TimedStep[], which: Case, until: string | undefined): Chain {
  const chains = new Map<string, Chain>();
  for (const { id, needs, seconds } of stagesOf(steps).flat()) {
    const before = longest(needs.map((need) => chains.get(need) ?? NOTHING));
    chains.set(id, { end: before.end + seconds[which], ids: [...before.ids, id] });
  }
  return until === undefined ? longest([...chains.values()]) : (chains.get(until) ?? NOTHING);
}

function longest(chains: readonly Chain[]): Chain {
  return chains.reduce((longer, chain) => (chain.end > longer.end ? chain : longer), NOTHING);
}
