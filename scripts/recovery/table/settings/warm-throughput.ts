import {
  UpdateTableCommand,
  type GlobalSecondaryIndexDescription,
  type TableDescription,
} from '@aws-sdk/client-dynamodb';
import type { Json } from '../../../engine/json';
import type { Units } from './capacity';
import { byName, type Setting, type JsonObject } from './setting';

interface Warm extends JsonObject {
  readonly table: Units;
  readonly indexes: Readonly<Record<string, Units>>;
}

/**
 * What the table can serve at once, in units a second. A restored table starts cold and would throttle at the
 * cut-over; it is warmed to what the source had. AWS charges for that once, and cannot lower it (aws-facts.md, 4.4):
 * more than wanted is as good.
 */
export const warmThroughput: Setting<Warm> = {
  id: 'warmThroughput',
  patience: 3 * 3_600_000,
  read: (_action, { description }) => ({
    table: unitsOf(description),
    indexes: Object.fromEntries(
      byName(description.GlobalSecondaryIndexes).map(([name, index]) => [name, unitsOf(index)]),
    ),
  }),
  async put({ clients }, { subject, wanted, actual }) {
    const indexes = Object.entries(wanted.indexes).filter(([name, units]) =>
      isColder(actual.indexes[name], units),
    );
    await clients.dynamodb.send(
      new UpdateTableCommand({
        TableName: subject.name,
        ...(isColder(actual.table, wanted.table)
          ? { WarmThroughput: warmer(wanted.table, actual.table) }
          : {
              GlobalSecondaryIndexUpdates: indexes.map(([IndexName, units]) => ({
                Update: { IndexName, WarmThroughput: warmer(units, actual.indexes[IndexName] ?? units) },
              })),
            }),
      }),
    );
    return true;
  },
  same: (wanted, actual) =>
    !isColder(actual.table, wanted.table) &&
    !Object.entries(wanted.indexes).some(([name, units]) => isColder(actual.indexes[name], units)),
};

/** What a new table or index is created with, as the API takes it: none is made colder than any other (aws-facts.md, 4.4). */
export function newWarmth(value: Json | undefined, index?: string) {
  const { table, indexes } = (value ?? {}) as Partial<Warm>;
  const units = index === undefined ? table : indexes?.[index];
  if (units === undefined || !isColder(NEW_TABLE, units)) return {};
  return { WarmThroughput: warmer(units, NEW_TABLE) };
}

/** What every new table on demand can serve at once. */
export const NEW_TABLE: Units = { read: 12_000, write: 4_000 };

function unitsOf({ WarmThroughput }: TableDescription | GlobalSecondaryIndexDescription): Units {
  return { read: WarmThroughput?.ReadUnitsPerSecond ?? 0, write: WarmThroughput?.WriteUnitsPerSecond ?? 0 };
}

function isColder(actual: Units | undefined, wanted: Units): boolean {
  return actual !== undefined && (actual.read < wanted.read || actual.write < wanted.write);
}

function warmer(a: Units, b: Units) {
  return {
    ReadUnitsPerSecond: Math.max(a.read, b.read),
    WriteUnitsPerSecond: Math.max(a.write, b.write),
  };
}
