import type { TableSettings } from '../../table/settings';
import { NEW_TABLE } from '../../table/settings/warm-throughput';
import type { Units } from '../../table/settings/capacity';

interface Throughput {
  readonly mode?: string;
  readonly table?: Units;
}

/** Write units a second that a table with these settings takes from its first second on (aws-facts.md, 4.4). */
export function writeUnitsOf({ values }: TableSettings): number {
  const { mode, table } = (values.capacity ?? {}) as Throughput;
  if (mode === 'PROVISIONED' && table !== undefined) return Math.max(1, table.write);
  const warm = (values.warmThroughput ?? {}) as Throughput;
  return Math.max(NEW_TABLE.write, warm.table?.write ?? 0);
}
