import fc from 'fast-check';
import { readMarker } from '../../scripts/plan-review/render/marker';
import { inlineCode } from '../../scripts/plan-review/render/text';
import { verdictOf } from '../../scripts/plan-review/verdict';
import { planDocuments, SENSITIVE, text } from './support/arbitrary-plan';
import { commentOf, planDocument, resourceChange, reviewOf } from './support/documents';

const RUNS = { numRuns: 300 };

/** The page that a comment becomes. */
let pageOf: (markdown: string) => any;
beforeAll(async () => {
  const { marked } = await import('marked');
  const { parseHTML } = await import('linkedom');
  pageOf = (markdown) =>
    parseHTML(`<html><body>${marked.parse(markdown, { async: false })}</body></html>`).document;
});

/** Lines that open or close a fence, as GitHub pairs them. */
function openFences(markdown: string): string[] {
  const open: string[] = [];
  for (const line of markdown.split('\n')) {
    const fence = /^ {0,3}(`{3,})([^`]*)$/.exec(line);
    if (fence === null) continue;
    const [, ticks = '', info = ''] = fence;
    const last = open.at(-1);
    if (last === undefined) open.push(ticks);
    else if (ticks.length >= last.length && info.trim() === '') open.pop();
  }
  return open;
}

describe('any plan', () => {
  it('gives a comment that GitHub takes, with every fence and every fold closed', () => {
    fc.assert(
      fc.property(planDocuments, (document) => {
        const { markdown } = commentOf({ 'drill-primary': document });
        expect(markdown.length).toBeLessThan(65_536);
        expect(openFences(markdown)).toEqual([]);
        const page = pageOf(markdown);
        // Nothing of the plan became a tag, and each fold is closed where it should be.
        expect(page.querySelectorAll('script, img, a')).toHaveLength(0);
        expect(page.querySelectorAll('details').length).toBe(
          markdown.split('\n').filter((line) => line === '<details>').length,
        );
        expect(page.querySelectorAll('details details')).toHaveLength(0);
      }),
      RUNS,
    );
  });

  it('names every object that it destroys or replaces', () => {
    fc.assert(
      fc.property(planDocuments, (document) => {
        const { markdown } = commentOf({ 'drill-primary': document });
        for (const { address, change } of document.resource_changes) {
          if (change.actions.includes('delete')) expect(markdown).toContain(inlineCode(address));
        }
      }),
      RUNS,
    );
  });

  it('shows no sensitive value, neither to readers nor to programs', () => {
    fc.assert(
      fc.property(planDocuments, (document) => {
        const comment = commentOf({ 'drill-primary': document });
        expect(comment.markdown).not.toContain(SENSITIVE);
        const review = reviewOf({ 'drill-primary': document });
        expect(JSON.stringify(verdictOf(review, comment))).not.toContain(SENSITIVE);
      }),
      RUNS,
    );
  });

  it('gives the same bytes twice, whatever the order of stacks, resources and keys', () => {
    const reversed = (value: any): any => {
      if (Array.isArray(value)) return value.map(reversed);
      if (typeof value !== 'object' || value === null) return value;
      return Object.fromEntries(
        Object.entries(value)
          .reverse()
          .map(([key, part]) => [key, reversed(part)]),
      );
    };
    fc.assert(
      fc.property(planDocuments, planDocuments, (one, other) => {
        const first = commentOf({ 'a-primary': one, 'b-primary': other });
        const unique = new Set(
          one.resource_changes.map(({ address, deposed }: any) => `${address} ${deposed}`),
        );
        fc.pre(unique.size === one.resource_changes.length);
        const turned = { ...one, resource_changes: [...one.resource_changes].reverse() };
        expect(commentOf({ 'b-primary': reversed(other), 'a-primary': reversed(turned) })).toEqual(first);
      }),
      { numRuns: 150 },
    );
  });

  it('has a marker that can be read back', () => {
    fc.assert(
      fc.property(planDocuments, (document) => {
        const review = reviewOf({ 'drill-primary': document }, { commit: 'abcdef1' });
        const { markdown } = commentOf({ 'drill-primary': document }, { commit: 'abcdef1' });
        expect(readMarker(markdown)).toEqual({
          stacks: ['drill-primary'],
          digest: review.digest,
          commit: 'abcdef1',
        });
      }),
      { numRuns: 50 },
    );
  });
});

describe('any text', () => {
  it('stays what it is in a span of code', () => {
    fc.assert(
      fc.property(text, (content) => {
        const page = pageOf(`- ${inlineCode(content)} end`);
        expect(page.querySelectorAll('code')).toHaveLength(1);
        expect(page.querySelector('li')!.textContent!.trimEnd().endsWith(' end')).toBe(true);
        expect(page.querySelectorAll('li > *')).toHaveLength(1);
      }),
      RUNS,
    );
  });
});

describe('a plan that is too long for a comment', () => {
  const table = (index: number, action: string): object =>
    resourceChange({
      address: `aws_dynamodb_table.table_${String(index).padStart(5, '0')}`,
      actions: action.split('+'),
      before: { name: `table-${index}`, hash_key: 'PK', tags: { team: 'x'.repeat(100) } },
      after: { name: `table-${index}`, hash_key: 'SK', tags: { team: 'y'.repeat(100) } },
    });

  it.each([50, 200, 400, 800])('drops details before names: %d replaced tables', (count) => {
    const { markdown, complete } = commentOf({
      'drill-primary': planDocument(
        Array.from({ length: count }, (_, index) => table(index, 'delete+create')),
      ),
    });
    expect(complete).toBe(true);
    expect(markdown.length).toBeLessThan(65_536);
    for (let index = 0; index < count; index++) {
      expect(markdown).toContain(`aws_dynamodb_table.table_${String(index).padStart(5, '0')}`);
    }
  });

  it('says what it left out, in the stated order', () => {
    const { markdown, leftOut } = commentOf({
      'drill-primary': planDocument(Array.from({ length: 300 }, (_, index) => table(index, 'update'))),
    });
    expect(leftOut.slice(0, 3)).toEqual([
      'attributes of drift',
      'attributes of what is new, imported or read',
      'all but 10 lines of each changed resource',
    ]);
    expect(markdown).toContain(`Left out to stay within the length of a comment: ${leftOut.join('; ')}.`);
  });

  it('is a hazard of its own when not even the destroyed can be named, and names all to programs', () => {
    const stacks = {
      'drill-primary': planDocument(Array.from({ length: 5000 }, (_, index) => table(index, 'delete'))),
    };
    const comment = commentOf(stacks);
    expect(comment.complete).toBe(false);
    expect(comment.markdown.length).toBeLessThan(65_536);
    expect(comment.markdown).toContain('SW-STATE-001** Something that holds data is destroyed: 5,000 times');
    const verdict = verdictOf(reviewOf(stacks), comment);
    expect(verdict.verdict).toBe('hazards');
    expect(JSON.stringify(verdict)).toContain('aws_dynamodb_table.table_04999');
  });
});
