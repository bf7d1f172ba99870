import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { Item } from '../../../../scripts/recovery/items/item';
import { TokenBucket } from '../../../../scripts/recovery/aws/token-bucket';
import { writeExactly, type Written } from '../../../../scripts/recovery/repair/history/write-exactly';
import { SOURCE, World } from '../../validation/world';

const Key = { PK: { S: 'USER#u1' }, SK: { S: 'PROFILE' } };
/** An item of so many attributes, its key among them. */
function itemOf(attributes: number, value: string): Item {
  const others = Array.from({ length: attributes - 2 }, (_, index) => [`a${index}`, { S: value }] as const);
  return { ...Key, ...Object.fromEntries(others) };
}

describe('an item that is written on condition that it is what it was', () => {
  let world: World;
  beforeAll(async () => {
    world = await World.create();
  });

  async function replace(attributes: number): Promise<{ readonly outcome: Written; readonly now: Item }> {
    const [present, wanted] = [itemOf(attributes, 'corrupted'), itemOf(attributes, 'clean')];
    const { action } = world;
    await action.clients.dynamodb.send(new PutItemCommand({ TableName: SOURCE, Item: present }));
    const tokens = new TokenBucket(action, 1_000);
    const outcome = await writeExactly({ action, table: SOURCE, tokens, present, wanted, otherwise: [] });
    const { Item = {} } = await action.clients.dynamodb.send(
      new GetItemCommand({ TableName: SOURCE, Key, ConsistentRead: true }),
    );
    return { outcome, now: Item };
  }

  it.each([3, 149, 150])(
    'is written with %i attributes, which DynamoDB compares in one condition',
    async (attributes) => {
      expect(await replace(attributes)).toEqual({ outcome: 'written', now: itemOf(attributes, 'clean') });
    },
  );

  it.each([151, 200, 279, 400])(
    'is left alone with %i attributes, and nothing else stops for it',
    async (attributes) => {
      expect(await replace(attributes)).toEqual({
        outcome: 'too large',
        now: itemOf(attributes, 'corrupted'),
      });
    },
  );
});
