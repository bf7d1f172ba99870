import { z } from 'zod';

/** How a playground is started. */
export const startOptions = z.strictObject({
  users: z.number().int().min(10).max(5_000),
  /** How many times as fast as the wall's clock the cloud's runs. */
  speed: z.number().min(1).max(30),
  /** Whether the service is protected, so that it can be rebuilt in the recovery region. */
  withRecoveryRegion: z.boolean(),
});
export type StartOptions = z.infer<typeof startOptions>;

/**
 * A restore takes 20 minutes of the cloud's time, 1 minute on the wall at this speed. The objective of 4 hours is then 12
 * minutes on the wall: enough to read every question.
 */
export const DEFAULTS: StartOptions = { users: 100, speed: 20, withRecoveryRegion: false };
