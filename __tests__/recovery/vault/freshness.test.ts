import { freshnessOf, isWithin } from '../../../scripts/recovery/vault';

const NOW = Date.UTC(2026, 2, 1, 12);
const ago = (milliseconds: number): string => new Date(NOW - milliseconds).toISOString();

describe('a copy', () => {
  it('is as many whole seconds old as its last covered instant', () => {
    expect(freshnessOf(ago(90_400), NOW)).toEqual({ at: ago(90_400), ageSeconds: 90 });
  });

  it('is 0 seconds old when its clock is ahead of the reader', () => {
    expect(freshnessOf(ago(-5_000), NOW).ageSeconds).toBe(0);
  });

  it.each([null, undefined])('has no age while nothing is known of it: %s', (at) => {
    expect(freshnessOf(at, NOW)).toEqual({ at: null, ageSeconds: null });
  });

  it.each([
    [ago(0), true],
    [ago(15 * 60_000), true],
    [ago(15 * 60_000 + 1_000), false],
    [null, false],
  ])('of %s meets an objective of 15 minutes: %s', (at, meets) => {
    expect(isWithin(freshnessOf(at, NOW), 15)).toBe(meets);
  });
});
