import { FAULT_KINDS, type FaultPlan } from '../../../scripts/local-cloud/gateway/faults';
import { randomFrom } from '../../../scripts/random';
import { spread } from '../../support/spread';
import type { Blow } from './mortal';

/** What goes wrong in one history. */
export interface Disturbance {
  readonly faults: FaultPlan;
  /** Milliseconds that a request, and again its answer, are under way. */
  readonly latency: () => number;
  /** 0 to 1, for the pauses between retries. */
  readonly random: () => number;
  /** How the lives of the tool are cut short, in order; the one after the last goes on to the end. */
  readonly lives: readonly Life[];
}

export interface Life {
  readonly blow: Blow;
  /** Milliseconds until somebody goes on. */
  readonly pause: number;
  /** Whether that is on another machine, where nothing of this one is left. */
  readonly elsewhere: boolean;
  /** Whether the last line of the journal is torn, where it reached the disk and nothing else. */
  readonly torn: boolean;
  /** Whether it is no blow but somebody's Ctrl-C. */
  readonly interrupted: boolean;
  /** Milliseconds after which it goes on by itself, while another machine may have taken over; undefined: it is dead. */
  readonly sleeps: number | undefined;
}

const MOST_LIVES_CUT = 4;
/** Calls of a whole run, roughly: blows are spread over them. */
export const CALLS_OF_A_RUN = 450;
const MINUTE = 60_000;

/**
 * The disturbance of a seed: the same one every time. Of the seeds from 0 on, however many are played, the numbers of
 * lives, the calls at which the first one ends, and the ways in which it does are spread evenly.
 */
export function disturbanceOf(seed: number): Disturbance {
  const random = randomFrom(seed);
  const [cut, place, way] = spread(seed);
  const slow = random() < 0.3 ? 2_000 : 120;
  const lives = Array.from({ length: Math.floor(cut * (MOST_LIVES_CUT + 1)) }, (_, life) => {
    const kind = life === 0 ? way : random();
    const when = life === 0 ? place : random();
    const sleeps = kind < 0.2 ? random() * 60 * MINUTE : undefined;
    return {
      // Half of them early: that is where most is begun.
      blow: { call: 1 + Math.floor(when ** 2 * CALLS_OF_A_RUN), carriedOut: random() < 0.5 },
      pause: random() * 15 * MINUTE,
      elsewhere: sleeps !== undefined || random() < 0.4,
      torn: random() < 0.5,
      interrupted: kind > 0.85,
      sleeps,
    };
  });
  return {
    faults: {
      rate: random() < 0.15 ? 0 : random() * 0.3,
      kinds: FAULT_KINDS,
      afterRate: random(),
      seed: Math.floor(random() * 2 ** 31),
    },
    latency: () => 1 + random() * slow,
    random,
    lives,
  };
}
