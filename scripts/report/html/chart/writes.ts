import type * as Plot from '@observablehq/plot' with { 'resolution-mode': 'import' };
import { shortTime } from '../../document/words';
import type { FoundRestorePoint } from '../../model/restore-point';
import { drawFigure } from './figure';
import type { Layout } from './layout';

const MINUTE = 60_000;
const HEIGHT = 240;

/** Good and bad writes by minute around the first bad one. The table of minutes says the same in words. */
export async function drawWrites(found: FoundRestorePoint): Promise<string> {
  if (found.minutes.length === 0) return '';
  return drawFigure({
    id: 'writes',
    title: 'Good and bad writes a minute',
    description: description(found),
    options: (plot, layout) => writesOptions(plot, found, layout),
  });
}

function writesOptions(
  plot: typeof Plot,
  { minutes, restorePoint }: FoundRestorePoint,
  { width, ticks, name }: Layout,
): Plot.PlotOptions {
  const bars = minutes.map(({ minute, good, bad }) => {
    const from = Date.parse(minute);
    return {
      from: new Date(from + MINUTE / 12),
      to: new Date(from + (MINUTE * 11) / 12),
      good,
      all: good + bad,
    };
  });
  const point = restorePoint === null ? [] : [new Date(restorePoint)];
  const bar = { x1: 'from', x2: 'to' };
  return {
    className: `writes-${name}`,
    width,
    height: HEIGHT,
    marginLeft: 52,
    style: { fontSize: name === 'wide' ? '13px' : '12px', background: 'none' },
    x: {
      type: 'utc',
      ticks,
      label: 'time in UTC',
      labelArrow: 'none',
      tickFormat: (time: Date) => time.toISOString().slice(11, 16),
    },
    y: { label: 'writes a minute', labelArrow: 'none', nice: true, ticks: 5 },
    marks: [
      plot.gridY({ stroke: 'var(--rule)', strokeOpacity: 1 }),
      plot.rectY(bars, { ...bar, y1: 0, y2: 'good', fill: 'var(--bar)', className: 'good' }),
      plot.rectY(bars, { ...bar, y1: 'good', y2: 'all', fill: 'var(--stop)', className: 'bad' }),
      plot.ruleX(point, { stroke: 'var(--objective)', strokeWidth: 2, className: 'restore-point' }),
      plot.ruleY([0], { stroke: 'var(--line)' }),
    ],
  };
}

function description({ minutes, restorePoint, blast }: FoundRestorePoint): string {
  const [first] = minutes;
  const last = minutes.at(-1);
  return [
    `From ${shortTime(first?.minute ?? '')} to ${shortTime(last?.minute ?? '')} UTC:`,
    `${minutes.reduce((sum, { good }) => sum + good, 0)} good and ${minutes.reduce((sum, { bad }) => sum + bad, 0)} bad writes;`,
    `${blast.badWrites} bad writes in all.`,
    restorePoint === null ? 'No restore point.' : `The restore point is ${shortTime(restorePoint)} UTC.`,
  ].join(' ');
}
