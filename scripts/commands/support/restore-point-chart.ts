import pc from 'picocolors';
import type { MinuteOfWrites, RestorePointFindings } from '../../recovery/repair/restore-point/findings';

const MINUTE = 60_000;
/** Rows at most; more minutes are put together. */
const ROWS = 30;
/** `00:00  ` before a bar, and ` 1234567 good 1234567 bad` after it. */
const TIME = 7;
const NUMBERS = 28;
const NARROWEST = 10;

export interface ChartProps {
  /** Of the terminal, in characters. */
  readonly columns: number;
  readonly colour: boolean;
}

/** Good and bad writes around the first bad one, a row a minute or a few, in characters that every terminal has. */
export function restorePointChart(
  { minutes, restorePoint, firstBadWrite }: RestorePointFindings,
  { columns, colour }: ChartProps,
): string[] {
  const rows = rowsOf(minutes);
  if (rows.length === 0) return [];
  const { red } = pc.createColors(colour);
  const width = Math.max(NARROWEST, columns - TIME - NUMBERS);
  const most = Math.max(1, ...rows.map(({ good, bad }) => good + bad));
  // One bad write among thousands must be seen.
  const length = (writes: number): number =>
    writes === 0 ? 0 : Math.max(1, Math.round((writes / most) * width));
  const digits = Math.max(
    ...rows.flatMap(({ good, bad }) => [good, bad]).map((writes) => String(writes).length),
  );
  const lines = rows.map(({ from, to, good, bad }) => {
    const bads = Math.min(length(bad), width);
    const goods = Math.min(length(good), width - bads);
    const bar = '='.repeat(goods) + red('#'.repeat(bads)) + ' '.repeat(width - goods - bads);
    const numbers = `${String(good).padStart(digits)} good ${String(bad).padStart(digits)} bad`;
    const marked = within(firstBadWrite?.at, from, to) ? ' <' : '';
    return `${new Date(from).toISOString().slice(11, 16)}  ${bar} ${bad > 0 ? red(numbers) : numbers}${marked}`;
  });
  const each =
    rows.length === minutes.length ? 'a minute' : `${Math.ceil(minutes.length / ROWS)} minutes a row`;
  const point = restorePoint === null ? '' : `; restore point ${restorePoint}`;
  return [`writes by time in UTC, ${each}: = good, # bad, < the first bad one${point}`, ...lines];
}

interface Row {
  /** Milliseconds. */
  readonly from: number;
  readonly to: number;
  readonly good: number;
  readonly bad: number;
}

function rowsOf(minutes: readonly MinuteOfWrites[]): Row[] {
  const each = Math.ceil(minutes.length / ROWS);
  return Array.from({ length: Math.ceil(minutes.length / Math.max(1, each)) }, (_, index) => {
    const together = minutes.slice(index * each, (index + 1) * each);
    const from = Date.parse(together[0]?.minute ?? '');
    return {
      from,
      to: from + together.length * MINUTE,
      good: together.reduce((sum, { good }) => sum + good, 0),
      bad: together.reduce((sum, { bad }) => sum + bad, 0),
    };
  });
}

function within(at: string | undefined, from: number, to: number): boolean {
  const time = Date.parse(at ?? '');
  return time >= from && time < to;
}
