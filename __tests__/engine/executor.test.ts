import fc from 'fast-check';
import { execute } from '../../scripts/engine/executor';
import { abort } from '../../scripts/engine/abort';
import { hashOf, FIRST_PREVIOUS, type Entry, type NewEntry } from '../../scripts/engine/journal/entry';
import { replay } from '../../scripts/engine/journal/replay';
import { criticalPathMinutes, defineRunbook } from '../../scripts/engine/runbook';
import type { Step } from '../../scripts/engine/step';
import { Interrupted, Stop } from '../../scripts/engine/stop';
import { VirtualClock } from '../support/virtual-clock';

/** What the steps of these tests do to the world: done, how often, and in which order. */
interface World {
  readonly done: Set<string>;
  readonly order: string[];
  readonly runs: Map<string, number>;
}

type S = Step<World, Record<string, string>>;

class Crash extends Error {}

class MemoryJournal {
  readonly entries: Entry[] = [];
  /** Dies instead of writing this line. */
  crashAt = Infinity;

  append({ kind, step, data }: NewEntry): Promise<Entry> {
    if (this.entries.length + 1 >= this.crashAt) return Promise.reject(new Crash());
    const before = this.entries.at(-1);
    const content = {
      sequence: this.entries.length + 1,
      time: new Date(this.entries.length * 1000).toISOString(),
      kind,
      step: step ?? null,
      data: data ?? {},
      token: 1,
      previous: before?.hash ?? FIRST_PREVIOUS,
    };
    const entry = { ...content, hash: hashOf(content) };
    this.entries.push(entry);
    return Promise.resolve(entry);
  }
}

function newWorld(): World {
  return { done: new Set(), order: [], runs: new Map() };
}

function step(id: string, needs: readonly string[], extra: Partial<S> = {}): S {
  return {
    id,
    title: id,
    why: 'test',
    needs,
    budgetMinutes: 1,
    byHand: 'test',
    check: ({ world }) => Promise.resolve(world.done.has(id) ? 'done' : 'to do'),
    plan: () => Promise.resolve([id]),
    async run({ world, clock }) {
      await clock.sleep(id.length * 1000);
      world.runs.set(id, (world.runs.get(id) ?? 0) + 1);
      world.done.add(id);
      world.order.push(id);
    },
    verify: ({ world }) =>
      world.done.has(id) ? Promise.resolve({ id }) : Promise.reject(new Error(`${id} is not done`)),
    ...extra,
  };
}

async function newJournal(): Promise<MemoryJournal> {
  const journal = new MemoryJournal();
  await journal.append({ kind: 'declared', data: { incident: 'INC', runbook: 'test', operator: 'me' } });
  return journal;
}

function run(
  steps: readonly S[],
  world: World,
  journal: MemoryJournal,
  signal = new AbortController().signal,
) {
  return execute({
    runbook: defineRunbook({ id: 'test', title: 'Test', when: 'in tests', steps }),
    world,
    journal,
    lease: { assertHeld: () => Promise.resolve() },
    clock: new VirtualClock(0),
    signal,
    watch: () => undefined,
  });
}

describe('a run', () => {
  it('does steps whose needs are met side by side, and every step once', async () => {
    const world = newWorld();
    await run([step('cc', ['a', 'bbbb']), step('a', []), step('bbbb', [])], world, await newJournal());
    expect(world.order).toEqual(['a', 'bbbb', 'cc']);
  });

  it('stops at the first failure, lets running steps end, begins none, and goes on when it is run again', async () => {
    const world = newWorld();
    const journal = await newJournal();
    let broken = true;
    const stop = new Stop({ kind: 'verification', code: 'BAD', message: 'bad data' });
    const steps = [
      step('a', [], { verify: () => (broken ? Promise.reject(stop) : Promise.resolve({})) }),
      step('slow-one', []),
      step('after', ['a', 'slow-one']),
    ];
    await expect(run(steps, world, journal)).rejects.toBe(stop);
    expect(world.order).toEqual(['a', 'slow-one']);
    expect(replay(journal.entries).steps.get('a')).toMatchObject({ state: 'failed', error: { code: 'BAD' } });
    broken = false;
    await run(steps, world, journal);
    expect(world.order).toEqual(['a', 'slow-one', 'after']);
    expect(world.runs.get('a')).toBe(1);
    expect(replay(journal.entries).state).toBe('completed');
  });

  it('can be interrupted, and says so in the journal', async () => {
    const world = newWorld();
    const journal = await newJournal();
    const controller = new AbortController();
    const steps = [
      step('a', [], {
        run: ({ clock, signal }) => {
          controller.abort(new Error('ctrl-c'));
          return clock.sleep(1000, signal);
        },
      }),
      step('b', ['a']),
    ];
    await expect(run(steps, world, journal, controller.signal)).rejects.toBeInstanceOf(Interrupted);
    expect(journal.entries.at(-1)?.kind).toBe('interrupted');
    expect(world.order).toEqual([]);
  });

  it('says what stopped a step, not that somebody asked to stop at the same time', async () => {
    const controller = new AbortController();
    const journal = await newJournal();
    const stop = new Stop({ kind: 'verification', code: 'BAD', message: 'bad data' });
    const steps = [
      step('a', [], {
        verify() {
          controller.abort(new Interrupted());
          return Promise.reject(stop);
        },
      }),
    ];
    await expect(run(steps, newWorld(), journal, controller.signal)).rejects.toBe(stop);
    expect(journal.entries.at(-1)).toMatchObject({ kind: 'step-failed', data: { code: 'BAD' } });
  });

  it('writes nothing more once another operator took the lease over in the middle of a step', async () => {
    const lost = new Stop({ kind: 'refused', code: 'LEASE_LOST', message: 'taken over' });
    const controller = new AbortController();
    const journal = await newJournal();
    const steps = [
      step('a', [], {
        run({ clock, signal }) {
          controller.abort(lost);
          return clock.sleep(1000, signal);
        },
      }),
    ];
    await expect(run(steps, newWorld(), journal, controller.signal)).rejects.toBe(lost);
    expect(journal.entries.map(({ kind }) => kind)).toEqual(['declared', 'step-started']);
  });

  it('tells why a step failed even when that cannot be written down', async () => {
    const journal = await newJournal();
    const stop = new Stop({ kind: 'failed', code: 'BROKEN', message: 'broken' });
    const steps = [
      step('a', [], {
        run() {
          journal.crashAt = 0;
          return Promise.reject(stop);
        },
      }),
    ];
    await expect(run(steps, newWorld(), journal)).rejects.toBe(stop);
  });

  it('begins no step without the lease', async () => {
    const world = newWorld();
    const lost = new Stop({ kind: 'refused', code: 'LEASE_LOST', message: 'taken over' });
    const props = {
      runbook: defineRunbook({ id: 'test', title: 'Test', when: 'in tests', steps: [step('a', [])] }),
      world,
      journal: await newJournal(),
      lease: { assertHeld: () => Promise.reject(lost) },
      clock: new VirtualClock(0),
      signal: new AbortController().signal,
      watch: () => undefined,
    };
    await expect(execute(props)).rejects.toBe(lost);
    expect(world.order).toEqual([]);
  });

  it('is undone in the opposite order where steps can be', async () => {
    const world = newWorld();
    const journal = await newJournal();
    const undone: string[] = [];
    const undo = (id: string) => ({
      undo: () => {
        undone.push(id);
        return Promise.resolve();
      },
    });
    const steps = [step('a', [], undo('a')), step('b', ['a']), step('c', ['b'], undo('c'))];
    await run(steps, world, journal);
    await abort({
      runbook: { id: 'test', title: 'Test', when: 'in tests', steps },
      world,
      journal,
      lease: { assertHeld: () => Promise.resolve() },
      clock: new VirtualClock(0),
      signal: new AbortController().signal,
      watch: () => undefined,
    });
    expect(undone).toEqual(['c', 'a']);
    expect(replay(journal.entries).state).toBe('aborted');
  });
});

describe('an undo that fails', () => {
  it('is written down, and tried again by the next abort', async () => {
    const world = newWorld();
    const journal = await newJournal();
    let broken = true;
    const undone: string[] = [];
    const undo = (id: string) => () => {
      if (id === 'a' && broken) return Promise.reject(new Error('locked'));
      undone.push(id);
      return Promise.resolve();
    };
    const steps = [step('a', [], { undo: undo('a') }), step('b', ['a'], { undo: undo('b') })];
    const takeBack = () =>
      abort({
        runbook: { id: 'test', title: 'Test', when: 'in tests', steps },
        world,
        journal,
        lease: { assertHeld: () => Promise.resolve() },
        clock: new VirtualClock(0),
        signal: new AbortController().signal,
        watch: () => undefined,
      });
    await run(steps, world, journal);
    await expect(takeBack()).rejects.toThrow('locked');
    expect(journal.entries.at(-1)).toMatchObject({ kind: 'step-failed', step: 'a' });
    broken = false;
    expect(await takeBack()).toEqual(['a']);
    expect(undone).toEqual(['b', 'a']);
  });
});

describe('a runbook', () => {
  it.each([
    ['a step twice', [step('a', []), step('a', [])], 'two steps called a'],
    ['a need that is no step', [step('a', ['x'])], 'needs x'],
    ['a circle', [step('a', ['b']), step('b', ['a'])], 'wait for each other: a, b'],
  ])('refuses %s', (_, steps, message) => {
    expect(() => defineRunbook({ id: 'x', title: '', when: '', steps })).toThrow(message);
  });

  it('takes as long as its longest chain', () => {
    expect(criticalPathMinutes([step('a', []), step('b', ['a']), step('c', [])])).toBe(2);
  });
});

describe('property: any graph, with failures and crashes anywhere', () => {
  const graph = fc
    .integer({ min: 1, max: 9 })
    .chain((size) => fc.array(fc.array(fc.nat(8), { maxLength: 3 }), { minLength: size, maxLength: size }));

  it('ends in the same world as an undisturbed run, and never runs what is done', async () => {
    await fc.assert(
      fc.asyncProperty(
        graph,
        fc.array(fc.nat(20), { maxLength: 8 }),
        fc.array(fc.nat(8), { maxLength: 4 }),
        async (needs, crashes, failures) => {
          const world = newWorld();
          const journal = await newJournal();
          const failing = new Set(failures.map(String));
          const steps = needs.map((list, index) => {
            const ids = [...new Set(list.filter((need) => need < index))].map((need) => `s${need}`);
            const id = `s${index}`;
            const plain = step(id, ids);
            return {
              ...plain,
              run: async (context: Parameters<S['run']>[0]) => {
                for (const need of ids) expect(world.done.has(need)).toBe(true);
                if (failing.delete(String(index))) throw new Error('fails once');
                await plain.run(context);
              },
            };
          });
          for (const distance of [...crashes, ...failures.map(() => Infinity), Infinity]) {
            journal.crashAt = journal.entries.length + 1 + distance;
            await run(steps, world, journal).catch(() => undefined);
          }
          journal.crashAt = Infinity;
          if (replay(journal.entries).state !== 'completed') await run(steps, world, journal);
          expect([...world.done].sort()).toEqual(steps.map(({ id }) => id).sort());
          for (const times of world.runs.values()) expect(times).toBe(1);
        },
      ),
      { numRuns: 60 },
    );
  });
});
