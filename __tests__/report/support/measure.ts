import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';

const SOURCE = readFileSync(join(__dirname, 'page-measures.js'), 'utf8');

/** Texts that run out of their place. */
export function overflowing(page: Page): Promise<string[]> {
  return page.evaluate<string[]>(`(() => { ${SOURCE}; return overflowing(); })()`);
}

export interface Contrast {
  readonly text: string;
  readonly ratio: number;
  /** 4.5, or 3 for large text. */
  readonly least: number;
}

/** The contrast of every text that can be seen. */
export function contrasts(page: Page): Promise<Contrast[]> {
  return page.evaluate<Contrast[]>(`(() => { ${SOURCE}; return contrasts(); })()`);
}
