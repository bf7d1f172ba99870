import { randomFrom } from '../random';

export const DATA_TYPES = ['workout', 'sleep_session', 'steps', 'weight'] as const;
const STRATEGIES = ['source_wins', 'dest_wins', 'newest_wins'] as const;

/** A plain item of the table, before it is marshalled. */
export type PlainItem = Readonly<Record<string, string | number | boolean>>;

export interface GeneratedUser {
  readonly userId: string;
  readonly subscription: 'FREE' | 'PRO';
  readonly createdAt: string;
  readonly connections: readonly GeneratedConnection[];
}

export interface GeneratedConnection {
  readonly connectionId: string;
  readonly status: 'active' | 'needs_reauth' | 'revoked';
  readonly syncs: readonly {
    readonly dataType: string;
    readonly strategy: string;
    readonly enabled: boolean;
  }[];
}

/** Users as the service has them (system facts, "Table SyncWellMetadata"): 3 to 10 items each, the same for the same seed. */
export function generateUsers({
  count,
  seed = 1,
}: {
  readonly count: number;
  readonly seed?: number;
}): GeneratedUser[] {
  const random = randomFrom(seed);
  const pick = <Value>(values: readonly Value[]): Value =>
    values[Math.floor(random() * values.length)] as Value;
  return Array.from({ length: count }, (_, index) => ({
    userId: `u${String(index + 1).padStart(7, '0')}`,
    subscription: random() < 0.2 ? 'PRO' : 'FREE',
    createdAt: new Date(Date.UTC(2025, 0, 1) + Math.floor(random() * 3e10)).toISOString(),
    connections: Array.from({ length: 1 + Math.floor(random() * 2.5) }, (__, number) => ({
      connectionId: `c${number + 1}`,
      status: random() < 0.9 ? 'active' : pick(['needs_reauth', 'revoked'] as const),
      syncs: DATA_TYPES.slice(0, 1 + Math.floor(random() * 3)).map((dataType) => ({
        dataType,
        strategy: pick(STRATEGIES),
        enabled: random() < 0.85,
      })),
    })),
  }));
}

/**
 * The same users with further connections, without syncs, one after the other until there are so many.
 *
 * @throws RangeError when they have more than that already
 */
export function withConnections(users: readonly GeneratedUser[], total: number): GeneratedUser[] {
  const have = users.reduce((sum, { connections }) => sum + connections.length, 0);
  if (total < have) {
    throw new RangeError(
      `${users.length} users have ${have} connections, and a secret for each: not ${total}`,
    );
  }
  const each = Math.floor((total - have) / users.length);
  const more = (total - have) % users.length;
  return users.map((user, index) => ({
    ...user,
    connections: [
      ...user.connections,
      ...Array.from({ length: each + (index < more ? 1 : 0) }, (_, number) => ({
        connectionId: `c${user.connections.length + number + 1}`,
        status: 'active' as const,
        syncs: [],
      })),
    ],
  }));
}

/** The user's items. @param credentialArn identity of the secret that holds a connection's token */
export function itemsOf(
  { userId, subscription, createdAt, connections }: GeneratedUser,
  credentialArn: (userId: string, connectionId: string) => string,
): PlainItem[] {
  const PK = `USER#${userId}`;
  return [
    { PK, SK: 'PROFILE', SubscriptionLevel: subscription, CreatedAt: createdAt, version: 1 },
    ...connections.flatMap(({ connectionId, status, syncs }) => [
      {
        PK,
        SK: `CONN#${connectionId}`,
        Status: status,
        CredentialArn: credentialArn(userId, connectionId),
        // Sparse: only a connection that waits for its user is in the index.
        ...(status === 'needs_reauth' ? { ReAuthStatus: 'needs_reauth' } : {}),
      },
      ...syncs.map(({ dataType, strategy, enabled }) => ({
        PK,
        SK: `SYNCCONFIG#${connectionId}##${dataType}`,
        ConflictStrategy: strategy,
        IsEnabled: enabled,
        SyncTierShardId: `${subscription}#${Number(userId.slice(1)) % 10}`,
        NextSyncTimestamp: createdAt,
        version: 1,
      })),
    ]),
  ];
}
