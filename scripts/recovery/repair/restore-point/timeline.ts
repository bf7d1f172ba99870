import { isoSecond } from '../../../engine/clock';
import type { MinuteOfWrites } from './findings';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const SECONDS = 60;

/** Bad writes so far apart are not of one mass. Minutes. */
const APART = 10;
/** What stands alone before the mass is at most this share of it. */
const ALONE = 0.1;

/** Good and bad writes by second: memory grows with the time that a log covers, not with its writes. */
export class Timeline {
  /** By minute since the epoch: 60 seconds of good writes, then 60 of bad ones. */
  private readonly minutes = new Map<number, Uint32Array>();

  /** @param at milliseconds */
  add(at: number, what: 'good' | 'bad', writes = 1): void {
    const minute = Math.floor(at / MINUTE);
    let counts = this.minutes.get(minute);
    if (counts === undefined) this.minutes.set(minute, (counts = new Uint32Array(2 * SECONDS)));
    const index = (Math.floor(at / SECOND) % SECONDS) + (what === 'bad' ? SECONDS : 0);
    counts[index] = (counts[index] ?? 0) + writes;
  }

  /** A write that was taken for good turns out to be bad. */
  turnBad(at: number): void {
    this.add(at, 'good', -1);
    this.add(at, 'bad');
  }

  /** Minutes that had writes. */
  get size(): number {
    return this.minutes.size;
  }

  /** Good writes from a second on, and before it. @param at milliseconds */
  good(at: number): { readonly before: number; readonly after: number } {
    let [before, after] = [0, 0];
    for (const [minute, counts] of this.minutes) {
      for (let second = 0; second < SECONDS; second += 1) {
        const writes = counts[second] ?? 0;
        if (minute * MINUTE + second * SECOND < at) before += writes;
        else after += writes;
      }
    }
    return { before, after };
  }

  /** The first second with a bad write. @returns milliseconds */
  firstBad(): number | undefined {
    const [first] = [...this.minutes.keys()]
      .filter((minute) => this.sums(minute).bad > 0)
      .sort((a, b) => a - b);
    return first === undefined ? undefined : this.firstBadOf(first);
  }

  /** Minutes in a row, those without a write too. @param from, to milliseconds, both minutes included */
  between(from: number, to: number): MinuteOfWrites[] {
    const [first, last] = [Math.floor(from / MINUTE), Math.floor(to / MINUTE)];
    return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => {
      const { good, bad } = this.sums(first + index);
      return { minute: isoSecond((first + index) * MINUTE), good, bad };
    });
  }

  /**
   * Where the mass of the bad writes begins, if what comes first stands alone long before it.
   *
   * @returns milliseconds, the second of a write
   */
  massBegins(): number | undefined {
    const masses: { begin: number; last: number; writes: number }[] = [];
    for (const minute of [...this.minutes.keys()].sort((one, other) => one - other)) {
      const { bad } = this.sums(minute);
      if (bad === 0) continue;
      const mass = masses.at(-1);
      if (mass === undefined || minute - mass.last > APART)
        masses.push({ begin: this.firstBadOf(minute), last: minute, writes: bad });
      else Object.assign(mass, { last: minute, writes: mass.writes + bad });
    }
    const largest = masses.reduce((most, mass) => Math.max(most, mass.writes), 0);
    let alone = 0;
    for (const { begin, writes } of masses) {
      if (writes === largest) return alone > 0 && alone <= writes * ALONE ? begin : undefined;
      alone += writes;
    }
    return undefined;
  }

  private sums(minute: number): { good: number; bad: number } {
    const counts = this.minutes.get(minute);
    const sum = (from: number): number =>
      counts?.subarray(from, from + SECONDS).reduce((total, writes) => total + writes, 0) ?? 0;
    return { good: sum(0), bad: sum(SECONDS) };
  }

  private firstBadOf(minute: number): number {
    const second =
      this.minutes
        .get(minute)
        ?.subarray(SECONDS)
        .findIndex((writes) => writes > 0) ?? 0;
    return minute * MINUTE + second * SECOND;
  }
}
