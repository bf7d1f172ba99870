import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import fc from 'fast-check';
import { AdditiveDigest } from '../../../scripts/recovery/items/digest/additive-digest';
import {
  attributeHashes,
  canonicalItem,
  differingAttributes,
  itemHash,
} from '../../../scripts/recovery/items/digest/canonical';
import { bucketOf, BUCKETS, Tally } from '../../../scripts/recovery/items/digest/tally';
import { keyFromText, keyText, type Item } from '../../../scripts/recovery/items/item';
import { maximumBadShare } from '../../../scripts/recovery/validation/levels/confidence';

const { value } = fc.letrec<{ value: AttributeValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 2 },
    fc.string().map((S) => ({ S })),
    fc.integer().map((N) => ({ N: String(N) })),
    fc.boolean().map((BOOL) => ({ BOOL })),
    fc.constant({ NULL: true as const }),
    fc.uniqueArray(fc.string(), { minLength: 1, maxLength: 3 }).map((SS) => ({ SS })),
    fc.uint8Array({ maxLength: 4 }).map((B) => ({ B })),
    fc.array(tie('value'), { maxLength: 3 }).map((L) => ({ L })),
    fc.dictionary(fc.string({ minLength: 1 }), tie('value'), { maxKeys: 3 }).map((M) => ({ M })),
  ),
}));
const item: fc.Arbitrary<Item> = fc.dictionary(fc.string({ minLength: 1, maxLength: 5 }), value, {
  maxKeys: 5,
});
const items = fc.array(item, { minLength: 1, maxLength: 20 });

function digestOf(all: readonly Item[]): AdditiveDigest {
  const digest = new AdditiveDigest(1);
  for (const one of all) digest.add(0, itemHash(one));
  return digest;
}

describe('a digest', () => {
  it('property: does not depend on order', () => {
    fc.assert(
      fc.property(
        items.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))),
        ([all, shuffled]) => digestOf(all).of(0) === digestOf(shuffled).of(0),
      ),
    );
  });

  it('property: is the sum of the digests of its parts, modulo 2^256', () => {
    fc.assert(
      fc.property(items, items, (one, other) => {
        const sum = BigInt(`0x${digestOf(one).of(0)}`) + BigInt(`0x${digestOf(other).of(0)}`);
        const whole = BigInt(`0x${digestOf([...one, ...other]).of(0)}`);
        return whole === BigInt.asUintN(256, sum);
      }),
    );
  });

  it('property: changes with any single change, whether an item is dropped, doubled or replaced', () => {
    fc.assert(
      fc.property(items, item, fc.nat(), (all, another, choice) => {
        const at = choice % all.length;
        const whole = digestOf(all).of(0);
        expect(digestOf(all.toSpliced(at, 1)).of(0)).not.toBe(whole);
        expect(digestOf([...all, ...all.slice(at, at + 1)]).of(0)).not.toBe(whole);
        const replaced = all.with(at, another);
        const same = canonicalItem(another) === canonicalItem(all[at]!);
        expect(digestOf(replaced).of(0) === whole).toBe(same);
      }),
    );
  });

  it('carries from the lowest lane to the highest, and wraps around', () => {
    const digest = new AdditiveDigest(1);
    digest.add(0, '\xff'.repeat(32));
    digest.add(0, `${'\0'.repeat(31)}\x01`);
    expect(digest.of(0)).toBe('0'.repeat(64));
    expect(digest.size(0)).toBe(2);
  });

  it('names the buckets that differ, also when only their sizes do', () => {
    const [one, other] = [new AdditiveDigest(4), new AdditiveDigest(4)];
    one.add(1, itemHash({ a: { S: 'x' } }));
    other.add(3, '\0'.repeat(32));
    expect(one.differing(other)).toEqual([1, 3]);
  });

  it('keeps what goes away on its own apart from the rest', () => {
    const tally = new Tally();
    const hash = itemHash({ a: { S: 'x' } });
    tally.add({ key: 'k', hash, entity: 'lock', expires: true });
    expect(tally.digest.total(BUCKETS)).toBe('0'.repeat(64));
    expect(tally.digest.size(BUCKETS + bucketOf('k'))).toBe(1);
    expect(tally.counts.size).toBe(0);
  });
});

describe('the canonical text of an item', () => {
  it('property: is the same for any order of attributes', () => {
    fc.assert(
      fc.property(
        item,
        (one) => canonicalItem(Object.fromEntries(Object.entries(one).reverse())) === canonicalItem(one),
      ),
    );
  });

  it.each<[string, Item, Item]>([
    ['a number and its text', { a: { N: '1' } }, { a: { S: '1' } }],
    ['a flag and its text', { a: { BOOL: true } }, { a: { S: 'true' } }],
    ['nothing and an empty text', { a: { NULL: true } }, { a: { S: '' } }],
    ['an empty list and no attribute', { a: { L: [] } }, {}],
    [
      'two attributes and one that looks like both',
      { a: { S: 'x' }, b: { S: 'y' } },
      { a: { S: 'x1:bS1:y' } },
    ],
    ['a list and a set', { a: { L: [{ S: 'x' }] } }, { a: { SS: ['x'] } }],
    ['bytes and their text', { a: { B: Buffer.from('x') } }, { a: { S: 'eA==' } }],
  ])('tells %s apart', (_, one, other) => {
    expect(canonicalItem(one)).not.toBe(canonicalItem(other));
  });

  it('does not depend on the order of a set', () => {
    expect(canonicalItem({ a: { SS: ['x', 'y'] } })).toBe(canonicalItem({ a: { SS: ['y', 'x'] } }));
  });

  it('tells which attributes differ: changed, added and missing ones', () => {
    const one = attributeHashes({ same: { S: 'x' }, changed: { S: 'x' }, gone: { S: 'x' } });
    const other = attributeHashes({ same: { S: 'x' }, changed: { S: 'y' }, 'added:1': { S: 'x' } });
    expect(differingAttributes(one, other)).toEqual(['added:1', 'changed', 'gone']);
  });
});

describe('a key as text', () => {
  it('property: is no other key, and can be read back', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (PK, SK) => {
        expect(keyFromText(keyText({ PK, SK }))).toEqual({ PK, SK });
      }),
    );
  });

  it('is spread evenly over the buckets', () => {
    const sizes = new Array<number>(BUCKETS).fill(0);
    for (let user = 0; user < 50_000; user++) {
      const bucket = bucketOf(keyText({ PK: `USER#u${String(user).padStart(7, '0')}`, SK: 'PROFILE' }));
      sizes[bucket] = (sizes[bucket] ?? 0) + 1;
    }
    expect(Math.max(...sizes)).toBeLessThan(4 * (50_000 / BUCKETS));
    expect(Math.min(...sizes)).toBeGreaterThan(0);
  });
});

describe('the confidence of a sample', () => {
  it('is 0.1 % at 99 % when none of 4,603 is bad', () => {
    const share = maximumBadShare({ sampled: 4603, bad: 0, confidence: 0.99 });
    expect(share).toBeCloseTo(0.001, 5);
  });

  it('property: is above the share that was seen, and shrinks with the sample', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 2000 }), fc.nat(5), (sampled, bad) => {
        const share = maximumBadShare({ sampled, bad, confidence: 0.99 });
        expect(share).toBeGreaterThan(Math.min(bad, sampled) / sampled - 1e-9);
        expect(maximumBadShare({ sampled: sampled * 2, bad, confidence: 0.99 })).toBeLessThanOrEqual(share);
      }),
    );
  });

  it('is nothing when nothing was seen', () => {
    expect(maximumBadShare({ sampled: 0, bad: 0, confidence: 0.99 })).toBe(1);
  });
});
