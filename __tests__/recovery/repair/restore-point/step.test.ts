import { isoSecond } from '../../../../scripts/engine/clock';
import {
  findRestorePointStep,
  restorePointOf,
} from '../../../../scripts/runbooks/steps/repair/find-restore-point';
import type { RecoveryFacts } from '../../../../scripts/runbooks/facts';
import type { RecoveryContext } from '../../../../scripts/runbooks/world';
import { DAMAGES, SECOND, TABLE, World } from './world';

const step = findRestorePointStep();

/** A run of the step, with what it recorded and kept. */
class Run {
  readonly kept = new Map<string, object>();
  readonly context: RecoveryContext;
  looked = 0;

  constructor(world: World, { acceptedFrom }: { readonly acceptedFrom?: string } = {}) {
    const facts: Partial<RecoveryFacts> = { sourceTable: TABLE };
    const { target, clients, clock, signal } = world.action;
    this.context = {
      world: {
        target,
        clients,
        acknowledged:
          acceptedFrom === undefined ? undefined : { from: acceptedFrom, to: isoSecond(world.now) },
        keep: (name: string, content: object) => {
          this.kept.set(name, content);
          return Promise.resolve();
        },
      },
      incident: 'INC-1',
      facts,
      clock,
      signal,
      record: (learnt: Partial<RecoveryFacts>) => {
        this.looked += 1;
        Object.assign(facts, learnt);
        return Promise.resolve();
      },
      progress: () => undefined,
    } as unknown as RecoveryContext;
  }
}

async function damaged(times: number): Promise<{ world: World; point: string }> {
  const world = new World(30);
  await world.goodTime();
  const point = isoSecond(world.now - SECOND);
  for (let n = 0; n < times; n += 1) DAMAGES['a subscription that does not exist']!(world, () => n);
  await world.pass(3);
  return { world, point };
}

describe('the step that finds the restore point', () => {
  it('goes on alone when it is highly sure, and keeps everything but a few keys out of the journal', async () => {
    const { world, point } = await damaged(25);
    const { context, kept } = new Run(world);
    expect(await step.check(context)).toBe('to do');
    await step.run(context);
    expect(await step.check(context)).toBe('done');
    expect(await step.verify(context)).toMatchObject({ sureness: 'high', found: point, corruptedItems: 25 });
    expect(restorePointOf(context, { kind: 'auto' })).toBe(point);
    expect(context.facts.restorePointFindings?.keys).toHaveLength(20);
    expect(kept.get('restore-point.json')).toMatchObject({ restorePoint: point, keys: { length: 25 } });
  });

  it('stops when it is less sure, with the command that accepts the second, and looks only once', async () => {
    const { world, point } = await damaged(1);
    const run = new Run(world);
    const stop = { kind: 'refused', code: 'RESTORE_POINT_UNSURE' };
    await expect(step.run(run.context)).rejects.toMatchObject({
      ...stop,
      message: expect.stringMatching(/its sureness is only medium: .*fewer than 3 items/),
      next: expect.stringMatching(`^npx recover resume INC-1 --accept-data-loss ${point}/2026-01-01T`),
    });
    await expect(step.run(run.context)).rejects.toMatchObject(stop);
    expect(run.looked).toBe(1);
  });

  it('goes on when somebody has accepted the loss from that very second, and from no other', async () => {
    const { world, point } = await damaged(1);
    const accepted = new Run(world, { acceptedFrom: point.replace('Z', '.000Z') });
    await step.run(accepted.context);
    expect(await step.check(accepted.context)).toBe('done');
    const other = new Run(world, { acceptedFrom: isoSecond(Date.parse(point) - SECOND) });
    await expect(step.run(other.context)).rejects.toMatchObject({ code: 'RESTORE_POINT_UNSURE' });
  });

  it('stops when nothing can be known, and looks again the next time', async () => {
    const world = new World(4);
    await world.goodTime();
    await world.pass(3);
    const run = new Run(world);
    await expect(step.run(run.context)).rejects.toMatchObject({
      kind: 'precondition',
      code: 'RESTORE_POINT_UNKNOWN',
      next: 'npx recover validate',
    });
    expect(() => restorePointOf(run.context, { kind: 'auto' })).toThrow(/found no restore point/);
    for (let n = 0; n < 4; n += 1) DAMAGES['a subscription that does not exist']!(world, () => n);
    await world.pass(3);
    await step.run(run.context);
    expect(await step.check(run.context)).toBe('done');
  });

  it('leaves a second that was given alone', () => {
    const { context } = new Run(new World(1));
    expect(restorePointOf(context, { kind: 'second', at: '2026-01-01T00:00:00Z' })).toBe(
      '2026-01-01T00:00:00Z',
    );
  });
});
