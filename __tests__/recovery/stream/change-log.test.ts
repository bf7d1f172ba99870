import fc from 'fast-check';
import { ChangeLog, compareSequences, isExpiry, type ItemChange } from '../../../scripts/recovery/stream';
import { itemChangeOf } from '../../../scripts/recovery/stream/item-change';
import { MemoryStream } from './memory-stream';

const START = Date.UTC(2026, 0, 1);
const HOUR = 3_600_000;

type Step =
  | { readonly do: 'write'; readonly partition: number; readonly remove: boolean }
  | { readonly do: 'split'; readonly shard: number; readonly children: number }
  | { readonly do: 'wait'; readonly seconds: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('write' as const),
      partition: fc.nat(5),
      remove: fc.boolean(),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('split' as const),
      shard: fc.nat(9),
      children: fc.integer({ min: 1, max: 2 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('wait' as const), seconds: fc.integer({ min: 1, max: 7200 }) }),
  },
);

class History {
  readonly stream: MemoryStream;
  readonly written: { readonly id: number; readonly at: number; readonly partition: string }[] = [];

  constructor(roots: number) {
    this.stream = new MemoryStream(START, roots);
  }

  async make(steps: readonly Step[]): Promise<void> {
    for (const one of steps) {
      if (one.do === 'split') this.stream.split(one.shard, one.children);
      if (one.do === 'wait') await this.stream.clock.sleep(one.seconds * 1000);
      if (one.do === 'write') this.write(`P${one.partition}`, one.remove);
    }
  }

  private write(partition: string, remove: boolean): void {
    const at = this.stream.clock.now();
    const known = this.stream.item(partition, 'S') !== undefined;
    const id = this.written.length;
    this.stream.write({ PK: partition, SK: 'S', id }, { at, remove: remove && known });
    this.written.push({ id, at, partition });
  }

  log(from = START): ChangeLog {
    const { action, begins } = this.stream;
    return new ChangeLog(action, { arn: 'arn', begins, from });
  }
}

const sequencesOf = (changes: readonly ItemChange[]): number[] =>
  changes.map(({ sequence }) => Number(sequence) - 99_999_991);

function expectInOrder(changes: readonly ItemChange[]): void {
  const last = new Map<string, string>();
  for (const { key, sequence } of changes) {
    const before = last.get(key.PK!.S!);
    if (before !== undefined) expect(compareSequences(before, sequence)).toBeLessThan(0);
    last.set(key.PK!.S!, sequence);
  }
}

const history = fc.array(step, { minLength: 1, maxLength: 60 });

describe('a change log', () => {
  it('property: tells every change once, those of an item in their order, whatever splits and however often it is read', async () => {
    await fc.assert(
      fc.asyncProperty(history, history, fc.integer({ min: 1, max: 3 }), async (first, second, roots) => {
        const past = new History(roots);
        const told: ItemChange[] = [];
        const log = past.log();
        const tell = (changes: readonly ItemChange[]): void => void told.push(...changes);
        await past.make(first.map(shorter));
        await log.read(tell);
        await past.make(second.map(shorter));
        const { trimmed } = await log.read(tell);
        expect(trimmed).toBe(false);
        expect(sequencesOf(told).sort((a, b) => a - b)).toEqual(past.written.map(({ id }) => id));
        expectInOrder(told);
      }),
      { numRuns: 150 },
    );
  });

  it('property: tells what was written from a second up to an instant, and the rest at the next reading', async () => {
    await fc.assert(
      fc.asyncProperty(history, fc.nat(6 * HOUR), fc.nat(6 * HOUR), async (steps, one, other) => {
        const past = new History(2);
        await past.make(steps.map(shorter));
        const [from, until] = [START + Math.min(one, other), START + Math.max(one, other)];
        const log = past.log(from);
        const told: ItemChange[] = [];
        await log.read((changes) => void told.push(...changes), { until });
        const second = Math.floor(from / 1000) * 1000;
        const wanted = past.written.filter(({ at }) => at >= second && Math.floor(at / 1000) * 1000 <= until);
        expect(sequencesOf(told).sort((a, b) => a - b)).toEqual(wanted.map(({ id }) => id));
        await log.read((changes) => void told.push(...changes));
        const all = past.written.filter(({ at }) => at >= second);
        expect(sequencesOf(told).sort((a, b) => a - b)).toEqual(all.map(({ id }) => id));
        expectInOrder(told);
      }),
      { numRuns: 100 },
    );
  });

  it('property: a reader that fails tells again what it had not worked through, and nothing is left out', async () => {
    await fc.assert(
      fc.asyncProperty(history, fc.integer({ min: 1, max: 6 }), async (steps, every) => {
        const past = new History(2);
        await past.make(steps.map(shorter));
        past.stream.expires = (answer) => answer < 100 && answer % 7 === 0;
        const log = past.log();
        const told = new Map<string, ItemChange>();
        let batches = 0;
        const tell = (changes: readonly ItemChange[]): void => {
          batches += 1;
          if (batches % (every + 1) === 0) throw new Error('killed');
          for (const change of changes) told.set(change.sequence, change);
        };
        for (let ended = false; !ended;) {
          ended = await log.read(tell).then(
            () => true,
            () => false,
          );
        }
        expect(told.size).toBe(past.written.length);
        expectInOrder([...told.values()]);
      }),
      { numRuns: 60 },
    );
  });

  it('waits until a batch is worked through before it asks for more of the shard', async () => {
    const past = new History(1);
    for (let n = 0; n < 30; n += 1) await past.make([{ do: 'write', partition: n % 3, remove: false }]);
    let [busy, most] = [0, 0];
    await past.log().read(async (changes) => {
      busy += changes.length;
      most = Math.max(most, busy);
      await past.stream.clock.sleep(50);
      busy -= changes.length;
    });
    expect(most).toBe(past.stream.pageSize);
  });

  it('says since when it has told everything, when changes were trimmed or the stream is young', async () => {
    const past = new History(1);
    await past.make([
      { do: 'write', partition: 1, remove: false },
      { do: 'split', shard: 0, children: 2 },
      { do: 'wait', seconds: 20 * 3600 },
      { do: 'write', partition: 1, remove: false },
    ]);
    const told: ItemChange[] = [];
    const log = past.log(START - HOUR);
    const tell = (changes: readonly ItemChange[]): void => void told.push(...changes);
    expect(await log.read(tell)).toMatchObject({ since: START, trimmed: true });
    await past.make([{ do: 'wait', seconds: 10 * 3600 }]);
    expect(await log.read(() => undefined)).toMatchObject({ since: START, trimmed: true });

    const now = past.stream.clock.now();
    const late = past.log(START);
    const again: ItemChange[] = [];
    const { since, trimmed } = await late.read((changes) => void again.push(...changes));
    expect(sequencesOf(again)).toEqual([1]);
    expect(trimmed).toBe(true);
    expect(since - (now - 24 * HOUR)).toBeLessThan(10_000);
  });

  it('says so when it was read too late for changes that it had not told', async () => {
    const past = new History(1);
    await past.make([{ do: 'write', partition: 1, remove: false }]);
    const log = past.log(START);
    expect((await log.read(() => undefined)).trimmed).toBe(false);
    await past.make([
      { do: 'write', partition: 1, remove: false },
      { do: 'wait', seconds: 25 * 3600 },
      { do: 'write', partition: 1, remove: false },
    ]);
    const told: ItemChange[] = [];
    expect((await log.read((changes) => void told.push(...changes))).trimmed).toBe(true);
    expect(sequencesOf(told)).toEqual([2]);
  });

  it('does not read closed shards that ended before', async () => {
    const past = new History(1);
    past.stream.pageSize = 1;
    for (let n = 0; n < 40; n += 1) await past.make([{ do: 'write', partition: 1, remove: false }]);
    await past.make([
      { do: 'split', shard: 0, children: 1 },
      { do: 'wait', seconds: 3600 },
      { do: 'write', partition: 1, remove: false },
    ]);
    const told: ItemChange[] = [];
    await past.log(START + 1800_000).read((changes) => void told.push(...changes));
    expect(sequencesOf(told)).toEqual([40]);
    // One answer of the closed shard, and the silence of the open one.
    expect(past.stream.answers).toBeLessThan(25);
  });
});

describe('a change', () => {
  it('tells who deleted an item when its time was over', () => {
    const dynamodb = { Keys: {}, OldImage: { PK: { S: 'a' } } };
    const userIdentity = { Type: 'Service', PrincipalId: 'dynamodb.amazonaws.com' };
    expect(isExpiry(itemChangeOf({ dynamodb, userIdentity }))).toBe(true);
    expect(isExpiry(itemChangeOf({ dynamodb }))).toBe(false);
  });

  it('is ordered by its sequence as a number, however long', () => {
    expect(compareSequences('9', '10')).toBeLessThan(0);
    expect(compareSequences('10', '10')).toBe(0);
    expect(compareSequences('100000000000000000002', '100000000000000000001')).toBeGreaterThan(0);
  });
});

/** Histories of these tests end long before anything is trimmed. */
function shorter(one: Step): Step {
  return one.do === 'wait' ? { ...one, seconds: one.seconds % 600 } : one;
}
