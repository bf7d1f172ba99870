/** One figure three times: as the lowest, the likely and the highest estimate use it. */
export interface Range {
  readonly low: number;
  readonly likely: number;
  readonly high: number;
}

export const CASES = ['low', 'likely', 'high'] as const;
export type Case = (typeof CASES)[number];

/** @returns the range that `figure` makes case by case */
export function rangeOf(figure: (which: Case) => number): Range {
  return { low: figure('low'), likely: figure('likely'), high: figure('high') };
}

/** A figure that is known. */
export function exactly(value: number): Range {
  return { low: value, likely: value, high: value };
}

export function sum(...ranges: readonly Range[]): Range {
  return rangeOf((which) => ranges.reduce((total, range) => total + range[which], 0));
}
