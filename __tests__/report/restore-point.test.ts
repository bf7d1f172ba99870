import { renderHtml } from '../../scripts/report/html/page';
import { renderMarkdown } from '../../scripts/report/markdown/render';
import { documentOf } from '../../scripts/report/document/document';
import { buildReport } from '../../scripts/report/model/build';
import type { RestorePointFindings } from '../../scripts/recovery/repair/restore-point/findings';
import type { Facts } from '../../scripts/engine/step';
import { journalOf, reportProps } from './support/journals';

const at = '2026-03-01T02:20:00Z';
const key = { PK: 'USER#u1', SK: 'PROFILE' };
const bad = { key, at, rule: 'profile: SubscriptionLevel must be <one> of those' };

const FINDINGS: RestorePointFindings = {
  table: 'SyncWellMetadata',
  at: '2026-03-01T02:31:00.000Z',
  verdict: 'found',
  firstBadWrite: bad,
  restorePoint: '2026-03-01T02:19:59Z',
  window: { earliest: '2026-02-01T00:00:00.000Z', latest: '2026-03-01T02:26:00.000Z' },
  massBeginsAt: null,
  sureness: 'high',
  why: ['34 writes break a rule'],
  log: {
    source: 'stream',
    everyWrite: true,
    since: '2026-02-28T02:32:00.000Z',
    until: '2026-03-01T02:31:00.000Z',
    trimmed: false,
    changes: 120_400,
  },
  blast: {
    badWrites: 34,
    corruptedItems: { count: 30, orMore: false },
    affectedUsers: { count: 30, orMore: true },
    writesOnCorruptedItems: 5,
    goodWritesAfter: 812,
    brokenBefore: 0,
  },
  rules: [{ rule: bad.rule, certain: true, writes: 34 }],
  minutes: Array.from({ length: 25 }, (_, index) => ({
    minute: new Date(Date.parse('2026-03-01T02:05:00Z') + index * 60_000).toISOString(),
    good: 70 + ((index * 13) % 30),
    bad: index < 15 ? 0 : 4 + (index % 3),
  })),
  keys: [bad],
};

function modelOf(restorePointFindings: unknown) {
  const incident = { incident: 'INC-1', runbook: 'data-corruption', operator: 'anna', parameters: {} };
  const data = { restorePointFindings } as Facts;
  return buildReport(
    reportProps(
      journalOf([
        { at: 0, kind: 'declared', data: incident },
        { at: 5, kind: 'fact', step: 'find-restore-point', data },
      ]),
    ),
  );
}

describe('the report of a restore point that was found', () => {
  const model = modelOf(FINDINGS);

  it('says the second, how sure it is, the rules, the keys and the minutes around it, from the journal alone', () => {
    const text = renderMarkdown(documentOf(model));
    expect(text).toContain('## Restore point');
    expect(text).toMatch(
      /first bad write was made at `2026-03-01 02:20:00 UTC`; the second before it is `2026-03-01 02:19:59 UTC`, found with sureness \*\*high\*\*.*\(L2\)/,
    );
    expect(text).toContain(
      '34 bad writes to 30 items of 30 or more users, 5 writes on top of them, 812 good writes',
    );
    expect(text).toMatch(/\| `USER#u1 PROFILE` \| 2026-03-01 02:20:00 \|/);
    expect(text).toMatch(/\| 2026-03-01 02:19 \| \d+ \| 0 \|\n\| 2026-03-01 02:20 \| \d+ \| \*\*4\*\* \|/);
    expect(text).not.toContain('2026-03-01 02:05 |');
  });

  it('draws good and bad writes with the restore point, and says the same in words', async () => {
    const page = await renderHtml(model);
    const svg = page.slice(page.indexOf('id="writes-wide-title"') - 400);
    expect(svg).toContain('Good and bad writes a minute');
    expect(svg).toMatch(/<desc id="writes-wide-description">From .* 34 bad writes in all/);
    for (const part of ['good', 'bad', 'restore-point']) expect(svg).toContain(`class="${part}"`);
    expect(page).not.toContain('<one>');
  });

  it('has no such section when nobody looked, or the journal holds something else', async () => {
    for (const other of [undefined, 'x', { ...FINDINGS, minutes: [{ minute: 'x', good: -1 }] }]) {
      const found =
        other === undefined
          ? buildReport(
              reportProps(
                journalOf([
                  {
                    at: 0,
                    kind: 'declared',
                    data: { incident: 'INC-1', runbook: 'restore', operator: 'a', parameters: {} },
                  },
                ]),
              ),
            )
          : modelOf(other);
      expect(found.restorePoint).toBeNull();
      expect(renderMarkdown(documentOf(found))).not.toContain('## Restore point');
    }
    expect(await renderHtml(modelOf('x'))).not.toContain('writes-wide');
  });
});
