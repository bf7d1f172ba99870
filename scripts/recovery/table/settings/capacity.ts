import {
  UpdateTableCommand,
  type BillingMode,
  type GlobalSecondaryIndexDescription,
  type TableDescription,
} from '@aws-sdk/client-dynamodb';
import type { Json } from '../../../engine/json';
import { isWithinScaling } from './autoscaling';
import { byName, type Setting, type TableSettings, type JsonObject } from './setting';

/** Capacity units when provisioned; on demand the most request units a second, -1 without a limit. */
export interface Units extends JsonObject {
  readonly read: number;
  readonly write: number;
}

interface Capacity extends JsonObject {
  readonly mode: BillingMode;
  readonly table: Units;
  readonly indexes: Readonly<Record<string, Units>>;
}

/** Billing mode and throughput of the table and its indexes: they are switched by one call. */
export const capacity: Setting<Capacity> = {
  id: 'capacity',
  read(_action, { description }) {
    // A table that was never on demand has no summary (DynamoDB API reference, BillingModeSummary).
    const mode = description.BillingModeSummary?.BillingMode ?? 'PROVISIONED';
    return {
      mode,
      table: unitsOf(description, mode),
      indexes: Object.fromEntries(
        byName(description.GlobalSecondaryIndexes).map(([name, index]) => [name, unitsOf(index, mode)]),
      ),
    };
  },
  async put({ clients }, { subject, wanted, actual, whole }) {
    const switched = wanted.mode !== actual.mode;
    const differs = (place: string, a: Units, b: Units): boolean =>
      switched ? wanted.mode === 'PROVISIONED' || !isEqual(a, b) : !isClose(place, a, b, whole);
    const indexes = Object.entries(wanted.indexes).filter(([name, units]) => {
      const now = actual.indexes[name];
      return now !== undefined && differs(`index/${name}`, units, now);
    });
    await clients.dynamodb.send(
      new UpdateTableCommand({
        TableName: subject.name,
        ...(switched ? { BillingMode: wanted.mode } : {}),
        ...(differs('table', wanted.table, actual.table) ? throughput(wanted.mode, wanted.table) : {}),
        ...(indexes.length === 0
          ? {}
          : {
              GlobalSecondaryIndexUpdates: indexes.map(([IndexName, units]) => ({
                Update: { IndexName, ...throughput(wanted.mode, units) },
              })),
            }),
      }),
    );
    return true;
  },
  same(wanted, actual, { wanted: whole }) {
    if (wanted.mode !== actual.mode || !isClose('table', wanted.table, actual.table, whole)) return false;
    // An index that is missing is told by the indexes.
    return Object.entries(actual.indexes).every(([name, units]) => {
      const expected = wanted.indexes[name];
      return expected === undefined || isClose(`index/${name}`, expected, units, whole);
    });
  },
};

/**
 * What a table that is going to be loaded is created with, as the API takes it, or one of its indexes. Provisioned capacity
 * is for the service and would make a load last for days: such a table is on demand until it is loaded. Switching to
 * provisioned capacity is not limited (DynamoDB developer guide, "Considerations when switching capacity modes").
 */
export function throughputToLoad(value: Json | undefined, index?: string) {
  const { mode, table, indexes } = value as Capacity;
  const units = index === undefined ? table : indexes[index];
  return mode === 'PROVISIONED' || units === undefined ? {} : newThroughput(mode, units);
}

/** What a new index is created with, as the API takes it. */
export function indexThroughput(value: Json | undefined, index: string) {
  const { mode, indexes } = value as Capacity;
  const units = indexes[index];
  return units === undefined ? {} : newThroughput(mode, units);
}

/** What is new has no limits unless they are given. */
function newThroughput(mode: BillingMode, units: Units) {
  const unlimited = mode !== 'PROVISIONED' && units.read < 0 && units.write < 0;
  return unlimited ? {} : throughput(mode, units);
}

function unitsOf(
  { ProvisionedThroughput, OnDemandThroughput }: TableDescription | GlobalSecondaryIndexDescription,
  mode: BillingMode,
): Units {
  return mode === 'PROVISIONED'
    ? {
        read: ProvisionedThroughput?.ReadCapacityUnits ?? 0,
        write: ProvisionedThroughput?.WriteCapacityUnits ?? 0,
      }
    : {
        read: OnDemandThroughput?.MaxReadRequestUnits ?? -1,
        write: OnDemandThroughput?.MaxWriteRequestUnits ?? -1,
      };
}

function throughput(mode: BillingMode, { read, write }: Units) {
  return mode === 'PROVISIONED'
    ? { ProvisionedThroughput: { ReadCapacityUnits: read, WriteCapacityUnits: write } }
    : { OnDemandThroughput: { MaxReadRequestUnits: read, MaxWriteRequestUnits: write } };
}

function isEqual(a: Units, b: Units): boolean {
  return a.read === b.read && a.write === b.write;
}

/** Auto scaling moves capacity: what it could have chosen is as good as what was wanted. */
function isClose(place: string, wanted: Units, actual: Units, whole: TableSettings): boolean {
  return (['read', 'write'] as const).every(
    (direction) =>
      wanted[direction] === actual[direction] ||
      isWithinScaling(whole.values.autoscaling, { place, direction, units: actual[direction] }),
  );
}
