import { PutItemCommand, ScanCommand, type AttributeValue } from '@aws-sdk/client-dynamodb';
import { isoSecond } from '../../scripts/engine/clock';
import type { Service } from './service-with-operators';

export type Items = Map<string, Record<string, AttributeValue>>;

/** Everything in a table, by key. */
export async function itemsOf({ clients }: Pick<Service, 'clients'>, TableName: string): Promise<Items> {
  const items: Items = new Map();
  let ExclusiveStartKey: Record<string, AttributeValue> | undefined;
  do {
    const { Items: page = [], LastEvaluatedKey } = await clients.dynamodb.send(
      new ScanCommand({ TableName, ConsistentRead: true, ExclusiveStartKey }),
    );
    for (const item of page) items.set(`${item.PK!.S} ${item.SK!.S}`, item);
    ExclusiveStartKey = LastEvaluatedKey;
  } while (ExclusiveStartKey !== undefined);
  return items;
}

/** Lets good time pass, then breaks some items, then lets the damage be noticed. @returns the last good second, ISO 8601 */
export async function corrupt(service: Service, count = 5): Promise<string> {
  const { clients, clock, table: TableName } = service;
  await clock.sleep(120_000);
  const restorePoint = isoSecond(clock.now());
  await clock.sleep(60_000);
  const { Items: some = [] } = await clients.dynamodb.send(new ScanCommand({ TableName, Limit: count }));
  for (const Item of some) {
    await clients.dynamodb.send(new PutItemCommand({ TableName, Item: { ...Item, version: { S: 'bad' } } }));
  }
  await clock.sleep(6 * 60_000);
  return restorePoint;
}

/** `from/to`, far enough ahead for a run that is slow, or killed and resumed many times. */
export function lossFrom({ clock }: Pick<Service, 'clock'>, restorePoint: string): string {
  return `${restorePoint}/${isoSecond(clock.now() + 3 * 3_600_000)}`;
}
