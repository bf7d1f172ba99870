import { expires } from '../../../scripts/recovery/items/expiry';
import type { Item } from '../../../scripts/recovery/items/item';

const NOW = Date.UTC(2026, 2, 1);
const MINUTES = 60_000;
const withTime = (milliseconds: number): Item => ({ ttl: { N: String(Math.floor(milliseconds / 1000)) } });

it.each<[string, Item, boolean]>([
  ['was over long ago', withTime(NOW - 30 * 24 * 60 * MINUTES), true],
  ['is over within the hour', withTime(NOW + 59 * MINUTES), true],
  ['is over after it', withTime(NOW + 61 * MINUTES), false],
  [
    'was over more than five years ago, so that DynamoDB keeps it',
    withTime(NOW - 6 * 365 * 24 * 60 * MINUTES),
    false,
  ],
  ['is no number', { ttl: { S: '1' } }, false],
  ['is not there', { other: { N: '1' } }, false],
])('an item whose time %s', (_, item, isExpected) => {
  expect(expires(item, 'ttl', NOW)).toBe(isExpected);
});
