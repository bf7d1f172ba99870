import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PLANS, reviewRecorded } from './record/golden';
import { KINDS } from './record/kinds';

/** What each recorded plan must be told as: hazards by id, and what happens in numbers. */
const EXPECTED: Readonly<Record<string, { readonly hazards: readonly string[]; readonly counts: object }>> = {
  'first-deploy': { hazards: [], counts: { add: 129 } },
  'no-change': { hazards: [], counts: {} },
  'tag-only': { hazards: [], counts: { change: 1 } },
  'index-added': { hazards: [], counts: { change: 2 } },
  'table-replaced': { hazards: ['SW-STATE-002'], counts: { replace: 1 } },
  'create-before-destroy': { hazards: ['SW-STATE-002'], counts: { change: 2, replace: 3 } },
  'point-in-time-recovery-off': { hazards: ['SW-RECOVER-001', 'SW-REGION-001'], counts: { change: 1 } },
  'deletion-protection-off': { hazards: ['SW-RECOVER-002'], counts: { change: 1 } },
  'redis-one-node': { hazards: ['SW-RECOVER-003', 'SW-RECOVER-004'], counts: { change: 1 } },
  'key-deleted': {
    hazards: [
      'SW-PLAN-001',
      'SW-STATE-002',
      'SW-STATE-002',
      'SW-STATE-004',
      'SW-RECOVER-005',
      ...Array(5).fill('SW-ACCESS-004'),
    ],
    counts: { change: 5, replace: 2, destroy: 1 },
  },
  'restored-table-imported': { hazards: [], counts: { import: 4, change: 5 } },
  'moved-address': { hazards: [], counts: { move: 1 } },
  forget: { hazards: ['SW-STATE-003'], counts: { forget: 1 } },
  drift: { hazards: ['SW-DRIFT-001'], counts: { change: 1 } },
  'stale-settings': { hazards: ['SW-PLAN-001', 'SW-POINTER-001'], counts: {} },
  'recovery-region-changed': {
    hazards: ['SW-PLAN-001', 'SW-RECOVER-006', 'SW-REGION-002'],
    counts: { change: 2 },
  },
};

describe.each(KINDS.map(({ name }) => name))('a real plan: %s', (kind) => {
  const { review, comment } = reviewRecorded(kind);

  it('is told as it was, to the byte', () => {
    expect(comment.markdown).toBe(readFileSync(join(PLANS, kind, 'comment.md'), 'utf8'));
  });

  it('has the hazards and the numbers that were planned', () => {
    const counts: Record<string, number> = {};
    for (const stack of review.stacks) {
      for (const [name, count] of Object.entries(stack.counts)) {
        if (count > 0) counts[name] = (counts[name] ?? 0) + count;
      }
    }
    expect({ hazards: review.findings.map(({ hazard }) => hazard), counts }).toEqual(EXPECTED[kind]);
  });
});
