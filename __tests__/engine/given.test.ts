import { given } from '../../scripts/engine/given';

it('keeps every value but undefined, and its own properties only', () => {
  expect(Object.entries(given({ a: 0, b: '', c: null, d: false, e: undefined }))).toEqual([
    ['a', 0],
    ['b', ''],
    ['c', null],
    ['d', false],
  ]);
});
