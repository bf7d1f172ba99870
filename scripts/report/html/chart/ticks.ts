/** Seconds between ticks that people can count in. */
const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 43_200, 86_400];
const DAY = 86_400;

/** Places of ticks on an axis of elapsed time. @param limit minutes @returns minutes, from 0, at most about `wanted` */
export function timeTicks(limit: number, wanted: number): number[] {
  const seconds = limit * 60;
  const step =
    STEPS.find((candidate) => seconds / candidate <= wanted) ?? Math.ceil(seconds / wanted / DAY) * DAY;
  return Array.from({ length: Math.floor(seconds / step) + 1 }, (_, index) => (index * step) / 60);
}

/** `0`, `45 s`, `12 min`, `1:30 min`, `2 h 30`. @param minutes not negative */
export function tickLabel(minutes: number): string {
  const seconds = Math.round(minutes * 60);
  if (seconds === 0) return '0';
  if (seconds < 60) return `${seconds} s`;
  if (seconds % 60 !== 0) return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')} min`;
  if (seconds < 3600) return `${seconds / 60} min`;
  const rest = (seconds % 3600) / 60;
  return `${Math.floor(seconds / 3600)} h${rest === 0 ? '' : ` ${String(rest).padStart(2, '0')}`}`;
}
