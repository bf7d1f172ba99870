import { criticalPath } from '../../../scripts/recovery/estimate/critical-path';
import { estimate, type Estimate, type EstimateProps } from '../../../scripts/recovery/estimate/estimate';
import { CASES, exactly } from '../../../scripts/recovery/estimate/range';
import { ASSUMPTIONS } from '../../../scripts/recovery/estimate/rates';
import { DATA_CORRUPTION } from '../../../scripts/recovery/estimate/step-durations';
import { workloadOf, type Known } from '../../../scripts/recovery/estimate/workload';
import { criticalPathMinutes } from '../../../scripts/engine/runbook';
import { regionalToEstimate, stepsToEstimate } from '../../../scripts/runbooks/steps-to-estimate';

const OBJECTIVES = { recoveryTimeMinutes: 240, recoveryPointMinutes: 15 };

function estimateOf(known: Known, props: Partial<EstimateProps> = {}): Estimate {
  const workload = workloadOf(known, 'a test');
  return estimate({ workload, objectives: OBJECTIVES, steps: stepsToEstimate(), ...props });
}

function verdictsOf({ objectives }: Estimate): string[] {
  return objectives.map(({ procedure, objective, verdict }) => `${procedure} ${objective} ${verdict}`);
}

describe('sizes', () => {
  it('of a million users are those of the arithmetic in aws-facts.md, 4.8', () => {
    const { items, bytes, secrets } = workloadOf({ users: 1_000_000 }, '');
    expect([items.likely, bytes.likely, secrets.likely]).toEqual([6_000_000, 3_000_000_000, 1_800_000]);
  });

  it('that are known are not estimated', () => {
    const sizes = workloadOf({ items: 600, bytes: 9, secrets: 7 }, '');
    expect(sizes).toMatchObject({ users: exactly(100), bytes: exactly(9), secrets: exactly(7) });
  });

  it('cannot be made of nothing', () => {
    expect(() => workloadOf({ secrets: 3 }, '')).toThrow('neither users nor items');
  });
});

describe('the critical path', () => {
  const steps = [
    { id: 'start', needs: [], seconds: exactly(1) },
    { id: 'short', needs: ['start'], seconds: { low: 5, likely: 5, high: 90 } },
    { id: 'long', needs: ['start'], seconds: { low: 9, likely: 9, high: 20 } },
    { id: 'end', needs: ['short', 'long'], seconds: exactly(2) },
  ];

  it('is the longest chain, in each case its own', () => {
    const { seconds, steps: chains } = criticalPath(steps);
    expect(seconds).toEqual({ low: 12, likely: 12, high: 93 });
    expect(chains.likely).toEqual(['start', 'long', 'end']);
    expect(chains.high).toEqual(['start', 'short', 'end']);
  });

  it('ends where it is told to', () => {
    expect(criticalPath(steps, 'short').seconds.likely).toBe(6);
  });

  it("takes as long as the runbook's own arithmetic says", () => {
    const [corruption] = estimateOf({ users: 1_000_000 }).procedures;
    for (const which of CASES) {
      const budgets = corruption!.steps.map((step) => ({ ...step, budgetMinutes: step.seconds[which] / 60 }));
      expect(corruption!.path.seconds[which]).toBeCloseTo(criticalPathMinutes(budgets) * 60, 6);
    }
  });
});

describe('the model', () => {
  it('has a duration for every step of the runbook, and for no other', () => {
    expect(Object.keys(DATA_CORRUPTION).sort()).toEqual(
      stepsToEstimate()
        .map(({ id }) => id)
        .sort(),
    );
  });

  it.each(regionalToEstimate())(
    'has a duration for every step of $id, within its budget',
    ({ id, steps }) => {
      const { procedures, warnings } = estimateOf({ users: 20_000 }, { regional: regionalToEstimate() });
      const timed = procedures.find((procedure) => procedure.id === id)?.steps ?? [];
      expect(timed.map((step) => step.id)).toEqual(steps.map((step) => step.id));
      // Whatever the budget: AWS says that a restore sometimes takes hours.
      const over = warnings.filter(
        (warning) => warning.startsWith(`${id}:`) && !warning.includes('restore takes'),
      );
      expect(over).toEqual([]);
    },
  );

  it('names what a rebuild would miss at a million users, and the lever', () => {
    const { objectives } = estimateOf({ users: 1_000_000 }, { regional: regionalToEstimate() });
    const missed = objectives.filter(({ procedure }) => procedure === 'regional-outage');
    expect(missed.map(({ objective, verdict }) => [objective, verdict])).toEqual([
      ['recoveryTimeMinutes', 'missed'],
      ['recoveryPointMinutes', 'holds'],
    ]);
    expect(missed[0]?.levers.join()).toContain('sealed per-user secrets');
  });

  it('refuses a step that it does not know', () => {
    const steps = [{ id: 'pray', title: '', needs: [], budgetMinutes: 1 }];
    expect(() => estimateOf({ users: 1 }, { steps })).toThrow('no duration is known of the step pray');
  });

  it('says of every figure what it is and where it is from', () => {
    for (const [id, { what, source }] of Object.entries(ASSUMPTIONS)) {
      expect([id, what.length > 10, source]).toEqual([
        id,
        true,
        expect.stringMatching(/aws-facts|system facts|ours/),
      ]);
    }
  });

  it('shows every assumption that a step names', () => {
    const { procedures, assumptions } = estimateOf({ users: 1_000 }, { regional: regionalToEstimate() });
    const shown = assumptions.map(({ id }) => id);
    const named = procedures.flatMap(({ steps }) => steps.flatMap((step) => step.assumptions));
    expect(shown).toEqual(expect.arrayContaining(named));
    expect(shown.sort()).toEqual(Object.keys(ASSUMPTIONS).sort());
  });

  it('orders every duration: low, likely, high', () => {
    const { procedures } = estimateOf({ users: 1_000_000 });
    for (const { seconds } of procedures.flatMap(({ steps }) => steps)) {
      expect([seconds.low, seconds.likely, seconds.high]).toEqual(
        Object.values(seconds).sort((a: number, b: number) => a - b),
      );
    }
  });

  it('never promises a restore in less than 20 minutes, at any size', () => {
    for (const users of [1, 1_000_000_000]) {
      const [corruption] = estimateOf({ users }).procedures;
      expect(corruption!.steps.find(({ id }) => id === 'restore')!.seconds.low).toBe(1_200);
    }
  });

  it('creates half a million secrets in the 10,000 s of aws-facts.md, 5.2, and the share of the rate that is left over', () => {
    const { procedures } = estimateOf({ users: 1, secrets: 500_000 });
    const creating = procedures[1]!.steps.find(({ id }) => id === 'create-secrets')!;
    expect(creating.seconds.likely).toBeCloseTo(10_000 / 0.99, 3);
  });
});

describe('objectives', () => {
  it('hold for a thousand users, also in the high estimate', () => {
    const result = estimateOf({ users: 1_000 });
    expect(verdictsOf(result)).toEqual([
      'data-corruption recoveryTimeMinutes holds',
      'data-corruption recoveryPointMinutes holds',
      'secrets-elsewhere recoveryTimeMinutes holds',
      'secrets-elsewhere recoveryPointMinutes holds',
    ]);
    expect(result.holds).toBe(true);
    expect(result.objectives.flatMap(({ levers }) => levers)).toEqual([]);
  });

  it('hold for the data of a million users, and not for their secrets', () => {
    const result = estimateOf({ users: 1_000_000 });
    expect(verdictsOf(result)).toEqual([
      'data-corruption recoveryTimeMinutes holds',
      'data-corruption recoveryPointMinutes holds',
      'secrets-elsewhere recoveryTimeMinutes missed',
      'secrets-elsewhere recoveryPointMinutes at risk',
    ]);
    expect(result.holds).toBe(false);
    const levers = result.objectives.flatMap((judgement) => judgement.levers).join('\n');
    expect(levers).toMatch(/replica/);
    expect(levers).toMatch(/sealed per-user secrets/);
    expect(levers).toMatch(/712,800 secrets/);
  });

  it('that only the high estimate misses are at risk', () => {
    const objectives = { recoveryTimeMinutes: 120, recoveryPointMinutes: 15 };
    const result = estimateOf({ users: 1_000 }, { objectives });
    expect(verdictsOf(result)[0]).toBe('data-corruption recoveryTimeMinutes at risk');
    expect(result.objectives[0]!.levers.length).toBeGreaterThan(0);
    expect(result.holds).toBe(true);
  });

  it('name the lever when validation outgrows its budget', () => {
    const result = estimateOf({ users: 100_000_000, secrets: 0 });
    expect(result.warnings).toContainEqual(
      expect.stringMatching(/^data-corruption: validate takes \d+ minutes in the likely/),
    );
    expect(result.objectives[0]!.levers.join()).toContain('more segments');
  });
});

describe('limits', () => {
  it('of the number of secrets is named with the quota to ask for, and holds once it was granted', () => {
    const refused = estimateOf({ users: 1, secrets: 600_000 });
    expect(refused.holds).toBe(false);
    expect(refused.limits[0]).toMatchObject({ id: 'secrets-quota', holds: false, allowed: 500_000 });
    expect(refused.limits[0]!.lever).toContain('"Secrets in a Region" of 600,000');
    const granted = estimateOf({ users: 1, secrets: 600_000 }, { secretsQuota: 600_000 });
    expect(granted.limits[0]).toMatchObject({ holds: true });
  });

  it('of a cold table is reached with more than 4,000 writes a second', () => {
    expect(estimateOf({ users: 1_300_000 }).limits[1]).toMatchObject({ holds: true });
    const reached = estimateOf({ users: 1_400_000 }).limits[1]!;
    expect(reached).toMatchObject({ holds: false });
    expect(reached.lever).toContain('WriteUnitsPerSecond of the restored table to 4,200');
  });
});
