import type { ServiceRequest } from '../../../gateway/service';
import type { Json } from '../../../services/support/json';
import { operation, type Call, type Operations } from '../json-service';
import { Refusal } from '../refusal';
import { Table, type TableDefinition } from './table';

/** The tables of a region. */
export type Tables = Map<string, Table>;

/** @param nameOrArn of a table @throws Refusal ResourceNotFoundException */
export function find(tables: Tables, nameOrArn: unknown): Table {
  const text = String(nameOrArn);
  const name = /:table\/([^/]+)/.exec(text)?.[1] ?? text;
  const table = tables.get(name);
  if (table !== undefined) return table;
  throw new Refusal('ResourceNotFoundException', `Requested resource not found: Table: ${name} not found`);
}

/** Operations on tables as a whole (DynamoDB API reference). */
export function tableOperations(tablesOf: (request: ServiceRequest) => Tables): Operations {
  const table = ({ body, request }: Call): Table =>
    find(tablesOf(request), body.TableName ?? body.ResourceArn);
  return {
    CreateTable: operation(
      'TableName KeySchema AttributeDefinitions BillingMode ProvisionedThroughput GlobalSecondaryIndexes StreamSpecification SSESpecification DeletionProtectionEnabled Tags',
      ({ body, request, now }) => {
        const tables = tablesOf(request);
        const { Tags = [], ...definition } = body as unknown as TableDefinition & {
          readonly Tags?: readonly { readonly Key: string; readonly Value: string }[];
        };
        const name = definition.TableName;
        if (tables.has(name)) throw new Refusal('ResourceInUseException', `Table already exists: ${name}`);
        const arn = `arn:aws:dynamodb:${request.region}:${request.accountId}:table/${name}`;
        const created = new Table(definition, { arn, createdAt: now });
        for (const { Key, Value } of Tags) created.tags.set(Key, Value);
        tables.set(name, created);
        return { TableDescription: created.describe() };
      },
    ),
    DeleteTable: operation('TableName', (call) => {
      const gone = table(call);
      if (gone.definition.DeletionProtectionEnabled === true) {
        const message = `1 validation error detected: Table '${gone.name}' can't be deleted while DeletionProtectionEnabled is set to True`;
        throw new Refusal('ValidationException', message);
      }
      tablesOf(call.request).delete(gone.name);
      return { TableDescription: { ...gone.describe(), TableStatus: 'DELETING' } };
    }),
    DescribeTable: operation('TableName', (call) => ({ Table: table(call).describe() })),
    ListTables: operation('ExclusiveStartTableName Limit', ({ body, request }) => {
      const { ExclusiveStartTableName: start = '', Limit: limit = 100 } = body as {
        ExclusiveStartTableName?: string;
        Limit?: number;
      };
      const rest = [...tablesOf(request).keys()].sort().filter((name) => name > start);
      const page = rest.slice(0, limit);
      return {
        TableNames: page,
        ...(page.length < rest.length ? { LastEvaluatedTableName: page.at(-1) } : {}),
      };
    }),
    UpdateTable: operation(
      'TableName BillingMode ProvisionedThroughput StreamSpecification SSESpecification DeletionProtectionEnabled',
      (call) => {
        const updated = table(call);
        change(updated, call.body, call.now);
        return { TableDescription: updated.describe() };
      },
    ),
    TagResource: operation('ResourceArn Tags', (call) => {
      const { tags } = table(call);
      for (const { Key, Value } of call.body.Tags as { Key: string; Value: string }[]) tags.set(Key, Value);
      return {};
    }),
    UntagResource: operation('ResourceArn TagKeys', (call) => {
      const { tags } = table(call);
      for (const key of call.body.TagKeys as string[]) tags.delete(key);
      return {};
    }),
    ListTagsOfResource: operation('ResourceArn', (call) => ({
      Tags: [...table(call).tags].map(([Key, Value]) => ({ Key, Value })),
    })),
    UpdateTimeToLive: operation('TableName TimeToLiveSpecification', (call) => {
      const { TimeToLiveSpecification } = call.body as { TimeToLiveSpecification: Json };
      const { Enabled, AttributeName } = TimeToLiveSpecification;
      table(call).timeToLive = { TimeToLiveStatus: Enabled === true ? 'ENABLED' : 'DISABLED', AttributeName };
      return { TimeToLiveSpecification };
    }),
    DescribeTimeToLive: operation('TableName', (call) => ({ TimeToLiveDescription: table(call).timeToLive })),
  };
}

function change(table: Table, body: Json, now: number): void {
  const { definition } = table;
  const wanted = body as Partial<TableDefinition>;
  if (wanted.StreamSpecification !== undefined) {
    if (wanted.StreamSpecification.StreamEnabled === true && table.hasStream) {
      throw new Refusal('ResourceInUseException', 'Cannot enable stream');
    }
    table.setStream(wanted.StreamSpecification, now);
  }
  if (wanted.BillingMode !== undefined) definition.BillingMode = wanted.BillingMode;
  if (wanted.ProvisionedThroughput !== undefined) {
    definition.ProvisionedThroughput = wanted.ProvisionedThroughput;
  }
  if (wanted.DeletionProtectionEnabled !== undefined) {
    definition.DeletionProtectionEnabled = wanted.DeletionProtectionEnabled;
  }
  if (wanted.SSESpecification !== undefined) definition.SSESpecification = wanted.SSESpecification;
}
