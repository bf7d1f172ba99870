import type { TableSettings } from '../../table/settings';
import type { Units } from '../../table/settings/capacity';
import { NEW_TABLE } from '../../table/settings/warm-throughput';

interface Throughput {
  readonly mode?: string;
  readonly table?: Units;
}

/** Write units a second that a table which is made with these settings takes from its first second on (aws-facts.md, 4.4). */
export function writeUnitsOf({ values }: TableSettings): number {
  const warm = (values.warmThroughput ?? {}) as Throughput;
  const { mode, table } = (values.capacity ?? {}) as Throughput;
  const limit = mode === 'PROVISIONED' || table === undefined || table.write < 1 ? Infinity : table.write;
  return Math.min(limit, Math.max(NEW_TABLE.write, warm.table?.write ?? 0));
}
