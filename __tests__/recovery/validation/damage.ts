import type { Item } from '../../../scripts/recovery/validation/items/item';
import type { BadKind, Level, ValidationRequest } from '../../../scripts/recovery/validation/report';
import { credentialArn, INDEXES, keyArn, keys, texts, type TableInput } from './world';

/** A state at the restore second with a few items that damage is done to by name. */
export interface Scene {
  readonly profile: Item;
  readonly otherProfile: Item;
  readonly connection: Item;
  readonly otherConnection: Item;
  readonly waiting: Item;
  readonly sync: Item;
  readonly idempotency: Item;
  /** Images that were right once, or later. */
  readonly staleProfile: Item;
  readonly laterProfile: Item;
  readonly deletedLock: Item;
  readonly deletedSync: Item;
}

export interface Damage {
  readonly name: string;
  /** The level that must catch it. */
  readonly caughtAt: Level;
  /** How the finding names the damage. */
  readonly kind?: BadKind;
  readonly items?: (items: readonly Item[], scene: Scene) => Item[];
  readonly table?: (input: TableInput) => TableInput;
  readonly request?: Partial<ValidationRequest>;
}

type Values = Readonly<Record<string, Item[string] | undefined>>;

/** The items with some attributes of one of them changed; undefined takes an attribute away. */
function changed(items: readonly Item[], one: Item, values: Values): Item[] {
  return items.map((item) =>
    item !== one
      ? item
      : (Object.fromEntries(
          Object.entries({ ...item, ...values }).filter(([, value]) => value !== undefined),
        ) as Item),
  );
}

const onto =
  (what: keyof Scene, values: Values): NonNullable<Damage['items']> =>
  (items, scene) =>
    changed(items, scene[what], values);

const text = (S: string) => ({ S });
const number = (N: string) => ({ N });

function without(input: TableInput, field: keyof TableInput): TableInput {
  return Object.fromEntries(Object.entries(input).filter(([name]) => name !== field)) as TableInput;
}

const indexes = (input: TableInput) => input.GlobalSecondaryIndexes ?? [];

export const DAMAGES: readonly Damage[] = [
  // L0
  {
    name: 'an index is missing',
    caughtAt: 'L0',
    table: (input) => ({
      ...input,
      AttributeDefinitions: texts('PK', 'SK', 'SyncTierShardId', 'NextSyncTimestamp'),
      GlobalSecondaryIndexes: indexes(input).filter(({ IndexName }) => IndexName !== INDEXES.reauth),
    }),
  },
  {
    name: 'an index projects keys only',
    caughtAt: 'L0',
    table: (input) => ({
      ...input,
      GlobalSecondaryIndexes: indexes(input).map((index) =>
        index.IndexName === INDEXES.reauth
          ? { ...index, Projection: { ProjectionType: 'KEYS_ONLY' } }
          : index,
      ),
    }),
  },
  {
    name: 'an index has another sort key',
    caughtAt: 'L0',
    table: (input) => ({
      ...input,
      AttributeDefinitions: texts('PK', 'SK', 'ReAuthStatus', 'SyncTierShardId'),
      GlobalSecondaryIndexes: indexes(input).map((index) =>
        index.IndexName === INDEXES.schedule ? { ...index, KeySchema: keys('SyncTierShardId', 'PK') } : index,
      ),
    }),
  },
  {
    name: 'an index has another name',
    caughtAt: 'L0',
    table: (input) => ({
      ...input,
      GlobalSecondaryIndexes: indexes(input).map((index) => ({ ...index, IndexName: `${index.IndexName}2` })),
    }),
  },
  {
    name: 'the sort key is missing',
    caughtAt: 'L0',
    items: () => [],
    table: (input) => ({
      ...without(input, 'GlobalSecondaryIndexes'),
      KeySchema: [{ AttributeName: 'PK', KeyType: 'HASH' }],
      AttributeDefinitions: texts('PK'),
    }),
  },
  {
    name: 'the keys have other names',
    caughtAt: 'L0',
    items: () => [],
    table: (input) => ({
      ...without(input, 'GlobalSecondaryIndexes'),
      KeySchema: keys('pk', 'sk'),
      AttributeDefinitions: texts('pk', 'sk'),
    }),
  },
  {
    name: 'an attribute of an index is a number',
    caughtAt: 'L0',
    items: () => [],
    table: (input) => ({
      ...input,
      AttributeDefinitions: [
        ...texts('PK', 'SK', 'ReAuthStatus', 'SyncTierShardId'),
        { AttributeName: 'NextSyncTimestamp', AttributeType: 'N' },
      ],
    }),
  },
  {
    name: 'it is encrypted with another key',
    caughtAt: 'L0',
    table: (input) => ({
      ...input,
      SSESpecification: { Enabled: true, SSEType: 'KMS', KMSMasterKeyId: keyArn('9') },
    }),
  },
  {
    name: 'it is encrypted with a key that AWS owns',
    caughtAt: 'L0',
    table: (input) => without(input, 'SSESpecification'),
  },
  {
    name: 'a setting was left out',
    caughtAt: 'L0',
    request: { settingsDifferences: [{ setting: 'timeToLive', wanted: { attribute: 'ttl' }, actual: null }] },
  },
  // L1
  { name: 'it is empty', caughtAt: 'L1', items: () => [] },
  {
    name: 'an item was dropped',
    caughtAt: 'L1',
    items: (items, { profile }) => items.filter((item) => item !== profile),
  },
  {
    name: 'half of the items were dropped, and no stream tells of it',
    caughtAt: 'L1',
    request: { against: { source: 'SyncWellMetadata', at: '2025-12-24T00:00:00Z' } },
    items: (items) => items.filter((_, index) => index % 2 === 0),
  },
  {
    name: 'the caller knows of more items',
    caughtAt: 'L1',
    request: { expectedCounts: { profile: 1_000_000 } },
  },
  // L3
  {
    name: 'an item was dropped (by name)',
    caughtAt: 'L3',
    kind: 'missing',
    items: (items, { sync }) => items.filter((item) => item !== sync),
  },
  {
    name: 'a partition was dropped',
    caughtAt: 'L3',
    kind: 'missing',
    items: (items, { profile }) => items.filter(({ PK }) => PK?.S !== profile.PK?.S),
  },
  {
    name: 'an item was duplicated under another key',
    caughtAt: 'L3',
    kind: 'extra',
    items: (items, { profile }) => [...items, { ...profile, PK: text('USER#u9999999') }],
  },
  {
    name: 'an image is older than the second',
    caughtAt: 'L3',
    kind: 'different',
    items: (items, { profile, staleProfile }) =>
      items.map((item) => (item === profile ? staleProfile : item)),
  },
  {
    name: 'an image is newer than the second',
    caughtAt: 'L3',
    kind: 'different',
    items: (items, { profile, laterProfile }) =>
      items.map((item) => (item === profile ? laterProfile : item)),
  },
  {
    name: 'a deletion was lost',
    caughtAt: 'L3',
    kind: 'extra',
    items: (items, { deletedSync }) => [...items, deletedSync],
  },
  {
    name: 'a lock that was deleted is back, and has expired',
    caughtAt: 'L3',
    kind: 'extra',
    items: (items, { deletedLock }) => [...items, deletedLock],
  },
  {
    name: 'a lock that lives was dropped',
    caughtAt: 'L3',
    kind: 'missing',
    items: (items, { idempotency }) => items.filter((item) => item !== idempotency),
  },
  {
    name: 'two users have swapped their profiles',
    caughtAt: 'L3',
    kind: 'different',
    items: (items, { profile, otherProfile }) =>
      items.map((item) =>
        item === profile
          ? { ...otherProfile, PK: item.PK! }
          : item === otherProfile
            ? { ...profile, PK: item.PK! }
            : item,
      ),
  },
  {
    name: 'a flag has flipped',
    caughtAt: 'L3',
    kind: 'different',
    items: (items, { sync }) => changed(items, sync, { IsEnabled: { BOOL: sync.IsEnabled?.BOOL !== true } }),
  },
  {
    name: 'a number became another number',
    caughtAt: 'L3',
    kind: 'different',
    items: onto('profile', { version: number('7') }),
  },
  // L4
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
  // L2
  {
    name: 'a fifth of the items is damaged, in a sample',
    caughtAt: 'L2',
    kind: 'rule',
    request: { levels: ['L0', 'L2'], sample: { size: 60 } },
    items: (items) => items.map((item, index) => (index % 5 === 0 ? { ...item, Nickname: text('x') } : item)),
  },
];
