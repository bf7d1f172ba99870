import { z } from 'zod';
import { defineRunbook } from '../engine/runbook';
import { moveSteps } from './move-service';
import type { RecoveryRunbook } from './world';

export const failbackParameters = z.strictObject({
  /** Secrets that the region may hold, where AWS has raised it. */
  secretsQuota: z.number().int().positive().optional(),
  usersToVerify: z.number().int().min(1).max(10_000).default(50),
  /** Whether to plan the next deploy with Terraform at the end. */
  plan: z.boolean().default(true),
});
export type FailbackParameters = z.infer<typeof failbackParameters>;

/** The way home, once the primary region is healthy: with everything that was written meanwhile. */
export function failback(parameters: FailbackParameters): RecoveryRunbook {
  return defineRunbook({
    id: 'failback',
    title: 'Failback: bring the service home',
    when: 'The primary region is healthy again, for hours and by the word of AWS, and the recovery region serves. In a quiet hour: writes pause for ten minutes or more, for longer with a million users.',
    steps: moveSteps({ ...parameters, to: 'primary' }),
  });
}
