import { dryRun } from '../../scripts/engine/dry-run';
import { FIRST_PREVIOUS, hashOf, type Entry, type NewEntry } from '../../scripts/engine/journal/entry';
import type { Step } from '../../scripts/engine/step';
import { systemClock } from '../../scripts/engine/clock';

interface Known {
  readonly table: string;
}
type S = Step<{ readonly changes: string[] }, Known>;

function step(id: string, needs: readonly string[], extra: Partial<S> = {}): S {
  return {
    id,
    title: id,
    why: 'test',
    needs,
    budgetMinutes: 1,
    byHand: 'test',
    proves: 'nothing',
    check: () => Promise.resolve('to do'),
    plan: () => Promise.resolve([`do ${id}`]),
    run: ({ world }) => {
      world.changes.push(id);
      return Promise.resolve();
    },
    verify: () => Promise.resolve({}),
    ...extra,
  };
}

function plan(steps: readonly S[], entries: readonly Entry[] = []) {
  const changes: string[] = [];
  return dryRun({
    runbook: { id: 'toy', title: 'Toy', when: 'in tests', steps },
    world: { changes },
    clock: systemClock,
    signal: new AbortController().signal,
    incident: 'INC',
    entries,
  }).then((planned) => ({
    changes,
    planned: planned.map(({ step: id, state, lines }) => [id, state, ...lines]),
  }));
}

function journal(lines: readonly NewEntry[]): Entry[] {
  const entries: Entry[] = [];
  for (const { kind, step: id, data } of lines) {
    const content = {
      sequence: entries.length + 1,
      time: '2026-03-01T00:00:00.000Z',
      kind,
      step: id ?? null,
      data: data ?? {},
      token: 1,
      previous: entries.at(-1)?.hash ?? FIRST_PREVIOUS,
    };
    entries.push({ ...content, hash: hashOf(content) });
  }
  return entries;
}

const needsTable: Partial<S> = {
  plan: ({ facts }) =>
    facts.table === undefined
      ? Promise.reject(new Error('no table yet'))
      : Promise.resolve([`use ${facts.table}`]),
};

describe('a dry run', () => {
  it('plans every step and runs none', async () => {
    expect(await plan([step('b', ['a']), step('a', [])])).toEqual({
      changes: [],
      planned: [
        ['a', 'to do', 'do a'],
        ['b', 'to do', 'do b'],
      ],
    });
  });

  it('runs what only reads, so that later steps know more', async () => {
    const survey = step('survey', [], {
      readsOnly: true,
      run: (context) => context.record({ table: 'T' }),
    });
    const { planned } = await plan([survey, step('use', ['survey'], needsTable)]);
    expect(planned[1]).toEqual(['use', 'to do', 'use T']);
  });

  it('tells what would stop from what nobody can know yet', async () => {
    const { planned } = await plan([step('a', [], needsTable), step('b', ['a'], needsTable)]);
    expect(planned).toEqual([
      ['a', 'would stop', 'no table yet'],
      ['b', 'not known yet', 'no table yet'],
    ]);
  });

  it('names what is done, by the world or by the journal, with the facts of the journal', async () => {
    const entries = journal([
      { kind: 'declared', data: { incident: 'INC', runbook: 'toy', operator: 'alice' } },
      { kind: 'fact', step: 'a', data: { table: 'T' } },
      { kind: 'step-done', step: 'a' },
    ]);
    const steps = [
      step('a', []),
      step('b', ['a'], { check: () => Promise.resolve('done') }),
      step('c', ['b'], needsTable),
    ];
    const { planned } = await plan(steps, entries);
    expect(planned).toEqual([
      ['a', 'done'],
      ['b', 'done'],
      ['c', 'to do', 'use T'],
    ]);
  });
});
