import fc from 'fast-check';
import { renderHtml } from '../../scripts/report/html/page';
import { tickLabel, timeTicks } from '../../scripts/report/html/chart/ticks';
import { buildReport } from '../../scripts/report/model/build';
import { hostileJournal } from './support/hostile';
import { reportProps } from './support/journals';

const ELEMENTS = new Set(
  'html head meta title link style body main header p h1 h2 h3 span code div nav ul li a section figure figcaption i svg desc g rect path line circle text tspan table caption thead tbody tr th td strong pre'.split(
    ' ',
  ),
);

describe('whatever a journal holds, its page', () => {
  it('has only the elements of a report, none with a handler or an address outside the page', async () => {
    const { parseHTML } = await import('linkedom');
    await fc.assert(
      fc.asyncProperty(hostileJournal, async (entries) => {
        const html = await renderHtml(buildReport(reportProps(entries)));
        const { document } = parseHTML(html) as unknown as { document: any };
        const elements: any[] = Array.from(document.querySelectorAll('*'));
        for (const element of elements) {
          expect(ELEMENTS).toContain(element.localName);
          for (const { name, value } of element.attributes) {
            expect(name).not.toMatch(/^(on|src|formaction|xlink)/);
            if (name === 'href') expect(value).toMatch(/^(#[a-z-]+|data:,)$/);
          }
        }
        expect(document.querySelectorAll('section')).toHaveLength(8);
      }),
      { numRuns: 15 },
    );
  });

  it('is the same for the same journal', async () => {
    await fc.assert(
      fc.asyncProperty(hostileJournal, async (entries) => {
        const model = buildReport(reportProps(entries));
        expect(await renderHtml(model)).toBe(await renderHtml(model));
      }),
      { numRuns: 5 },
    );
  });
});

describe('the axis of elapsed time', () => {
  it('has a handful of ticks at times that people count in', () => {
    expect(timeTicks(70, 9).map(tickLabel)).toEqual([
      '0',
      '10 min',
      '20 min',
      '30 min',
      '40 min',
      '50 min',
      '1 h',
      '1 h 10',
    ]);
    expect(timeTicks(1.5, 4).map(tickLabel)).toEqual(['0', '30 s', '1 min', '1:30 min']);
  });

  it('never has more ticks than were asked for, however long it is', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.02, max: 1e6, noNaN: true }),
        fc.integer({ min: 2, max: 12 }),
        (limit, wanted) => {
          const ticks = timeTicks(limit, wanted);
          expect(ticks.length).toBeLessThanOrEqual(wanted + 1);
          expect(ticks.at(-1)).toBeLessThanOrEqual(limit + 1e-6);
        },
      ),
    );
  });
});
