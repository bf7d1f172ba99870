import type { ServiceContext, ServiceRequest, ServiceResponse } from '../../gateway/service';
import { editJson, jsonBody, type Json } from '../support/json';
import { fail, invalid } from './moto-call';
import { showRestore } from './restore';
import { TableState, type RegionTables } from './table-state';

const HOUR = 3_600_000;

/** Calls on tables: moto makes them, and what it does not know is noted and shown here. */
export async function tableCall(
  tables: RegionTables,
  request: ServiceRequest,
  { forward, clock }: ServiceContext,
): Promise<ServiceResponse | undefined> {
  const body = jsonBody(request);
  const table = tables.get(body.TableName);
  switch (request.operation) {
    case 'CreateTable':
      return editJson(await forward(request), (content) => {
        const description = content.TableDescription as Json;
        const keys = (description.KeySchema as readonly Json[]).map(({ AttributeName }) =>
          String(AttributeName),
        );
        const created = new TableState(String(description.TableName), keys);
        tables.byName.set(created.name, created);
        followStream(tables, created, description, clock.now());
        return content;
      });
    case 'DescribeTable':
      if (table === undefined) return undefined;
      return editJson(await forward(request), ({ Table }) => ({ Table: show(table, Table as Json) }));
    case 'UpdateTable': {
      if (table === undefined) return undefined;
      if (table.restore?.inProgress === true) return creating(request, table);
      return editJson(await forward(request), (content) => {
        const description = content.TableDescription as Json;
        const { KMSMasterKeyId } = (body.SSESpecification ?? {}) as Record<string, string>;
        if (KMSMasterKeyId !== undefined) table.encryption = { kmsKeyArn: KMSMasterKeyId };
        if (body.StreamSpecification !== undefined) followStream(tables, table, description, clock.now());
        return { ...content, TableDescription: show(table, description) };
      });
    }
    case 'DeleteTable': {
      if (table?.restore?.inProgress === true) return creating(request, table);
      return editJson(await forward(request), (content) => {
        if (table !== undefined) tables.byName.delete(table.name);
        return content;
      });
    }
    case 'UpdateTimeToLive': {
      if (table === undefined) return undefined;
      if (table.restore?.inProgress === true) return creating(request, table);
      const now = clock.now();
      // One change an hour (aws-facts.md, 1.31).
      if (table.timeToLiveChangedAt !== undefined && now < table.timeToLiveChangedAt + HOUR) {
        return invalid(request, 'Time to live has been modified multiple times within a fixed interval');
      }
      return editJson(await forward(request), (content) => {
        table.timeToLiveChangedAt = now;
        return content;
      });
    }
    default:
      return undefined;
  }
}

function show(table: TableState, description: Json): Json {
  const encrypted =
    table.encryption === undefined
      ? description
      : {
          ...description,
          SSEDescription: { Status: 'ENABLED', SSEType: 'KMS', KMSMasterKeyArn: table.encryption.kmsKeyArn },
        };
  return showRestore(table, encrypted);
}

/** Notes a stream that was switched on or off. */
function followStream(tables: RegionTables, table: TableState, description: Json, now: number): void {
  const { StreamEnabled, StreamViewType } = (description.StreamSpecification ?? {}) as Record<
    string,
    unknown
  >;
  const open = table.streams.find(({ disabledAt }) => disabledAt === undefined);
  if (StreamEnabled !== true) {
    if (open !== undefined) open.disabledAt = now;
    return;
  }
  const arn = String(description.LatestStreamArn);
  if (open?.arn === arn) return;
  table.streams.push({
    arn,
    label: String(description.LatestStreamLabel),
    viewType: String(StreamViewType),
    enabledAt: now,
    afterSequence: tables.lastSequence,
    disabledAt: undefined,
  });
}

function creating(request: ServiceRequest, { name }: TableState): ServiceResponse {
  return fail(
    request,
    'ResourceInUseException',
    `Attempt to change a resource which is still in use: Table is being created: ${name}`,
  );
}
