import { loadSettings } from '../../settings';
import { estimate } from '../../scripts/recovery/estimate/estimate';
import { workloadOf } from '../../scripts/recovery/estimate/workload';
import { RUNBOOKS } from '../../scripts/runbooks';
import { runbookFor, withBudgets } from '../../scripts/runbooks/budgets';
import { forecast } from '../../scripts/runbooks/forecast';
import { workloadFrom } from '../../scripts/runbooks/sizes';
import { regionalToEstimate, stepsToEstimate } from '../../scripts/runbooks/steps-to-estimate';
import type { RecoveryRunbook } from '../../scripts/runbooks/world';
import type { Facts } from '../../scripts/engine/step';

const { objectives } = loadSettings({ env: { SYNCWELL_ENV: 'drill' } });
const MILLION = workloadOf({ users: 1_000_000 }, 'a million users');
const FEW = workloadOf({ users: 10 }, 'ten users');

const OUTAGE: Facts = { to: 'us-west-2' };
const PROCEDURES: readonly (readonly [string, string, Facts])[] = [
  ['a rebuild', 'regional-outage', OUTAGE],
  ['an evacuation', 'regional-outage', { ...OUTAGE, evacuate: true }],
  ['a failback', 'failback', {}],
  ['a restore', 'data-corruption', { restoreTo: '2026-03-01T04:14:30Z' }],
  ['a rewind', 'data-corruption', { restoreTo: '2026-03-01T04:14:30Z', strategy: 'rewind' }],
];

function definition(id: string) {
  const found = RUNBOOKS.find((known) => known.id === id);
  if (found === undefined) throw new Error(`no runbook ${id}`);
  return found;
}

function define(id: string, parameters: Facts): RecoveryRunbook {
  return definition(id).define(parameters);
}

function budgets({ steps }: RecoveryRunbook): Record<string, number> {
  return Object.fromEntries(steps.map(({ id, budgetMinutes }) => [id, budgetMinutes]));
}

describe.each(PROCEDURES)('the budgets of %s', (_, id, parameters) => {
  const literal = define(id, parameters);

  it('are what the runbook says when there is little to recover', () => {
    expect(budgets(withBudgets(literal, FEW))).toEqual(budgets(literal));
  });

  it('are never less than the runbook says, and change nothing else of a step', () => {
    const steps = withBudgets(literal, MILLION).steps;
    for (const [index, before] of literal.steps.entries()) {
      const { budgetMinutes = 0, ...rest } = steps[index] ?? {};
      const { budgetMinutes: least, ...same } = before;
      expect(budgetMinutes).toBeGreaterThanOrEqual(least);
      expect(Number.isInteger(budgetMinutes)).toBe(true);
      expect(rest).toEqual(same);
    }
  });
});

it('a step that depends on the size may take what the high estimate says, and no other step more than before', () => {
  const [outage] = regionalToEstimate();
  const { procedures } = estimate({
    workload: MILLION,
    objectives,
    steps: stepsToEstimate(),
    regional: regionalToEstimate(),
  });
  const estimated = procedures.find(({ id }) => id === outage?.id)?.steps ?? [];
  const literal = define('regional-outage', OUTAGE);
  const before = budgets(literal);
  const after = budgets(withBudgets(literal, MILLION));
  const changed = Object.keys(after).filter((id) => after[id] !== before[id]);
  expect(changed).toContain('restore-secrets');
  expect(changed).not.toContain('deploy-stack');
  for (const id of changed) {
    const high = estimated.find((step) => step.id === id)?.seconds.high ?? 0;
    expect(after[id]).toBe(Math.ceil(high / 60));
  }
});

it('an evacuation makes every secret before the halt, and a failback finds most of them there', () => {
  const evacuation = budgets(withBudgets(define('regional-outage', { ...OUTAGE, evacuate: true }), MILLION));
  const failback = budgets(withBudgets(define('failback', {}), MILLION));
  const rebuild = budgets(withBudgets(define('regional-outage', OUTAGE), MILLION));
  expect(evacuation['restore-most-secrets']).toBe(rebuild['restore-secrets']);
  expect(evacuation['restore-most-secrets']).toBeGreaterThan(failback['restore-most-secrets'] ?? 0);
});

it('single procedures keep their budgets', () => {
  const halt = define('halt-writes', {});
  expect(withBudgets(halt, MILLION)).toEqual(halt);
});

describe('the sizes that an incident has recorded', () => {
  const sizes = { items: 6_000_000, bytes: 3_000_000_000, secrets: 1_800_000, from: 'the vault' };
  const of = (recorded: Facts) =>
    budgets(runbookFor(definition('regional-outage'), { parameters: OUTAGE, facts: recorded }));
  const literal = budgets(define('regional-outage', OUTAGE));

  it('make the same budgets for whoever goes on with it, and for its report', () => {
    expect(of({ sizes })['restore-secrets']).toBeGreaterThan(literal['restore-secrets'] ?? 0);
    expect(of({ sizes })).toEqual(of({ sizes: JSON.parse(JSON.stringify(sizes)) }));
  });

  it('may be none, or of another version: then budgets are those of any size', () => {
    expect(of({})).toEqual(literal);
    expect(of({ sizes: { secrets: 'many' } })).toEqual(literal);
    expect(of({ sizes: { ...sizes, items: null, secrets: null } })).toEqual(literal);
  });

  it('are completed where only secrets are known', () => {
    const workload = workloadFrom({ ...sizes, items: null, bytes: null });
    expect(workload?.secrets.likely).toBe(1_800_000);
    expect(workload?.items.likely).toBeCloseTo(6_000_000, -2);
  });
});

describe('what is said when a run begins', () => {
  it('is how long it takes, that the objective would be missed, and the lever of the step that decides', () => {
    const line = forecast(define('regional-outage', OUTAGE), MILLION, {
      ...objectives,
      recoveryTimeMinutes: 240,
    });
    expect(line).toMatch(
      /1,800,000 secrets \(a million users\): \d+ h \d\d min likely, \d+ h \d\d min in the/,
    );
    expect(line).toMatch(
      /restore-secrets takes the longest; the objective of 240 min WOULD BE MISSED; lever: sealed per-user secrets/,
    );
    expect(line).not.toContain('\n');
  });

  it('is that the objective holds, without a lever, when it does', () => {
    const line = forecast(define('regional-outage', OUTAGE), FEW, {
      ...objectives,
      recoveryTimeMinutes: 600,
    });
    expect(line).toMatch(/the objective of 600 min holds$/);
  });

  it('is of a move that the service goes on: it has no objective', () => {
    expect(forecast(define('failback', {}), MILLION, objectives)).toMatch(
      /the service goes on for most of it$/,
    );
  });

  it('counts a step that nobody can estimate with its budget', () => {
    const searching = define('data-corruption', { restoreTo: 'auto' });
    expect(forecast(searching, MILLION, objectives)).toMatch(
      /^estimate for 6,000,000 items \(a million users\)/,
    );
  });
});
