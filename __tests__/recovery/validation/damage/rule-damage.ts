import { credentialArn } from '../world';
import { changed, number, onto, text, type Damage } from './damage';

/** What an item or its neighbours tell by themselves: L4, and L2 in a sample. */
export const RULE_DAMAGE: readonly Damage[] = [
  {
    name: 'a text was cut off',
    caughtAt: 'L4',
    kind: 'rule',
    items: (items, { connection }) =>
      changed(items, connection, { CredentialArn: text(connection.CredentialArn!.S!.slice(0, -8)) }),
  },
  {
    name: 'a number became a text',
    caughtAt: 'L4',
    kind: 'rule',
    items: onto('profile', { version: text('1') }),
  },
  {
    name: 'a text became a flag',
    caughtAt: 'L4',
    kind: 'rule',
    items: onto('connection', { Status: { BOOL: true } }),
  },
  {
    name: 'a flag became a text',
    caughtAt: 'L4',
    kind: 'rule',
    items: onto('sync', { IsEnabled: text('true') }),
  },
  {
    name: 'a text became nothing',
    caughtAt: 'L4',
    kind: 'rule',
    items: onto('profile', { CreatedAt: { NULL: true } }),
  },
  {
    name: 'a text became a set',
    caughtAt: 'L4',
    kind: 'rule',
    items: onto('connection', { Status: { SS: ['active'] } }),
  },
  {
    name: 'a text became bytes',
    caughtAt: 'L4',
    kind: 'rule',
    items: onto('connection', { Status: { B: Buffer.from('active') } }),
  },
  {
    name: 'an attribute is missing',
    caughtAt: 'L4',
    kind: 'rule',
    items: onto('profile', { SubscriptionLevel: undefined }),
  },
  {
    name: 'there is an attribute too much',
    caughtAt: 'L4',
    kind: 'rule',
    items: onto('profile', { Nickname: text('x') }),
  },
  {
    name: 'a subscription level does not exist',
    caughtAt: 'L4',
    kind: 'rule',
    items: onto('profile', { SubscriptionLevel: text('GOLD') }),
  },
  {
    name: 'a conflict strategy does not exist',
    caughtAt: 'L4',
    kind: 'rule',
    items: onto('sync', { ConflictStrategy: text('any_wins') }),
  },
  {
    name: 'a version is negative',
    caughtAt: 'L4',
    kind: 'rule',
    items: onto('profile', { version: number('-1') }),
  },
  {
    name: 'a version is no whole number',
    caughtAt: 'L4',
    kind: 'rule',
    items: onto('sync', { version: number('1.5') }),
  },
  {
    name: 'a version is missing',
    caughtAt: 'L4',
    kind: 'rule',
    items: onto('sync', { version: undefined }),
  },
  {
    name: 'a text is empty',
    caughtAt: 'L4',
    kind: 'rule',
    items: onto('profile', { CreatedAt: text('') }),
  },
  {
    name: 'a time is malformed',
    caughtAt: 'L4',
    kind: 'rule',
    items: onto('sync', { NextSyncTimestamp: text('2026-13-01T00:00:00Z') }),
  },
  {
    name: 'a shard lacks its time',
    caughtAt: 'L4',
    kind: 'rule',
    items: onto('sync', { NextSyncTimestamp: undefined }),
  },
  {
    name: 'a shard is not of its tier',
    caughtAt: 'L4',
    kind: 'reference',
    items: (items, { sync }) =>
      changed(items, sync, {
        SyncTierShardId: text(sync.SyncTierShardId?.S?.startsWith('PRO') === true ? 'FREE#1' : 'PRO#1'),
      }),
  },
  {
    name: 'a connection is gone, its sync configs are not',
    caughtAt: 'L4',
    kind: 'reference',
    items: (items, { connection }) => items.filter((item) => item !== connection),
  },
  {
    name: 'a profile is gone, the rest of the user is not',
    caughtAt: 'L4',
    kind: 'reference',
    items: (items, { profile }) => items.filter((item) => item !== profile),
  },
  {
    name: 'a sync config came to another user',
    caughtAt: 'L4',
    kind: 'reference',
    items: (items, { sync, otherProfile }) => [
      ...items.filter((item) => item !== sync),
      { ...sync, PK: otherProfile.PK!, SK: text('SYNCCONFIG#c9##steps') },
    ],
  },
  {
    name: 'a connection points to the secret of another user',
    caughtAt: 'L4',
    kind: 'rule',
    items: (items, { connection, otherConnection }) =>
      changed(items, connection, { CredentialArn: otherConnection.CredentialArn }),
  },
  {
    name: 'two users have swapped their connections',
    caughtAt: 'L4',
    kind: 'rule',
    items: (items, { connection, otherConnection }) =>
      items.map((item) =>
        item === connection
          ? { ...otherConnection, PK: item.PK!, SK: item.SK! }
          : item === otherConnection
            ? { ...connection, PK: item.PK!, SK: item.SK! }
            : item,
      ),
  },
  {
    name: 'a connection points to a secret of another region',
    caughtAt: 'L4',
    kind: 'rule',
    items: (items, { connection }) =>
      changed(items, connection, {
        CredentialArn: text(connection.CredentialArn!.S!.replace('us-east-1', 'eu-west-1')),
      }),
  },
  {
    name: 'a connection points to no ARN',
    caughtAt: 'L4',
    kind: 'rule',
    items: onto('connection', { CredentialArn: text('secret') }),
  },
  {
    name: 'a connection points to a secret of another connection',
    caughtAt: 'L4',
    kind: 'rule',
    items: onto('connection', { CredentialArn: text(credentialArn('u0000001', 'c7')) }),
  },
  {
    name: 'a re-auth status is left over',
    caughtAt: 'L4',
    kind: 'rule',
    items: onto('connection', { ReAuthStatus: text('needs_reauth') }),
  },
  {
    name: 'a connection waits for its user without being in the index',
    caughtAt: 'L4',
    kind: 'rule',
    items: onto('waiting', { ReAuthStatus: undefined }),
  },
  {
    name: 'there is an item of no known entity',
    caughtAt: 'L4',
    kind: 'unknown entity',
    items: (items) => [...items, { PK: text('USER#u0000001'), SK: text('BADGE#1') }],
  },
  {
    name: 'a probe has left an item behind',
    caughtAt: 'L4',
    kind: 'unknown entity',
    items: (items) => [...items, { PK: text('PROBE#1'), SK: text('PROBE#1') }],
  },
  {
    name: 'a data type does not exist',
    caughtAt: 'L4',
    kind: 'unknown entity',
    items: (items, { sync }) => [...items, { ...sync, SK: text('SYNCCONFIG#c1##mood') }],
  },
  {
    name: 'a lock has no end',
    caughtAt: 'L4',
    kind: 'rule',
    items: onto('idempotency', { ttl: undefined }),
  },
  {
    name: 'the end of a lock is in milliseconds',
    caughtAt: 'L4',
    kind: 'rule',
    items: onto('idempotency', { ttl: number('1767225600000') }),
  },
  {
    name: 'a fifth of the items is damaged, in a sample',
    caughtAt: 'L2',
    kind: 'rule',
    request: { levels: ['L0', 'L2'], sample: { size: 60 } },
    items: (items) => items.map((item, index) => (index % 5 === 0 ? { ...item, Nickname: text('x') } : item)),
  },
];
