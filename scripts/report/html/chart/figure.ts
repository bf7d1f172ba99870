import type * as Plot from '@observablehq/plot' with { 'resolution-mode': 'import' };
import { NARROW, WIDE, type Layout } from './layout';

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

export interface FigureProps {
  /** Of the page's elements; must be like no other figure's. */
  readonly id: string;
  readonly title: string;
  /** The whole in words, for those who cannot see it. */
  readonly description: string;
  readonly options: (plot: typeof Plot, layout: Layout) => Plot.PlotOptions;
}

/** A chart as static SVG, once for wide pages and once for narrow ones; the style sheet shows the one that fits. */
export async function drawFigure({ id, title, description, options }: FigureProps): Promise<string> {
  // ESM-only and large: loaded when a page is made, not when the tool starts.
  const [plot, { parseHTML }] = await Promise.all([import('@observablehq/plot'), import('linkedom')]);
  const { document } = parseHTML('<!doctype html><html><body></body></html>') as unknown as {
    readonly document: SvgDocument;
  };
  const draw = (layout: Layout): string => {
    const svg = plot.plot({
      ...options(plot, layout),
      document,
    }) as unknown as SvgElement;
    const own = `${id}-${layout.name}`;
    svg.setAttribute('role', 'img');
    svg.setAttribute('aria-labelledby', `${own}-title ${own}-description`);
    const named = [
      ['title', title],
      ['desc', description],
    ] as const;
    for (const [index, [tag, text]] of named.entries()) {
      const element = document.createElementNS('http://www.w3.org/2000/svg', tag);
      element.setAttribute('id', `${own}-${index === 0 ? 'title' : 'description'}`);
      element.textContent = text;
      svg.insertBefore(element, svg.childNodes[index] ?? null);
    }
    return svg.outerHTML;
  };
  return `<div class="chart wide">${draw(WIDE)}</div><div class="chart narrow">${draw(NARROW)}</div>`;
}
