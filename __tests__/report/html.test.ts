import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium, type Browser, type Page } from 'playwright-core';
import { renderHtml } from '../../scripts/report/html/page';
import { buildReport } from '../../scripts/report/model/build';
import type { Entry } from '../../scripts/engine/journal/entry';
import { CHROMIUM_ARGUMENTS, findChromium } from '../support/chromium';
import { contrasts, overflowing } from './support/measure';
import {
  hostileNight,
  nightOfTheIncident,
  nightBehindTheObjective,
  reportProps,
  STEPS,
} from './support/journals';

/** Installing a browser may be part of it. */
jest.setTimeout(300_000);

let folder: string;
let browser: Browser;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'report-'));
  // An own, empty profile comes with every launch, and goes with it.
  browser = await chromium.launch({ executablePath: findChromium(), args: [...CHROMIUM_ARGUMENTS] });
});
afterAll(async () => {
  await browser.close();
  rmSync(folder, { recursive: true });
});

interface Opened {
  readonly page: Page;
  /** Errors, warnings and anything else that the page had to say. */
  readonly said: readonly string[];
  /** Requests but for the page itself. */
  readonly requests: readonly string[];
}

interface Look {
  readonly width: number;
  readonly colorScheme: 'light' | 'dark';
}

async function open(entries: readonly Entry[], { width, colorScheme }: Look): Promise<Opened> {
  const file = join(folder, 'report.html');
  writeFileSync(file, await renderHtml(buildReport(reportProps(entries))));
  const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
  const url = pathToFileURL(file).href;
  const said: string[] = [];
  const requests: string[] = [];
  page.on('console', (message) => said.push(message.text()));
  page.on('pageerror', (error) => said.push(error.message));
  page.on('dialog', (dialog) => said.push(dialog.message()));
  page.on('request', (request) => {
    if (request.url() !== url && !request.url().startsWith('data:')) requests.push(request.url());
  });
  await page.goto(url);
  return { page, said, requests };
}

const LOOKS: readonly Look[] = [
  { width: 1280, colorScheme: 'light' },
  { width: 1280, colorScheme: 'dark' },
  { width: 360, colorScheme: 'light' },
  { width: 360, colorScheme: 'dark' },
];

describe.each(LOOKS)('the page of a night, $width pixels wide, $colorScheme', (look) => {
  let opened: Opened;
  beforeAll(async () => {
    opened = await open(nightOfTheIncident(), look);
  });
  afterAll(() => opened.page.close());

  it('loads nothing and has no complaint', () => {
    expect([opened.requests, opened.said]).toEqual([[], []]);
  });

  it('shows one timeline, with a bar for every step', async () => {
    const charts = opened.page.locator('.chart svg:visible');
    await expect(charts.count()).resolves.toBe(1);
    const box = await charts.boundingBox();
    expect(box?.width).toBeGreaterThan(look.width === 360 ? 280 : 900);
    const bars = await charts.locator('.bars rect').all();
    expect(bars).toHaveLength(STEPS.length);
    for (const bar of bars) expect((await bar.boundingBox())?.width).toBeGreaterThan(1);
    await expect(charts.locator('.budgets rect').count()).resolves.toBe(STEPS.length);
  });

  it('marks interruptions, stops and what went over its budget', async () => {
    const count = (mark: string): Promise<number> =>
      opened.page.locator(`.chart svg:visible ${mark}`).count();
    await expect(count('.breaks rect')).resolves.toBe(2);
    await expect(count('.stops > *')).resolves.toBe(2);
    await expect(count('.overruns rect')).resolves.toBe(1);
  });

  it('has no text that runs out of its place, and no sideways scrolling', async () => {
    expect(await overflowing(opened.page)).toEqual([]);
  });

  it('has enough contrast for every text (WCAG AA)', async () => {
    const low = (await contrasts(opened.page)).filter(({ ratio, least }) => ratio < least);
    expect(low).toEqual([]);
  });

  it('can be looked at', async () => {
    const path = join(folder, `${look.width}-${look.colorScheme}.png`);
    await opened.page.screenshot({ path, fullPage: true });
    expect(statSync(path).size).toBeGreaterThan(50_000);
  });
});

describe('the page', () => {
  it.each([480, 700, 768, 820, 905, 1024])('has room for its texts at %i pixels as well', async (width) => {
    const { page } = await open(nightOfTheIncident(), { width, colorScheme: 'light' });
    expect(await overflowing(page)).toEqual([]);
    await page.close();
  });

  it('shows the objective as a line where it was near', async () => {
    const wide = { width: 1280, colorScheme: 'light' } as const;
    const near = await open(nightBehindTheObjective(), wide);
    await expect(near.page.locator('.chart.wide .objective line').count()).resolves.toBe(1);
    await expect(near.page.locator('.figure').first().textContent()).resolves.toContain('MISSED');
    await near.page.close();
    const far = await open(nightOfTheIncident(), wide);
    await expect(far.page.locator('.chart.wide .objective line').count()).resolves.toBe(0);
    await far.page.close();
  });

  it('tells a reader who cannot see it what the chart shows', async () => {
    const { page } = await open(nightOfTheIncident(), { width: 1280, colorScheme: 'light' });
    const chart = page.getByRole('img', { name: /^Timeline of the steps/ });
    await expect(chart.count()).resolves.toBe(1);
    await expect(chart.locator('desc').textContent()).resolves.toContain(
      'Over budget: Put every setting back.',
    );
    await expect(
      page.getByRole('table', { name: 'Steps: planned and actual' }).getByRole('row').count(),
    ).resolves.toBe(STEPS.length + 1);
    await page.close();
  });

  it('keeps its rows a table for such a reader on a narrow page as well', async () => {
    const { page } = await open(nightOfTheIncident(), { width: 360, colorScheme: 'light' });
    const table = page.getByRole('table', { name: 'Steps: planned and actual' });
    await expect(table.getByRole('row').count()).resolves.toBe(STEPS.length + 1);
    await expect(table.getByRole('columnheader').count()).resolves.toBe(9);
    await page.close();
  });

  it.each(LOOKS)(
    'runs, loads and shows nothing that a text planted, at $width pixels, $colorScheme',
    async (look) => {
      const { page, said, requests } = await open(hostileNight(), look);
      expect([requests, said]).toEqual([[], []]);
      await expect(
        page.locator('script, iframe, img, object, form, main a:not([href^="#"])').count(),
      ).resolves.toBe(0);
      await expect(page.locator('section').count()).resolves.toBe(8);
      await expect(page.locator('h1').count()).resolves.toBe(1);
      expect(await overflowing(page)).toEqual([]);
      await page.close();
    },
  );
});
