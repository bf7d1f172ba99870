/** Metrics of the environment's recoverability, in the name space of `naming.ts`, dimension `Environment`. */
export const RECOVERY_METRICS = {
  /** 1 while point-in-time recovery of the live table is on, else 0. */
  pitrEnabled: 'PitrEnabled',
  /** Minutes by which the recovery region's copy is behind. */
  vaultAge: 'VaultAgeMinutes',
  /** 1 while writes are halted, else 0. */
  writesHalted: 'WritesHalted',
} as const;
