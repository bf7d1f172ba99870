import type * as Plot from '@observablehq/plot' with { 'resolution-mode': 'import' };
import type { Layout } from './layout';
import type { ChartData, Span } from './spans';
import { tickLabel, timeTicks } from './ticks';

type Plotting = typeof Plot;

const BAR_BOTTOM = 7;
const AXIS_HEIGHT = 48;
const TOP = 26;

/** The timeline as options for Plot: steps against elapsed time, colours from the page's style sheet. */
export function ganttOptions(plot: Plotting, data: ChartData, layout: Layout): Plot.PlotOptions {
  const { rows, objective, limit } = data;
  // Room for the words behind the longest bar.
  const end = limit * (layout.name === 'wide' ? 1.1 : 1.24);
  // Two pixels and a half, so that a step of a second can be seen.
  const shortest = (end / layout.width) * 2.5;
  const { barTop: insetTop } = layout;
  const bar = { y: 'row', x1: 'from', x2: 'to', insetTop, insetBottom: BAR_BOTTOM };
  const visible = <S extends Span>(spans: readonly S[]): S[] =>
    spans.map((span) => ({ ...span, to: Math.max(span.to, span.from + shortest) }));
  const bars = visible(data.bars);
  const stops = data.attempts.filter((attempt) => attempt.end !== 'done' && attempt.end !== 'open');

  const marks: Plot.Markish[] = [
    plot.ruleX(timeTicks(limit, layout.ticks), { stroke: 'var(--rule)' }),
    ...breaks(plot, data, layout, end),
    plot.barX(data.budgets, {
      ...bar,
      className: 'budgets',
      fill: 'var(--budget)',
      stroke: 'var(--budget-line)',
      rx: 3,
      insetTop: insetTop - 3,
      insetBottom: BAR_BOTTOM - 3,
    }),
    plot.barX(bars, { ...bar, className: 'bars', fill: 'var(--bar-idle)', rx: 2, title: 'text' }),
    plot.barX(visible(data.attempts), { ...bar, className: 'attempts', fill: 'var(--bar)', rx: 2 }),
    plot.barX(data.overruns, { ...bar, className: 'overruns', fill: 'var(--late)', rx: 2 }),
    plot.dot(stops, {
      y: 'row',
      x: 'to',
      className: 'stops',
      symbol: 'times',
      r: 5,
      stroke: 'var(--stop)',
      strokeWidth: 2.5,
      dy: (insetTop - BAR_BOTTOM) / 2,
    }),
    ...words(plot, bars, insetTop),
    ...labels(plot, rows, layout),
    ...(objective <= end ? objectiveLine(plot, objective) : []),
    plot.axisX(timeTicks(limit, layout.ticks), {
      tickFormat: tickLabel,
      tickSize: 0,
      label: 'elapsed since the declaration',
      labelAnchor: 'right',
      labelArrow: 'none',
      labelOffset: 40,
    }),
  ];
  return {
    className: `gantt-${layout.name}`,
    width: layout.width,
    height: rows.length * layout.rowHeight + AXIS_HEIGHT + TOP,
    marginLeft: layout.labelWidth,
    marginRight: 4,
    marginTop: TOP,
    marginBottom: AXIS_HEIGHT,
    style: { fontSize: layout.name === 'wide' ? '13px' : '12px', background: 'none' },
    x: { type: 'linear', domain: [0, end] },
    y: { type: 'band', domain: rows.map(({ row }) => row), padding: 0, axis: null },
    marks,
  };
}

/** Times without a run, shaded over all rows. Names only where they have room. */
function breaks(
  plot: Plotting,
  { breaks: found }: ChartData,
  { width }: Layout,
  end: number,
): Plot.Markish[] {
  const shaded = found.map((span) => ({ ...span, to: Math.max(span.to, span.from + end / width) }));
  const room = (end / width) * 90;
  let last = -Infinity;
  const named = shaded.filter(({ from }) => {
    if (from - last < room || from > end - room) return false;
    last = from;
    return true;
  });
  return [
    plot.rectX(shaded, { x1: 'from', x2: 'to', className: 'breaks', fill: 'var(--break)' }),
    plot.text(named, {
      x: 'from',
      text: 'text',
      frameAnchor: 'top',
      textAnchor: 'start',
      dy: -16,
      fill: 'var(--break-text)',
      className: 'break-names',
    }),
  ];
}

/** How long each step took, behind its bar. */
function words(plot: Plotting, bars: ChartData['bars'], insetTop: number): Plot.Markish[] {
  const side = {
    y: 'row',
    x: 'to',
    text: 'text',
    textAnchor: 'start',
    dx: 9,
    dy: (insetTop - BAR_BOTTOM) / 2,
  } as const;
  const halo = { stroke: 'var(--surface)', strokeWidth: 4, fontVariant: 'tabular-nums' } as const;
  return [
    plot.text(
      bars.filter(({ late }) => !late),
      { ...side, ...halo, fill: 'var(--text)' },
    ),
    plot.text(
      bars.filter(({ late }) => late),
      { ...side, ...halo, fill: 'var(--late-text)', fontWeight: 600 },
    ),
  ];
}

function labels(
  plot: Plotting,
  rows: ChartData['rows'],
  { name, labelLength, labelWidth }: Layout,
): Plot.Markish[] {
  const shown = rows.map(({ row, label }) => ({ row, label: shorten(label, labelLength) }));
  const place =
    name === 'wide'
      ? ({ frameAnchor: 'left', textAnchor: 'start', dx: -labelWidth + 2 } as const)
      : ({
          frameAnchor: 'left',
          textAnchor: 'start',
          dy: -13,
          stroke: 'var(--surface)',
          strokeWidth: 4,
        } as const);
  return [plot.text(shown, { y: 'row', text: 'label', fill: 'var(--text)', className: 'labels', ...place })];
}

function objectiveLine(plot: Plotting, objective: number): Plot.Markish[] {
  return [
    plot.ruleX([objective], { stroke: 'var(--objective)', strokeWidth: 2, className: 'objective' }),
    plot.text([objective], {
      x: (minutes: number) => minutes,
      text: () => 'objective',
      frameAnchor: 'top',
      textAnchor: 'end',
      dx: -5,
      dy: -16,
      fill: 'var(--objective)',
      fontWeight: 600,
    }),
  ];
}

function shorten(text: string, length: number): string {
  const characters = Array.from(text);
  return characters.length <= length ? text : `${characters.slice(0, length - 1).join('')}…`;
}
