import { changed, number, onto, text, type Damage } from './damage';

/** What only counts and a comparison with the source can tell: L1 and L3. */
export const STATE_DAMAGE: readonly Damage[] = [
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
];
