import type { TableMark } from '../../../scripts/recovery/vault/table/format';
import { laterMark, restorePointOf } from '../../../scripts/recovery/vault/table/mark';

const at = (minute: number): string => new Date(Date.UTC(2026, 2, 1, 5, minute)).toISOString();

const mark: TableMark = {
  schema: 1,
  table: 'SyncWellMetadata',
  exports: { number: 3, fullNumber: 1, to: at(20) },
  changes: { number: 40, since: at(0), coveredUntil: at(40) },
  lookedAt: at(41),
};

describe('a mark moves forward only', () => {
  it('keeps what each of two rounds saw more of', () => {
    const slow: TableMark = {
      ...mark,
      exports: { number: 4, fullNumber: 1, to: at(35) },
      changes: { number: 39, since: at(0), coveredUntil: at(39) },
      lookedAt: at(40),
    };
    const both = { ...mark, exports: slow.exports };
    expect(laterMark(mark, slow)).toEqual(both);
    expect(laterMark(slow, mark)).toEqual(both);
  });

  it('stays as it is when there is nothing new', () => {
    expect(laterMark(mark, { ...mark })).toBe(mark);
    expect(laterMark(mark, { ...mark, exports: null, changes: null, lookedAt: at(30) })).toBe(mark);
  });

  it('tells of the table that was looked at last', () => {
    const other = { ...mark, table: 'SyncWellMetadata-restored-2026-03-01', exports: null, lookedAt: at(50) };
    expect(laterMark(mark, other)).toEqual(other);
    expect(laterMark(other, mark)).toEqual(other);
  });

  it('takes what began anew, though it reaches less far back', () => {
    const anew = { ...mark, changes: { number: 41, since: at(50), coveredUntil: at(50) }, lookedAt: at(50) };
    expect(laterMark(mark, anew)).toEqual(anew);
  });
});

describe('to when a table could be rebuilt', () => {
  it('is as far as its changes reach, where exports and changes overlap', () => {
    expect(restorePointOf(mark)).toEqual({ at: at(40), with: 'exports and changes', reason: null });
    const close = { number: 40, since: at(18), coveredUntil: at(20) };
    expect(restorePointOf({ ...mark, changes: close })).toMatchObject({ at: at(20), reason: null });
  });

  it.each<[string, TableMark['changes'], string]>([
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
