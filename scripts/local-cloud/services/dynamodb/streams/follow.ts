import type { Json } from '../../support/json';
import type { RegionTables, TableState } from '../table-state';
import { TableStream } from './table-stream';

/** Notes a stream that was switched on or off. */
export function followStream(tables: RegionTables, table: TableState, description: Json, now: number): void {
  const { StreamEnabled, StreamViewType } = (description.StreamSpecification ?? {}) as Record<
    string,
    unknown
  >;
  const open = table.streams.find(({ isEnabled }) => isEnabled);
  if (StreamEnabled !== true) {
    open?.disable(now);
    return;
  }
  const arn = String(description.LatestStreamArn);
  if (open?.props.arn === arn) return;
  const props = {
    arn,
    label: String(description.LatestStreamLabel),
    viewType: String(StreamViewType),
    enabledAt: now,
    afterSequence: tables.lastSequence,
  };
  table.streams.push(new TableStream(props, tables.streams));
}
