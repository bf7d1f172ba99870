import type { Principals } from '../../gateway/principals';
import type { LocalService } from '../../gateway/service';
import { Regional } from '../support/regional';
import { refuseAccess } from './access';
import { exportCall, type ExportsProps } from './exports';
import { RegionExports } from './exports/region-exports';
import { refuseItems } from './item-limits';
import { isPartiql, partiql } from './partiql';
import { describeBackups, updateBackups } from './point-in-time';
import { Replication } from './replication';
import { resourcePolicy } from './resource-policy';
import { restore } from './restore';
import { streams } from './streams';
import type { StreamsProps } from './streams/table-stream';
import { tableCall } from './tables';
import { RegionTables } from './table-state';
import { isWrite, write } from './writes';

const POLICY_CALLS = new Set(['PutResourcePolicy', 'GetResourcePolicy', 'DeleteResourcePolicy']);

export interface DynamoDbProps {
  readonly exports?: ExportsProps;
  readonly streams?: StreamsProps;
}

/**
 * What makes a table of the local cloud a table that can be recovered: every change is kept, so that a restore goes
 * back to any second and streams tell what happened; policies that deny are enforced; a restore takes its time and
 * leaves behind what the real one does. Items themselves are kept by the store behind (moto).
 */
export function createDynamoDb(principals: Principals, props: DynamoDbProps = {}): LocalService {
  const exports = new Regional(() => new RegionExports());
  const regional = new Regional(() => new RegionTables(props.streams));
  const replication = new Replication((region, { accountId }) => regional.of({ region, accountId }));
  return {
    name: 'dynamodb time travel',
    async respond(request, context) {
      const { service, operation = '' } = request;
      if (service !== 'dynamodb') return undefined;
      const tables = regional.of(request);
      await replication.catchUp(request.region);
      const refusal = refuseAccess(tables, principals, request, context) ?? refuseItems(tables, request);
      if (refusal !== undefined) return refusal;
      if (isWrite(operation)) return write(tables, request, context);
      if (isPartiql(operation)) return partiql(tables, request, context);
      if (operation === 'DescribeContinuousBackups') return describeBackups(tables, request, context);
      if (operation === 'UpdateContinuousBackups') return updateBackups(tables, request, context);
      if (operation === 'RestoreTableToPointInTime') {
        return restore((region) => regional.of({ region, accountId: request.accountId }), request, context);
      }
      if (POLICY_CALLS.has(operation)) return resourcePolicy(tables, request, context);
      return (
        streams(tables, request, context) ??
        (await exportCall({ tables, exports: exports.of(request) }, request, context, props.exports)) ??
        (await tableCall(tables, request, context, replication))
      );
    },
  };
}
