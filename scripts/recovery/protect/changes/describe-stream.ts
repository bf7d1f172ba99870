import { Stop } from '../../../engine/stop';
import type { Action } from '../../aws/action';
import { requireTable } from '../../table/describe-table';

/**
 * The stream of a table, which must carry whole items.
 *
 * @throws Stop TABLE_MISSING, STREAM_OFF, STREAM_UNUSABLE (precondition)
 */
export async function streamOf(action: Pick<Action, 'clients' | 'target'>, table: string): Promise<string> {
  const { StreamSpecification, LatestStreamArn } = await requireTable(action, table);
  const { StreamEnabled, StreamViewType } = StreamSpecification ?? {};
  const { names, region, role } = action.target;
  const next = `npx cdktf deploy ${names.stack(role)}`;
  if (StreamEnabled !== true || LatestStreamArn === undefined) {
    throw new Stop({
      kind: 'precondition',
      code: 'STREAM_OFF',
      message: `${table} in ${region} has no stream: no change of it can be copied`,
      next,
    });
  }
  if (StreamViewType?.includes('NEW') === true) return LatestStreamArn;
  throw new Stop({
    kind: 'precondition',
    code: 'STREAM_UNUSABLE',
    message: `the stream of ${table} in ${region} carries ${StreamViewType ?? 'no images'}: allowed is NEW_IMAGE or NEW_AND_OLD_IMAGES`,
    next,
  });
}
