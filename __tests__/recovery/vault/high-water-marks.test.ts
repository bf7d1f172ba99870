import fc from 'fast-check';
import type { Bucket } from '../../../scripts/recovery/aws/s3-objects';
import {
  highWaterMarkKey,
  moveHighWaterMark,
  readHighWaterMark,
  type HighWaterMark,
  type HighWaterMarkKind,
} from '../../../scripts/recovery/vault/high-water-marks';
import {
  SECRETS_HIGH_WATER_MARK,
  type SecretsHighWaterMark,
} from '../../../scripts/recovery/vault/secrets/high-water-mark';
import { restorePointOf, type TableHighWaterMark } from '../../../scripts/recovery/vault/table';
import { TABLE_HIGH_WATER_MARK } from '../../../scripts/recovery/vault/table/high-water-mark';

const at = (minute: number): string => new Date(Date.UTC(2026, 2, 1, 5, minute)).toISOString();

const mark: TableHighWaterMark = {
  schema: 1,
  table: 'SyncWellMetadata',
  exports: { number: 3, fullNumber: 1, to: at(20) },
  changes: { number: 40, since: at(0), coveredUntil: at(40) },
  lookedAt: at(41),
};

describe('a mark moves forward only', () => {
  it('keeps what each of two rounds saw more of', () => {
    const slow: TableHighWaterMark = {
      ...mark,
      exports: { number: 4, fullNumber: 1, to: at(35) },
      changes: { number: 39, since: at(0), coveredUntil: at(39) },
      lookedAt: at(40),
    };
    const both = { ...mark, exports: slow.exports };
    expect(TABLE_HIGH_WATER_MARK.later(mark, slow)).toEqual(both);
    expect(TABLE_HIGH_WATER_MARK.later(slow, mark)).toEqual(both);
  });

  it('stays as it is when there is nothing new', () => {
    expect(TABLE_HIGH_WATER_MARK.later(mark, { ...mark })).toBe(mark);
    expect(
      TABLE_HIGH_WATER_MARK.later(mark, { ...mark, exports: null, changes: null, lookedAt: at(30) }),
    ).toBe(mark);
  });

  it('tells of the table that was looked at last', () => {
    const other = { ...mark, table: 'SyncWellMetadata-restored-2026-03-01', exports: null, lookedAt: at(50) };
    expect(TABLE_HIGH_WATER_MARK.later(mark, other)).toEqual(other);
    expect(TABLE_HIGH_WATER_MARK.later(other, mark)).toEqual(other);
  });

  it('takes what began anew, though it reaches less far back', () => {
    const anew = { ...mark, changes: { number: 41, since: at(50), coveredUntil: at(50) }, lookedAt: at(50) };
    expect(TABLE_HIGH_WATER_MARK.later(mark, anew)).toEqual(anew);
  });
});

const minute = fc.integer({ min: 0, max: 59 }).map(at);
const number = fc.integer({ min: 1, max: 9 });

const tableMarks: fc.Arbitrary<TableHighWaterMark> = fc.record({
  schema: fc.constant(1 as const),
  table: fc.constant('SyncWellMetadata'),
  exports: fc.option(fc.record({ number, fullNumber: number, to: minute })),
  changes: fc.option(fc.record({ number, since: minute, coveredUntil: minute })),
  lookedAt: minute,
});
const secretsMarks: fc.Arbitrary<SecretsHighWaterMark> = fc.record({
  schema: fc.constant(1 as const),
  round: number,
  coveredUntil: fc.option(minute),
  lookedAt: minute,
  secrets: number,
  unreadable: number,
});

/** What must never become less. */
const ofTable = ({ exports, changes, lookedAt }: TableHighWaterMark) => [
  exports?.number ?? 0,
  changes?.number ?? 0,
  lookedAt,
];
const ofSecrets = ({ round, coveredUntil, lookedAt }: SecretsHighWaterMark) => [
  round,
  coveredUntil ?? '',
  lookedAt,
];

/** Claims of one kind of mark, over any marks that rounds may write one after the other or two at once. */
function itNeverGoesBackwards<Mark extends HighWaterMark>(
  what: string,
  kind: HighWaterMarkKind<Mark>,
  marks: fc.Arbitrary<Mark>,
  knownBy: (mark: Mark) => (number | string)[],
): void {
  const expectNoLess = (mark: Mark, than: Mark): void => {
    const before = knownBy(than);
    knownBy(mark).forEach((value, index) => {
      expect(value >= (before[index] ?? 0)).toBe(true);
    });
  };

  describe(`a mark of ${what}`, () => {
    it('knows no less than either of two marks, and the same again when it is moved again', () => {
      fc.assert(
        fc.property(marks, marks, (before, wanted) => {
          const mark = kind.later(before, wanted);
          expectNoLess(mark, before);
          expectNoLess(mark, wanted);
          expect(kind.later(mark, wanted)).toBe(mark);
          expect(kind.later(mark, before)).toBe(mark);
        }),
      );
    });

    it('never goes backwards in the vault, in whatever order rounds move it', async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(marks, { minLength: 1, maxLength: 6 }), async (wanted) => {
          const bucket = memoryBucket();
          let before: Mark | undefined;
          for (const one of wanted) {
            const moved = await moveHighWaterMark(kind, bucket, SOURCE, one);
            expect(await readHighWaterMark(kind, bucket, SOURCE)).toEqual(moved);
            if (before !== undefined) expectNoLess(moved, before);
            before = moved;
          }
        }),
      );
    });

    it('keeps what another round wrote between its look and its write', async () => {
      await fc.assert(
        fc.asyncProperty(marks, marks, marks, async (first, mine, other) => {
          const bucket = memoryBucket();
          await moveHighWaterMark(kind, bucket, SOURCE, first);
          const known = [first, mine];
          const contended = bucket.beforeWrite(JSON.stringify(kind.later(first, other)), () =>
            known.push(other),
          );
          const stands = await moveHighWaterMark(kind, contended, SOURCE, mine);
          for (const mark of known) expectNoLess(stands, mark);
        }),
      );
    });
  });
}

itNeverGoesBackwards('the table', TABLE_HIGH_WATER_MARK, tableMarks, ofTable);
itNeverGoesBackwards('the secrets', SECRETS_HIGH_WATER_MARK, secretsMarks, ofSecrets);

const SOURCE = 'us-east-1';

interface Call {
  readonly constructor: { readonly name: string };
  readonly input: { readonly Key: string; readonly Body?: string; readonly IfMatch?: string };
}

/** A bucket with S3's conditional writes, of one object. */
function memoryBucket() {
  let stored: { text: string; version: number } | undefined;
  const refuse = (name: string) => Promise.reject(Object.assign(new Error(name), { name }));
  const put = (text: string) => {
    stored = { text, version: (stored?.version ?? 0) + 1 };
    return { ETag: String(stored.version) };
  };
  const send = ({ constructor: { name }, input: { Key, Body = '', IfMatch } }: Call): Promise<unknown> => {
    expect(Key).toBe(highWaterMarkKey(SOURCE));
    if (name !== 'GetObjectCommand') {
      return String(stored?.version) === String(IfMatch)
        ? Promise.resolve(put(Body))
        : refuse('PreconditionFailed');
    }
    if (stored === undefined) return refuse('NoSuchKey');
    const { text, version } = stored;
    return Promise.resolve({
      Body: { transformToString: () => Promise.resolve(text) },
      ETag: String(version),
    });
  };
  const bucketOf = (answer: (call: Call) => Promise<unknown>): Bucket =>
    ({
      s3: { send: answer },
      bucket: 'marks',
      clock: { sleep: () => Promise.resolve() },
    }) as unknown as Bucket;
  return {
    ...bucketOf(send),
    /** The same bucket, where another writer is faster once. */
    beforeWrite(text: string, onWrite: () => void): Bucket {
      let isFirst = true;
      return bucketOf((call) => {
        if (call.constructor.name === 'PutObjectCommand' && isFirst) {
          isFirst = false;
          put(text);
          onWrite();
        }
        return send(call);
      });
    },
  };
}

describe('to when a table could be rebuilt', () => {
  it('is as far as its changes reach, where exports and changes overlap', () => {
    expect(restorePointOf(mark)).toEqual({ at: at(40), with: 'exports and changes', reason: null });
    const close = { number: 40, since: at(18), coveredUntil: at(20) };
    expect(restorePointOf({ ...mark, changes: close })).toMatchObject({ at: at(20), reason: null });
  });

  it.each<[string, TableHighWaterMark['changes'], string]>([
    ['none are copied', null, 'no changes have been copied yet'],
    ['they begin too late', { number: 1, since: at(19), coveredUntil: at(40) }, 'only since'],
    ['they end too early', { number: 1, since: at(0), coveredUntil: at(19) }, 'only up to'],
  ])('is the end of the exports while changes are of no use: %s', (_, changes, reason) => {
    expect(restorePointOf({ ...mark, changes })).toEqual({
      at: at(20),
      with: 'exports alone',
      reason: expect.stringContaining(reason),
    });
  });

  it('is nothing without an export', () => {
    expect(restorePointOf({ ...mark, exports: null })).toBeUndefined();
  });
});
