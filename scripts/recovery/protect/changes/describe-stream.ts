import { stop } from '../../../engine/errors';
import type { RegionClients } from '../../aws/action';
import { requireTable } from '../../table/describe-table';

/**
 * The stream of a table, which must carry whole items.
 *
 * @throws Stop TABLE_MISSING, STREAM_OFF, STREAM_UNUSABLE (precondition)
 */
export async function streamOf(action: RegionClients, table: string): Promise<string> {
  const { StreamSpecification, LatestStreamArn } = await requireTable(action, table);
  const { StreamEnabled, StreamViewType } = StreamSpecification ?? {};
  const { region } = action.target;
  if (StreamEnabled !== true || LatestStreamArn === undefined) {
    throw stop('STREAM_OFF', { table, region });
  }
  if (StreamViewType?.includes('NEW') === true) return LatestStreamArn;
  throw stop('STREAM_UNUSABLE', { table, region, view: StreamViewType ?? 'no images' });
}
