export interface Quota {
  readonly name: string;
  /** Signing name. */
  readonly service: string;
  /** Operations that share it. */
  readonly operations: readonly string[];
  readonly perSecond: number;
  /** What is counted: calls, or a table's write or read units. @see throttling-cost.ts */
  readonly unit: 'calls' | 'writes' | 'reads';
  /** Each table has its own. @default false: the account has one in each region */
  readonly perTable?: boolean;
}

const secrets = (name: string, perSecond: number, ...operations: string[]): Quota => ({
  name: `secrets ${name}`,
  service: 'secretsmanager',
  operations,
  perSecond,
  unit: 'calls',
});

/** Quotas of the services that a recovery leans on, where a document gives a figure (aws-facts.md, by number). */
export const QUOTAS: readonly Quota[] = [
  // 4.4: what a new table on demand serves at once, and so every table that was just restored.
  {
    name: 'table writes',
    service: 'dynamodb',
    operations: ['PutItem', 'UpdateItem', 'DeleteItem', 'BatchWriteItem', 'TransactWriteItems'],
    perSecond: 4_000,
    unit: 'writes',
    perTable: true,
  },
  {
    name: 'table reads',
    service: 'dynamodb',
    operations: ['GetItem', 'BatchGetItem', 'TransactGetItems', 'Query', 'Scan'],
    perSecond: 12_000,
    unit: 'reads',
    perTable: true,
  },
  // 1.5
  {
    name: 'continuous backups',
    service: 'dynamodb',
    operations: ['DescribeContinuousBackups'],
    perSecond: 10,
    unit: 'calls',
  },
  // 5.1
  secrets(
    'values',
    50,
    'PutSecretValue',
    'UpdateSecret',
    'UpdateSecretVersionStage',
    'ReplicateSecretToRegions',
    'RemoveRegionsFromReplication',
    'StopReplicationToReplica',
  ),
  secrets(
    'policies',
    50,
    'PutResourcePolicy',
    'GetResourcePolicy',
    'DeleteResourcePolicy',
    'ValidateResourcePolicy',
  ),
  secrets('undeletion', 50, 'RestoreSecret'),
  secrets('rotation', 50, 'RotateSecret', 'CancelRotateSecret'),
  secrets('tags', 50, 'TagResource', 'UntagResource'),
  secrets('batch reads', 100, 'BatchGetSecretValue'),
  secrets('reads', 10_000, 'DescribeSecret', 'GetSecretValue'),
  // 5.2: half a million in 10,000 seconds.
  secrets('creation', 50, 'CreateSecret'),
];
