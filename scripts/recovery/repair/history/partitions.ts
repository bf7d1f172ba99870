import { keyText, type Item } from '../../items/item';
import type { CompiledRules } from '../../items/rules/compile';
import type { Histories } from './histories';
import { BATCH_GET, readItems, readPartition, type TableReader } from './table-items';
import type { Trace } from './trace';

export interface TracedPartition {
  readonly PK: string;
  readonly traces: ReadonlyMap<string, Trace>;
  /** As much of the partition in the table as decisions about it need. */
  readonly present: ReadonlyMap<string, Item>;
}

/** Reads the items of some partitions. */
export type PartitionGroup = () => Promise<readonly TracedPartition[]>;

/**
 * The partitions that changed, in groups that are read by one call: a partition as a whole where references between its
 * items matter, single items of many partitions elsewhere.
 */
export function* partitionsOf(
  { traces: partitions }: Histories,
  rules: CompiledRules,
  reader: TableReader,
): Generator<PartitionGroup, undefined> {
  let alone: (readonly [PK: string, traces: ReadonlyMap<string, Trace>])[] = [];
  let keys = 0;
  for (const [PK, traces] of partitions) {
    const isAlone = traces.size <= BATCH_GET && [...traces.keys()].every((SK) => comesAlone(rules, PK, SK));
    if (!isAlone) {
      yield async () => [{ PK, traces, present: await readPartition(reader, PK) }];
      continue;
    }
    if (keys + traces.size > BATCH_GET) {
      yield batchOf(reader, alone);
      [alone, keys] = [[], 0];
    }
    alone.push([PK, traces]);
    keys += traces.size;
  }
  if (alone.length > 0) yield batchOf(reader, alone);
  return undefined;
}

function comesAlone(rules: CompiledRules, PK: string, SK: string): boolean {
  const entity = rules.entityOf({ PK, SK });
  return entity?.deletion === 'alone' && entity.references.length === 0;
}

function batchOf(
  reader: TableReader,
  partitions: readonly (readonly [PK: string, traces: ReadonlyMap<string, Trace>])[],
): PartitionGroup {
  return async () => {
    const keys = partitions.flatMap(([PK, traces]) => [...traces.keys()].map((SK) => ({ PK, SK })));
    const items = await readItems(reader, keys);
    return partitions.map(([PK, traces]) => {
      const present = new Map<string, Item>();
      for (const SK of traces.keys()) {
        const item = items.get(keyText({ PK, SK }));
        if (item !== undefined) present.set(SK, item);
      }
      return { PK, traces, present };
    });
  };
}
