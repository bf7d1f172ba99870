import fc from 'fast-check';
import { documentOf } from '../../scripts/report/document/document';
import { showLines } from '../../scripts/report/document/blocks';
import { renderMarkdown } from '../../scripts/report/markdown/render';
import { buildReport } from '../../scripts/report/model/build';
import type { ReportModel } from '../../scripts/report/model/types';
import type { Entry } from '../../scripts/engine/journal/entry';
import { hostileJournal } from './support/hostile';
import { nightOfTheIncident, reportProps } from './support/journals';
import { nodesOf, parseMarkdown, textOf, type MarkdownNode } from './support/markdown-tree';

function markdownOf(entries: readonly Entry[]): string {
  return renderMarkdown(documentOf(buildReport(reportProps(entries))));
}

/** Rows of all tables, heads left out. */
function rowsOf(tree: MarkdownNode): number {
  const tables = nodesOf(tree).filter(({ type }) => type === 'table');
  return tables.reduce((sum, { children = [] }) => sum + children.length - 1, 0);
}

/** As many as the model has things to tell, and the seven of the summary. */
function rowsIn({ steps, runs, validation, acknowledgements, changes }: ReportModel): number {
  const proven = steps.filter(({ evidence }) => Object.keys(evidence).length > 0);
  const lists = [steps, runs, validation?.levels ?? [], proven, acknowledgements, changes];
  return 7 + lists.reduce((sum, { length }) => sum + length, 0);
}

const SECTIONS = [
  'Summary',
  'Timeline',
  'Data window lost',
  'Validation',
  'Approvals',
  'What changed',
  'Open points',
  'Post-mortem',
];

function headings(tree: MarkdownNode, depth: number): string[] {
  return nodesOf(tree)
    .filter((node) => node.type === 'heading' && node.depth === depth)
    .map(textOf);
}

describe('the Markdown report of a night', () => {
  const text = markdownOf(nightOfTheIncident());

  it('has the sections of the report, in order', async () => {
    expect(headings(await parseMarkdown(text), 2)).toEqual(SECTIONS);
  });

  it('shows planned and actual time, whether the budget was kept, and the lines it rests on', () => {
    const row = text.split('\n').find((line) => line.includes('`restore-settings`'));
    expect(row?.split('|').map((cell) => cell.trim())).toEqual([
      '',
      'Put every setting back `restore-settings`',
      'done',
      '10 min',
      '15 min 59 s',
      'no, 5 min 59 s over',
      '03:11:01',
      '03:27:00',
      '2',
      '(L21, L22, L24, L25)',
      '',
    ]);
  });

  it('fills the post-mortem in with what is known and leaves the rest to people', async () => {
    const titles = headings(await parseMarkdown(text), 3);
    expect(titles.slice(-6)).toEqual([
      'Impact',
      'Root cause',
      'Detection',
      'What went well',
      'What did not go well',
      'Actions',
    ]);
    expect(text).toContain('10 min 1 s later. (L1, L16)');
    expect(text).toContain('`restore-settings` took 15 min 59 s of 10 min.');
    expect(text).toContain('_To be written: ');
  });

  it('names the old table as kept and fenced, and the commit to review', () => {
    expect(text).toContain('- [ ] The old table SyncWellMetadata is kept, and fenced against writes.');
    expect(text).toContain('```sh\ngit diff settings/\n```');
  });
});

describe('whatever a journal holds, its Markdown', () => {
  const runs = { numRuns: 40 };

  it('keeps headings, tables and fences as the report wrote them, without HTML, links or images', async () => {
    await fc.assert(
      fc.asyncProperty(hostileJournal, async (entries) => {
        const model = buildReport(reportProps(entries));
        const tree = await parseMarkdown(renderMarkdown(documentOf(model)));
        expect(rowsOf(tree)).toBe(rowsIn(model));
        expect(headings(tree, 2)).toEqual(SECTIONS);
        expect(headings(tree, 1)).toHaveLength(1);
        for (const node of nodesOf(tree)) {
          expect([
            'html',
            'link',
            'linkReference',
            'image',
            'definition',
            'blockquote',
            'math',
          ]).not.toContain(node.type);
          if (node.type === 'code') expect(node.value).toMatch(/^(npx recover|git diff) [^\n]*$/);
          if (node.type !== 'table') continue;
          const widths = (node.children ?? []).map(({ children }) => children?.length);
          expect(new Set(widths).size).toBe(1);
        }
      }),
      runs,
    );
  });

  it('is the same for the same journal, and keeps to one line a cell however long a text is', () => {
    fc.assert(
      fc.property(hostileJournal, (entries) => {
        const text = markdownOf(entries);
        expect(markdownOf(entries)).toBe(text);
        // eslint-disable-next-line no-control-regex -- what must not be there
        expect(text).not.toMatch(/[\u0000-\u0009\u000B-\u001F\u202A-\u202E\u2066-\u2069]|\p{Surrogate}/u);
      }),
      runs,
    );
  });
});

describe('journal lines', () => {
  it('are told in short', () => {
    expect(showLines([7, 1, 2, 3, 9, 10, 7])).toBe('L1-L3, L7, L9, L10');
  });

  it('name exactly the lines given', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 60 })), (lines) => {
        const named = showLines(lines)
          .split(', ')
          .filter((part) => part !== '')
          .flatMap((part) => {
            const [from = 0, to = from] = part.split('-').map((name) => Number(name.slice(1)));
            return Array.from({ length: to - from + 1 }, (_, index) => from + index);
          });
        expect(named).toEqual([...new Set(lines)].sort((a, b) => a - b));
      }),
    );
  });
});
