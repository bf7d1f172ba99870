import { z } from 'zod';
import { HAZARDS, type HazardId } from '../hazards/catalogue';

/** Hazards that nobody can take upon themselves: there is nothing to weigh, the plan is wrong. */
const NEVER: readonly HazardId[] = ['SW-PLAN-001', 'SW-PLAN-005', 'SW-POINTER-001'];

const ids = Object.keys(HAZARDS) as [HazardId, ...HazardId[]];

/** Whether somebody can take a hazard upon themselves. */
export function isAcknowledgeable(id: HazardId): boolean {
  return !NEVER.includes(id);
}

const acknowledgement = z.strictObject({
  hazard: z.enum(ids).refine(isAcknowledgeable, { message: 'cannot be acknowledged, only be removed' }),
  /** The stack's name, for example `production-primary`. */
  stack: z.string().min(1),
  /** The address exactly as the comment shows it. */
  resource: z.string().min(1),
  /** Why this is right, in a sentence: at least 20 characters. */
  reason: z.string().trim().min(20),
  /** The last day on which it counts, UTC. */
  expires: z.iso.date(),
});

/** The content of `plan-review/acknowledged.json`. Unknown keys are refused: a misspelt stack must not pass. */
export const acknowledgementsSchema = z.strictObject({ acknowledgements: z.array(acknowledgement) });

export type Acknowledgement = z.infer<typeof acknowledgement>;
