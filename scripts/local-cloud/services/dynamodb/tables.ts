import type { ServiceContext, ServiceRequest, ServiceResponse } from '../../gateway/service';
import { editJson, jsonBody, type Json } from '../support/json';
import { describeTableState } from './description';
import { fail, invalid } from './moto-call';
import { ResourcePolicies } from './resource-policy';
import type { Replication } from './replication';
import { followStream } from './streams/follow';
import { TableState, type RegionTables } from './table-state';

const HOUR = 3_600_000;
/** How long a change of a table goes on. AWS publishes no figure; most take seconds. */
const UPDATE_TIME = 5_000;
/** How long a table that is being restored may not be found yet (aws-facts.md, 1.17). AWS publishes no figure. */
const VISIBLE_AFTER = 1_000;

const CHANGES = new Set(['UpdateTable', 'DeleteTable', 'UpdateTimeToLive']);

/** Calls on tables: moto makes them, and what it does not know is noted and shown here. */
export async function tableCall(
  tables: RegionTables,
  request: ServiceRequest,
  context: ServiceContext,
  replication: Replication,
): Promise<ServiceResponse | undefined> {
  const { forward, clock } = context;
  const { operation = '' } = request;
  const body = jsonBody(request);
  if (operation === 'CreateTable') return create(tables, request, context);
  const table = tables.get(body.TableName);
  if (table === undefined) return undefined;
  const now = clock.now();
  const refusal = CHANGES.has(operation) ? refuseWhileInUse(table, request, now) : undefined;
  if (refusal !== undefined) return refusal;
  switch (operation) {
    case 'DescribeTable':
      if (table.restore !== undefined && now < table.restore.startedAt + VISIBLE_AFTER) {
        return fail(
          request,
          'ResourceNotFoundException',
          `Requested resource not found: Table: ${table.name} not found`,
        );
      }
      return editJson(await forward(request), ({ Table }) => ({
        Table: describeTableState(table, Table as Json, clock.now()),
      }));
    case 'UpdateTable':
      return body.ReplicaUpdates === undefined
        ? update(tables, table, request, context)
        : busy(table, now, () => replication.update(table, request, context));
    case 'DeleteTable':
      return editJson(await forward(request), (content) => {
        tables.byName.delete(table.name);
        replication.deleted(table);
        return content;
      });
    case 'UpdateTimeToLive':
      // One change an hour (aws-facts.md, 1.31).
      if (table.timeToLiveChangedAt !== undefined && now < table.timeToLiveChangedAt + HOUR) {
        return invalid(request, 'Time to live has been modified multiple times within a fixed interval');
      }
      return timeToLive(table, request, context, replication);
    default:
      return undefined;
  }
}

/** A table that is being made or changed takes no other change (aws-facts.md, 1.34 and 1.35). */
function refuseWhileInUse(
  table: TableState,
  request: ServiceRequest,
  now: number,
): ServiceResponse | undefined {
  const state = table.isCreating ? 'created' : table.isBusy(now) ? 'updated' : undefined;
  return state === undefined
    ? undefined
    : fail(
        request,
        'ResourceInUseException',
        `Attempt to change a resource which is still in use: Table is being ${state}: ${table.name}`,
      );
}

async function create(
  tables: RegionTables,
  request: ServiceRequest,
  { forward, clock }: ServiceContext,
): Promise<ServiceResponse> {
  const { ResourcePolicy, ...rest } = jsonBody(request);
  const answer = await forward({ ...request, body: Buffer.from(JSON.stringify(rest)) });
  return editJson(answer, (content) => {
    const description = content.TableDescription as Json;
    const keys = (description.KeySchema as readonly Json[]).map(({ AttributeName }) => String(AttributeName));
    const created = new TableState(String(description.TableName), keys, clock.now());
    created.ignored.note(rest);
    // In force at once, unlike one that is put later (aws-facts.md, 2.7).
    if (typeof ResourcePolicy === 'string') {
      created.policies = new ResourcePolicies();
      created.policies.set(ResourcePolicy, 0);
    }
    tables.byName.set(created.name, created);
    followStream(tables, created, description, clock.now());
    return { ...content, TableDescription: created.ignored.show(description) };
  });
}

async function update(
  tables: RegionTables,
  table: TableState,
  request: ServiceRequest,
  { forward, clock }: ServiceContext,
): Promise<ServiceResponse> {
  const body = jsonBody(request);
  const indexUpdates = (body.GlobalSecondaryIndexUpdates ?? []) as readonly Json[];
  const remade = indexUpdates.filter(({ Create, Delete }) => (Create ?? Delete) !== undefined);
  if (remade.length > 1) {
    const text =
      'Subscriber limit exceeded: Only 1 online index can be created or deleted simultaneously per table';
    return fail(request, 'LimitExceededException', text);
  }
  const answer = await busy(table, clock.now(), () => forward(request));
  return editJson(answer, (content) => {
    const now = clock.now();
    const description = content.TableDescription as Json;
    const { KMSMasterKeyId } = (body.SSESpecification ?? {}) as Record<string, string>;
    if (KMSMasterKeyId !== undefined) table.encryption = { kmsKeyArn: KMSMasterKeyId };
    table.ignored.note(body);
    if (body.StreamSpecification !== undefined) followStream(tables, table, description, now);
    return {
      ...content,
      TableDescription: { ...describeTableState(table, description, now), TableStatus: 'UPDATING' },
    };
  });
}

/** Makes a change of a table, which then goes on for a while; one that fails leaves it as it was. */
async function busy(
  table: TableState,
  now: number,
  change: () => Promise<ServiceResponse>,
): Promise<ServiceResponse> {
  const before = table.busyUntil;
  table.busyUntil = now + UPDATE_TIME;
  const answer = await change();
  if (answer.status >= 300) table.busyUntil = before;
  return answer;
}

async function timeToLive(
  table: TableState,
  request: ServiceRequest,
  context: ServiceContext,
  replication: Replication,
): Promise<ServiceResponse> {
  const now = context.clock.now();
  const answer = await context.forward(request);
  if (answer.status >= 300) return answer;
  table.timeToLiveChangedAt = now;
  await replication.timeToLive(table, request, context);
  return answer;
}
