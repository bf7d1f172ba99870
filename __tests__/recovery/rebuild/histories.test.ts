import fc from 'fast-check';
import { chooseRebuildSource } from '../../../scripts/runbooks/steps/rebuild/choose-source';
import { createRebuiltTable } from '../../../scripts/runbooks/steps/rebuild/create-table';
import { loadRebuiltTable } from '../../../scripts/runbooks/steps/rebuild/load-table';
import { makeHaste } from '../../simulation/support/haste';
import { World } from '../protect/support/world';
import { Rebuilding } from './support/rebuilding';
import { asItems, stateAt, VaultFixture, type Event, type History } from './support/vault-fixture';

const STEPS = [chooseRebuildSource(), createRebuiltTable(), loadRebuiltTable()];
makeHaste();

/** Times of events crowd where exports and rounds begin and end. */
const second = fc.oneof(
  fc.integer({ min: 0, max: 3_599 }),
  fc.integer({ min: 540, max: 660 }),
  fc.integer({ min: 2_250, max: 2_550 }),
);
const event: fc.Arbitrary<Event> = fc.record({
  at: second,
  key: fc.constantFrom('a', 'b', 'cc', 'dd', 'e', 'ff'),
  value: fc.option(fc.integer({ max: 99, min: 0 }).map(String), { nil: undefined }),
});
/** Full export at ten minutes, incremental ones of a quarter of an hour, rounds of changes, the last at an hour. */
const TIMES = { exports: [600, 1_500, 2_400], rounds: [900, 1_800, 2_100, 2_280, 2_400, 3_000, 3_600] };

async function rebuilt(history: History): Promise<{ items: Map<string, string>; restorePoint: string }> {
  const world = await World.create();
  await new VaultFixture(world).write(history);
  const rebuilding = new Rebuilding(world);
  await rebuilding.makeKey();
  rebuilding.lose();
  const incident = rebuilding.incident();
  try {
    await rebuilding.run(STEPS, incident);
    const { restoredTable = '', restorePoint = '' } = incident.facts;
    return { items: await rebuilding.items(restoredTable), restorePoint };
  } finally {
    rebuilding.remove();
  }
}

it('whatever was written, the rebuilt table is the lost one at the restore point', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(event, { maxLength: 60 }),
      fc.dictionary(fc.constantFrom('a', 'b', 'cc', 'dd'), fc.integer({ min: -60, max: 60 })),
      async (events, blurs) => {
        const { items, restorePoint } = await rebuilt({
          events,
          ...TIMES,
          since: 300,
          blur: (key) => blurs[key] ?? 0,
        });
        expect(restorePoint).toBe('2026-02-28T21:00:00.000Z');
        expect(items).toEqual(asItems(stateAt(inOrder(events), 3_600)));
      },
    ),
    { numRuns: 12 },
  );
});

it('changes that begin too late are left out, and the exports alone count', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(event, { maxLength: 40 }), async (events) => {
      const { items, restorePoint } = await rebuilt({
        events,
        ...TIMES,
        rounds: [2_500, 3_600],
        since: 2_281,
      });
      expect(restorePoint).toBe('2026-02-28T20:40:00.000Z');
      expect(items).toEqual(asItems(stateAt(inOrder(events), 2_400)));
    }),
    { numRuns: 5 },
  );
});

function inOrder(events: readonly Event[]): Event[] {
  return [...events].sort((a, b) => a.at - b.at);
}
