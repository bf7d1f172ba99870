/** Pixels. A narrow chart writes a step's name above its bar, so that a phone shows both. */
export interface Layout {
  readonly name: 'wide' | 'narrow';
  readonly width: number;
  readonly rowHeight: number;
  readonly labelWidth: number;
  /** From a row's upper edge to the bar's. */
  readonly barTop: number;
  readonly ticks: number;
  /** Longest label, in characters. */
  readonly labelLength: number;
}

export const WIDE: Layout = {
  name: 'wide',
  width: 1080,
  rowHeight: 34,
  labelWidth: 270,
  barTop: 8,
  ticks: 9,
  labelLength: 40,
};
export const NARROW: Layout = {
  name: 'narrow',
  width: 328,
  rowHeight: 50,
  labelWidth: 4,
  barTop: 25,
  ticks: 4,
  labelLength: 48,
};
