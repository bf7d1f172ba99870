import fc from 'fast-check';
import { parseRestoreTime, restoreTimeText } from '../../../scripts/recovery/table/restore-time';

it('reads every restore time back as it was written', () => {
  const second = fc.date({ noInvalidDate: true, min: new Date(0), max: new Date('2100-01-01T00:00:00Z') });
  const text = fc.oneof(
    fc.constantFrom('latest', 'auto'),
    second.map((date) => `${date.toISOString().slice(0, 19)}Z`),
  );
  fc.assert(fc.property(text, (given) => restoreTimeText(parseRestoreTime(given)) === given));
});

it.each([
  ['latest', { kind: 'latest' }],
  ['auto', { kind: 'auto' }],
  ['2026-01-31T03:04:05Z', { kind: 'second', at: '2026-01-31T03:04:05Z' }],
])('reads %s', (text, time) => {
  expect(parseRestoreTime(text)).toEqual(time);
});
