import type { PlotOptions } from '@observablehq/plot' with { 'resolution-mode': 'import' };
import { metWords, minutes, seconds } from '../../document/words';
import type { ReportModel } from '../../model/types';
import { oneLine } from '../../text';
import { ganttOptions, NARROW, WIDE, type Layout } from './gantt';
import { chartData, type ChartData } from './spans';

/** As much of the DOM as is used here: the project's types know no browser. */
interface SvgElement {
  readonly outerHTML: string;
  readonly childNodes: readonly SvgElement[];
  textContent: string;
  setAttribute(name: string, value: string): void;
  insertBefore(element: SvgElement, before: SvgElement | null): void;
}
interface SvgDocument {
  createElementNS(namespace: string, name: string): SvgElement;
}

/**
 * The timeline as static SVG, once for wide pages and once for narrow ones; the style sheet shows the one that fits.
 * The table of steps says the same in words.
 */
export async function drawTimeline(model: ReportModel): Promise<string> {
  // ESM-only and large: loaded when a page is made, not when the tool starts.
  const [plot, { parseHTML }] = await Promise.all([import('@observablehq/plot'), import('linkedom')]);
  const { document } = parseHTML('<!doctype html><html><body></body></html>') as unknown as {
    readonly document: SvgDocument;
  };
  const data = chartData(model);
  const draw = (layout: Layout): string => {
    const options = { ...ganttOptions(plot, data, layout), document } as PlotOptions;
    const svg = plot.plot(options) as unknown as SvgElement;
    const id = `timeline-${layout.name}`;
    svg.setAttribute('role', 'img');
    svg.setAttribute('aria-labelledby', `${id}-title ${id}-description`);
    const named = [
      ['title', 'Timeline of the steps'],
      ['desc', description(model, data)],
    ] as const;
    for (const [index, [tag, text]] of named.entries()) {
      const element = document.createElementNS('http://www.w3.org/2000/svg', tag);
      element.setAttribute('id', `${id}-${index === 0 ? 'title' : 'description'}`);
      element.textContent = text;
      svg.insertBefore(element, svg.childNodes[index] ?? null);
    }
    return svg.outerHTML;
  };
  return `<div class="chart wide">${draw(WIDE)}</div><div class="chart narrow">${draw(NARROW)}</div>`;
}

function description({ recoveryTime, steps }: ReportModel, { bars, breaks }: ChartData): string {
  const late = steps.filter(({ budgetKept }) => budgetKept === false).map(({ title }) => title);
  return oneLine(
    [
      `${bars.length} of ${steps.length} steps were begun.`,
      `${seconds(recoveryTime.seconds)} from the declaration; objective ${minutes(recoveryTime.objectiveMinutes)}: ${metWords(recoveryTime.met)}.`,
      late.length === 0 ? 'No step was over its budget.' : `Over budget: ${late.join('; ')}.`,
      breaks.length === 0
        ? 'Nothing interrupted it.'
        : `${breaks.length} times it was interrupted and gone on with.`,
      'The table below says the same step by step.',
    ].join(' '),
  );
}
