import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RUNBOOK_FOLDER, runbookPages, type Page } from '../../scripts/docs/runbook-pages';
import { runbookMarkdown } from '../../scripts/engine/documentation';
import { flowchart } from '../../scripts/engine/flowchart';
import type { Runbook } from '../../scripts/engine/runbook';
import type { Step } from '../../scripts/engine/step';
import { RUNBOOKS } from '../../scripts/runbooks';
import { nodesOf, parseMarkdown, textOf } from './support/markdown-tree';

const NAMES = [...RUNBOOKS.map(({ id }) => `${id}.md`), 'data-corruption-rewind.md'];

let pages: Page[];
beforeAll(async () => {
  pages = await runbookPages();
});

describe('docs/runbooks', () => {
  it('has a page for every runbook, one more for the other strategy, and no other', () => {
    expect(readdirSync(RUNBOOK_FOLDER).sort()).toEqual([...NAMES].sort());
    expect(pages.map(({ name }) => name).sort()).toEqual([...NAMES].sort());
  });

  it.each(NAMES)('%s says what the steps say: if not, run npm run docs', (name) => {
    const path = join(RUNBOOK_FOLDER, name);
    const written = existsSync(path) ? readFileSync(path, 'utf8') : '';
    const wanted = pages.find((page) => page.name === name)?.text;
    if (written !== wanted)
      throw new Error(`docs/runbooks/${name} is stale: run npm run docs, and commit it`);
  });

  it('says of every step why, its budget, its proof, what to do by hand and what abort does', async () => {
    const page = pages.find(({ name }) => name === 'data-corruption.md');
    const { steps } = RUNBOOKS[0]!.define({ restoreTo: 'auto' });
    const text = textOf(await parseMarkdown(page?.text ?? ''));
    for (const { id, why, title, proves } of steps) {
      expect(text).toContain(title);
      expect(text).toContain(why);
      expect(proves).toMatch(/\.$/);
      expect(text).toContain(`(${id})`);
    }
    for (const label of ['Budget:', 'Proven by:', 'By hand:', 'Abort:']) {
      expect(text.split(label)).toHaveLength(steps.length + 1);
    }
  });
});

function step(
  id: string,
  needs: readonly string[],
  more: Partial<Step<object, object>> = {},
): Step<object, object> {
  return {
    id,
    title: `The "${id}"`,
    why: 'Because.',
    needs,
    budgetMinutes: 5,
    byHand: 'Do it.',
    check: () => Promise.resolve('to do'),
    plan: () => Promise.resolve([]),
    run: () => Promise.resolve(),
    verify: () => Promise.resolve({}),
    ...more,
  };
}

const TOY: Runbook<object, object> = {
  id: 'toy',
  title: 'A toy',
  when: 'Never.',
  steps: [
    step('first', []),
    step('left', ['first'], { undo: () => Promise.resolve(), proves: 'a look.' }),
    step('right', ['first']),
    step('last', ['right', 'left']),
  ],
};

describe('a runbook in Markdown', () => {
  const text = runbookMarkdown(TOY, { objectiveMinutes: 60, start: 'npx recover run toy' });

  it('draws what runs side by side, with quotation marks that Mermaid bears', () => {
    expect(flowchart(TOY.steps)).toBe(
      [
        'flowchart TD',
        '  step1["1. The #quot;first#quot; (5 min)"]',
        '  step2["2. The #quot;left#quot; (5 min)"]',
        '  step3["3. The #quot;right#quot; (5 min)"]',
        '  step4["4. The #quot;last#quot; (5 min)"]',
        '  step1 --> step2',
        '  step1 --> step3',
        '  step3 --> step4',
        '  step2 --> step4',
      ].join('\n'),
    );
  });

  it('says what the longest chain may take, and how to try, start, resume, take over and abort', () => {
    expect(text).toContain('has a budget of 15 minutes; the recovery time objective is 60 minutes');
    for (const command of ['run toy --dry-run', 'run toy\n', 'resume INCIDENT', 'abort INCIDENT', 'status']) {
      expect(text).toContain(`npx recover ${command}`);
    }
  });

  it('tells every exit status', async () => {
    const tables = nodesOf(await parseMarkdown(text)).filter(({ type }) => type === 'table');
    const statuses = tables[0]?.children?.map((row) => textOf(row.children![0]!));
    expect(statuses).toEqual(['exit status', '0', '1', '2', '3', '4', '5', '130']);
  });

  it('says of each step whether abort undoes it, and what proves it', () => {
    expect(text).toContain('| 2 | The "left" (`left`) | 1 | 5 min | yes |');
    expect(text).toContain('| 4 | The "last" (`last`) | 2, 3 | 5 min | stays as it is |');
    expect(text.match(/\*\*Proven by:\*\* .*/g)).toEqual([
      '**Proven by:** reading the outcome back.',
      '**Proven by:** a look.',
      '**Proven by:** reading the outcome back.',
      '**Proven by:** reading the outcome back.',
    ]);
  });
});
