import { INDEXES, keyArn, keys, texts, type TableInput } from '../world';
import type { Damage } from './damage';

function without(input: TableInput, field: keyof TableInput): TableInput {
  return Object.fromEntries(Object.entries(input).filter(([name]) => name !== field)) as TableInput;
}

const indexes = (input: TableInput) => input.GlobalSecondaryIndexes ?? [];

/** What L0 must catch. */
export const SCHEMA_DAMAGE: readonly Damage[] = [
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
];
