import type { Masker } from '../masking/masker';
import type { StackPlan } from '../model/types';
import type { HazardId } from './catalogue';

/** Sections of the comment in which hazards are told. */
export type Family = 'plan' | 'state' | 'recovery' | 'pointer' | 'access' | 'regions' | 'drift';

/** A hazard that was found. Every text is masked and on one line. */
export interface Finding {
  readonly hazard: HazardId;
  readonly stack: string;
  /** What acknowledgements name: an address, an output (`output.x`), or the stack as a whole (`plan`). */
  readonly resource: string;
  /** What exactly, the most important first. */
  readonly details: readonly string[];
}

/** What detectors look at. */
export interface Evidence {
  readonly plan: StackPlan;
  readonly masker: Masker;
}

/** Finds hazards of one kind in the plan of one stack; pure. */
export type Detector = (evidence: Evidence) => Finding[];
