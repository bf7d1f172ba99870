import type { ServiceContext, ServiceRequest, ServiceResponse } from '../../../gateway/service';
import { renderError } from '../../../gateway/errors';
import { jsonAnswer, jsonBody, type Json } from '../../support/json';
import { describeTableState } from '../description';
import { ask, inRegion, invalid } from '../moto-call';
import type { RegionTables, TableState } from '../table-state';
import { createReplica } from './create';
import { GlobalTable } from './global-table';
import type { Replica } from './replica';
import { copyTimeToLive } from './time-to-live';

interface ReplicaUpdate {
  readonly Create?: { readonly RegionName: string; readonly KMSMasterKeyId?: string };
  readonly Update?: unknown;
  readonly Delete?: { readonly RegionName: string };
}

/** Global tables, version 2019.11.21 (DynamoDB developer guide, "Global tables"; aws-facts.md, 3.11 to 3.14). */
export class Replication {
  private readonly groups = new Set<GlobalTable>();

  constructor(
    private readonly tablesOf: (region: string, request: Pick<ServiceRequest, 'accountId'>) => RegionTables,
  ) {}

  /** Delivers what is due in a region before somebody looks at it. */
  async catchUp(region: string): Promise<void> {
    for (const group of this.groups) {
      group.convert();
      const replica = group.in(region);
      if (replica !== undefined) await group.catchUp(replica);
    }
  }

  /** UpdateTable with ReplicaUpdates: one replica is made or taken away at a time. */
  async update(
    table: TableState,
    request: ServiceRequest,
    context: ServiceContext,
  ): Promise<ServiceResponse> {
    const { ReplicaUpdates, ...rest } = jsonBody(request);
    const [update, ...more] = ReplicaUpdates as readonly ReplicaUpdate[];
    if (more.length > 0 || Object.keys(rest).some((field) => field !== 'TableName')) {
      return invalid(request, 'One replica can be created or deleted at a time, and nothing else with it');
    }
    const region = (update?.Create ?? update?.Delete)?.RegionName;
    if (region === undefined) {
      const message = 'the local cloud creates and deletes replicas, and does not change them';
      return renderError(request, { status: 501, code: 'NotImplemented', message });
    }
    if (!context.isServed(inRegion(request, region))) {
      const message = `DynamoDB in ${region} does not answer`;
      return renderError(request, { status: 500, code: 'InternalServerError', message });
    }
    const refusal =
      update?.Create === undefined
        ? await this.remove(table, region, { request, context })
        : await this.create(table, update.Create, { request, context });
    if (refusal !== undefined) return refusal;
    const { content } = await ask(request, context, 'DescribeTable', { TableName: table.name });
    const TableDescription = describeTableState(table, content.Table as Json, context.clock.now());
    return jsonAnswer(request, { TableDescription });
  }

  /** A table is gone, and with it what it was to others. */
  deleted(table: TableState): void {
    const found = this.find(table);
    if (found === undefined) return;
    found.group.leave(found.replica);
    if (found.group.size === 0) this.groups.delete(found.group);
  }

  /** Time to live was changed: the others follow. */
  async timeToLive(table: TableState, request: ServiceRequest, context: ServiceContext): Promise<void> {
    const found = this.find(table);
    if (found === undefined) return;
    for (const { props } of found.group.others(found.replica)) {
      await copyTimeToLive(table.name, { from: request, to: props.request, context });
    }
  }

  private find(table: TableState): { readonly group: GlobalTable; readonly replica: Replica } | undefined {
    for (const group of this.groups) {
      const replica = group.of(table);
      if (replica !== undefined) return { group, replica };
    }
    return undefined;
  }

  private async create(
    table: TableState,
    { RegionName: region, KMSMasterKeyId: keyId }: NonNullable<ReplicaUpdate['Create']>,
    call: Call,
  ): Promise<ServiceResponse | undefined> {
    const { request, context } = call;
    const group = this.find(table)?.group ?? new GlobalTable(context);
    const refusal = await createReplica({
      table,
      here: this.tablesOf(request.region, request),
      there: this.tablesOf(region, request),
      region,
      keyId,
      group,
      ...call,
    });
    if (refusal === undefined) this.groups.add(group);
    return refusal;
  }

  private async remove(
    table: TableState,
    region: string,
    { request, context }: Call,
  ): Promise<ServiceResponse | undefined> {
    const found = this.find(table);
    const other = found?.group.in(region);
    if (other === undefined || other === found?.replica) {
      return invalid(
        request,
        'Replica specified in the Replica Update or Replica Delete action of the request was not found.',
      );
    }
    const { response } = await ask(other.props.request, context, 'DeleteTable', { TableName: table.name });
    if (response.status >= 300) return response;
    other.props.tables.byName.delete(table.name);
    this.deleted(other.props.table);
    return undefined;
  }
}

interface Call {
  readonly request: ServiceRequest;
  readonly context: ServiceContext;
}
