import { marshall } from '@aws-sdk/util-dynamodb';
import { DAMAGES, damage } from '../../../scripts/drill/corruption/bad-release';
import { generateUsers, itemsOf } from '../../../scripts/drill/generated-users';
import type { Item } from '../../../scripts/drill/item';
import type { WorkerWrite } from '../../../scripts/drill/worker/change';
import { operationFor } from '../../../scripts/drill/worker/operations';
import { randomFrom } from '../../../scripts/random';

const ITEMS = generateUsers({ count: 30 }).map((user) =>
  itemsOf(user, (userId) => `arn:aws:secretsmanager:us-east-1:123456789012:secret:${userId}`).map(
    (item) => marshall(item) as Item,
  ),
);

async function changesOf(seed: number, operation = damage): Promise<WorkerWrite[]> {
  const changes: WorkerWrite[] = [];
  const random = randomFrom(seed);
  for (const items of ITEMS) {
    const service = {
      now: () => Date.UTC(2026, 0, 31),
      random,
      write: (change: WorkerWrite) => Promise.resolve(void changes.push(change)),
      readSecret: () => Promise.resolve(),
    };
    await operation(service, items);
  }
  return changes;
}

describe('a bad release', () => {
  it('does every kind of damage, sooner or later', async () => {
    const seeds = Array.from({ length: 10 }, (_, seed) => changesOf(seed + 1));
    const done = new Set((await Promise.all(seeds)).flat().map(({ operation }) => operation));
    expect(done.size).toBe(DAMAGES.length);
  });

  it('is told from good writes in the ledger', async () => {
    for (const { good } of await changesOf(1)) expect(good).toBe(false);
  });

  it('does the same for the same seed', async () => {
    expect(await changesOf(7)).toEqual(await changesOf(7));
  });
});

describe('the requests of users', () => {
  it('raise an item to its next version only from the one that was read', async () => {
    for (let share = 0; share < 1; share += 0.05) {
      for (const change of await changesOf(3, operationFor(share, { leaving: true }))) {
        if (!('update' in change) || !change.update.expression.includes('version = version')) continue;
        expect(change.condition).toBe('version = :version');
      }
    }
  });

  it('lock a job before they do it, once', async () => {
    const [first] = await changesOf(3, operationFor(0, { leaving: true }));
    expect(first).toMatchObject({ operation: 'lock job', condition: 'attribute_not_exists(PK)' });
  });
});
