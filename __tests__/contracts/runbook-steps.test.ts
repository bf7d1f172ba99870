import { RUNBOOKS } from '../../scripts/runbooks';
import type { Facts } from '../../scripts/engine/step';
import { golden, gone } from './support/golden';

interface Procedure {
  readonly runbook: string;
  /** As they stand in the journal's first line. */
  readonly parameters: Facts;
  readonly steps: readonly { readonly id: string; readonly needs: readonly string[] }[];
}

const AT = '2026-03-01T04:14:30Z';
const OF = 'INC-20260301-041500-9f3a';
const [LIVE, RESTORED] = ['SyncWellMetadata', 'SyncWellMetadata-restored-2026-03-01'];

/** Whatever a journal can hold of what changes the steps of a procedure. */
const DECLARED: readonly (readonly [string, Facts])[] = [
  ['data-corruption', { restoreTo: AT }],
  ['data-corruption', { restoreTo: AT, salvage: false }],
  ['data-corruption', { restoreTo: 'latest' }],
  ['data-corruption', { restoreTo: 'auto' }],
  [
    'data-corruption',
    { restoreTo: AT, table: LIVE, target: RESTORED, usersToVerify: 7, stopWorkers: true, plan: false },
  ],
  ['data-corruption', { restoreTo: AT, strategy: 'rewind' }],
  ['data-corruption', { restoreTo: 'auto', strategy: 'rewind', stopWorkers: true, plan: false }],
  ['regional-outage', { to: 'us-west-2' }],
  ['regional-outage', { to: 'us-west-2', source: 'vault', secretsQuota: 600_000, plan: false }],
  ['regional-outage', { to: 'us-west-2', source: 'replica' }],
  ['regional-outage', { to: 'us-west-2', evacuate: true }],
  ['failback', {}],
  ['failback', { secretsQuota: 600_000, usersToVerify: 7, plan: false }],
  ['halt-writes', {}],
  ['halt-writes', { table: LIVE, stopWorkers: true }],
  ['restore', { restoreTo: AT }],
  ['restore', { restoreTo: 'latest', table: LIVE, target: RESTORED }],
  ['repoint', { table: RESTORED }],
  ['rewind', { since: AT }],
  ['undo-rewind', { of: OF }],
  ['salvage', { of: OF, source: LIVE, table: RESTORED, restorePoint: AT }],
];

function stepsOf(runbook: string, parameters: Facts): Procedure['steps'] {
  const definition = RUNBOOKS.find(({ id }) => id === runbook);
  return (definition?.define(parameters).steps ?? []).map(({ id, needs }) => ({ id, needs }));
}

const before = golden<readonly Procedure[]>(
  'runbook-steps.json',
  DECLARED.map(([runbook, parameters]) => ({ runbook, parameters, steps: stepsOf(runbook, parameters) })),
).map(({ runbook, parameters, steps }) => [runbook, JSON.stringify(parameters), parameters, steps] as const);

describe.each(before)('%s %s', (runbook, _, parameters, steps) => {
  const now = stepsOf(runbook, parameters);
  const ids = steps.map(({ id }) => id);

  it('has every step under its id, in the same order', () => {
    expect(now.map(({ id }) => id).filter((id) => ids.includes(id))).toEqual(ids);
  });

  it('lets every step wait for those that it waited for', () => {
    const needs = new Map(now.map(({ id, needs: direct }) => [id, direct]));
    const all = (id: string): string[] => (needs.get(id) ?? []).flatMap((need) => [need, ...all(need)]);
    for (const { id, needs: expected } of steps) {
      expect({ id, missing: gone(expected, all(id)) }).toEqual({ id, missing: [] });
    }
  });
});

it('every procedure is known by its id', () => {
  expect(
    gone(
      before.map(([runbook]) => runbook),
      RUNBOOKS.map(({ id }) => id),
    ),
  ).toEqual([]);
  expect(
    gone(
      RUNBOOKS.map(({ id }) => id),
      DECLARED.map(([runbook]) => runbook),
    ),
  ).toEqual([]);
});
