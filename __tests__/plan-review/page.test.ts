import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium, type Browser } from 'playwright-core';
import { pageOf } from '../../scripts/plan-local/page';
import { CHROMIUM_ARGUMENTS, findChromium } from '../support/chromium';
import { PLANS } from './record/golden';

/** Installing a browser may be part of it. */
jest.setTimeout(300_000);

let folder: string;
let browser: Browser;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'plan-page-'));
  browser = await chromium.launch({ executablePath: findChromium(), args: [...CHROMIUM_ARGUMENTS] });
});
afterAll(async () => {
  await browser.close();
  rmSync(folder, { recursive: true });
});

const LOOKS = [
  { kind: 'table-replaced', width: 1280, colorScheme: 'light' },
  { kind: 'key-deleted', width: 1280, colorScheme: 'dark' },
  { kind: 'point-in-time-recovery-off', width: 360, colorScheme: 'light' },
  { kind: 'restored-table-imported', width: 360, colorScheme: 'dark' },
  { kind: 'first-deploy', width: 360, colorScheme: 'light' },
] as const;

it.each(LOOKS)(
  'a comment can be read as a page: $kind, $width pixels wide, $colorScheme',
  async ({ kind, width, colorScheme }) => {
    const markdown = readFileSync(join(PLANS, kind, 'comment.md'), 'utf8');
    const file = join(folder, `${kind}.html`);
    writeFileSync(file, await pageOf(markdown));
    const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
    const said: string[] = [];
    const requests: string[] = [];
    page.on('console', (message) => said.push(message.text()));
    page.on('pageerror', (error) => said.push(error.message));
    page.on('request', (request) => requests.push(request.url()));
    await page.goto(pathToFileURL(file).href);
    expect([requests.length, said]).toEqual([1, []]);
    // The verdict is the first thing on the page, in sight without scrolling; the marker is not shown.
    const verdict = await page.locator('main > *').first().boundingBox();
    expect(verdict!.y + verdict!.height).toBeLessThan(200);
    expect(await page.locator('h2').innerText()).toBe(/^## (.*)$/m.exec(markdown)![1]);
    expect(await page.locator('body').innerText()).not.toContain('syncwell-plan-review');
    // Every fold is closed at first, opens, and shows its lines in colour.
    const folds = page.locator('details');
    expect(await folds.count()).toBe(markdown.split('\n<details>\n').length - 1);
    expect(await page.locator('details[open]').count()).toBe(0);
    for (const fold of await folds.all()) await fold.locator('summary').click();
    const lines = markdown.split('\n').filter((line) => /^ {2}[+-] [^`]* = /.test(line));
    expect(await page.locator('details .added, details .removed').count()).toBe(lines.length);
    // Only boxes that say so scroll sideways, never the page.
    const overflow = await page.evaluate(
      'document.documentElement.scrollWidth - document.documentElement.clientWidth',
    );
    expect(overflow).toBe(0);
    await page.close();
  },
);
