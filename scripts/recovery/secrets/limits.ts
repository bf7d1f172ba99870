/** Calls per second of an account in a region (Secrets Manager user guide, "Quotas"; aws-facts.md, 5.1). Not adjustable. */
interface Limit {
  readonly perSecond: number;
  /** Operations that share it. */
  readonly operations: readonly string[];
}

export const LIMITS: readonly Limit[] = [
  { perSecond: 50, operations: ['CreateSecret'] },
  { perSecond: 50, operations: ['PutSecretValue', 'UpdateSecretVersionStage', 'StopReplicationToReplica'] },
  { perSecond: 50, operations: ['RestoreSecret'] },
  { perSecond: 100, operations: ['BatchGetSecretValue'] },
  { perSecond: 100, operations: ['ListSecrets'] },
];

/** The share of a quota that is asked for: what is left over covers the difference of two clocks. */
export const SHARE = 0.99;

/** Secrets of an account in a region (aws-facts.md, 5.2). */
export const SECRETS_PER_REGION = 500_000;

/** Secrets of one BatchGetSecretValue (aws-facts.md, 5.4). */
export const BATCH = 20;

/** Milliseconds by which the list of secrets may be late (aws-facts.md, 5.5). */
export const LIST_LAG = 5 * 60_000;
