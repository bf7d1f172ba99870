import type { ServiceContext, ServiceRequest, ServiceResponse } from '../../../gateway/service';
import type { Json } from '../../support/json';
import { fill } from '../fill';
import { ask, inRegion, invalid } from '../moto-call';
import { schemaFor } from '../schema';
import { followStream } from '../streams/follow';
import { TableState, type RegionTables } from '../table-state';
import type { GlobalTable } from './global-table';
import { Replica } from './replica';
import { copyTimeToLive } from './time-to-live';

/** How long a replica is being made. AWS publishes no figure; cloud milliseconds. */
const CREATION_TIME = 60_000;
const STREAM = { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' };

export interface Creation {
  readonly table: TableState;
  /** Those of its region, and those of the region where the replica is to be. */
  readonly here: RegionTables;
  readonly there: RegionTables;
  readonly region: string;
  readonly keyId: string | undefined;
  readonly group: GlobalTable;
  readonly request: ServiceRequest;
  readonly context: ServiceContext;
}

/**
 * Makes a replica of a table: of its keys, indexes, capacity, items and time to live; everything else is its own.
 *
 * @returns the error when it cannot be made
 */
export async function createReplica(creation: Creation): Promise<ServiceResponse | undefined> {
  const { table, there, region, keyId, group, request, context } = creation;
  const remote = inRegion(request, region);
  const described = await ask(request, context, 'DescribeTable', { TableName: table.name });
  const source = described.content.Table as Json;
  const stream = source.StreamSpecification as Json | undefined;
  if (stream?.StreamEnabled === true && stream.StreamViewType !== STREAM.StreamViewType) {
    return invalid(request, 'Table must have a stream of NEW_AND_OLD_IMAGES to have replicas');
  }
  const encryption =
    keyId === undefined ? { Enabled: false } : { Enabled: true, SSEType: 'KMS', KMSMasterKeyId: keyId };
  const { response, content } = await ask(remote, context, 'CreateTable', {
    ...schemaFor(source, { TargetTableName: table.name, SSESpecificationOverride: encryption }),
    StreamSpecification: STREAM,
  });
  if (response.status >= 300) {
    const exists = content.__type?.toString().includes('ResourceInUse') === true;
    const text = `Failed to create a the new replica of table with name: '${table.name}' because one or more replicas already existed as tables.`;
    return exists ? invalid(request, text) : response;
  }
  if (stream?.StreamEnabled !== true) await switchStreamOn(creation);
  if (group.of(table) === undefined) group.join(new Replica({ table, tables: creation.here, request }));
  const copy = new TableState(table.name, table.keyNames, context.clock.now());
  const replica = new Replica({ table: copy, tables: there, request: remote, keyId });
  replica.isCreating = true;
  there.byName.set(copy.name, copy);
  group.join(replica);
  // Of what is written from here on the replica is told; what was there before it gets now.
  const items = [...table.items.values()];
  const filled = (async (): Promise<void> => {
    await fill(copy, items, { request: remote, context, tables: there, origin: 'replica' });
    await copyTimeToLive(table.name, { from: request, to: remote, context });
    followStream(there, copy, content.TableDescription as Json, context.clock.now());
  })();
  finish(replica, filled, { group, context });
  return undefined;
}

async function switchStreamOn({ table, here, request, context }: Creation): Promise<void> {
  const { content } = await ask(request, context, 'UpdateTable', {
    TableName: table.name,
    StreamSpecification: STREAM,
  });
  followStream(here, table, content.TableDescription as Json, context.clock.now());
}

/** Ends the making of a replica when its time is over and every item is there. */
function finish(
  replica: Replica,
  filled: Promise<void>,
  { group, context }: Pick<Creation, 'group' | 'context'>,
): void {
  const outcome = filled.catch((error: unknown) => ({ error }));
  context.clock.after(CREATION_TIME, () => {
    void outcome.then((failure) => {
      if (failure !== undefined) {
        console.error(`the replica in ${replica.region} stays CREATING: ${String(failure.error)}`);
        return undefined;
      }
      replica.isCreating = false;
      return group.catchUp(replica);
    });
  });
}
