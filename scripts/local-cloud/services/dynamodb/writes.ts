import type { ServiceContext, ServiceRequest, ServiceResponse } from '../../gateway/service';
import { jsonBody, type Json } from '../support/json';
import type { Item } from './attributes';
import { ask } from './moto-call';
import type { RegionTables } from './table-state';

/** One item that a request may change. `after` is known from the request itself, or has to be read afterwards. */
interface Touched {
  readonly table: string;
  readonly item: Item;
  readonly after: 'read it' | 'gone' | 'as given';
}

const WRITES = new Set(['PutItem', 'DeleteItem', 'UpdateItem', 'BatchWriteItem', 'TransactWriteItems']);

export function isWrite(operation: string): boolean {
  return WRITES.has(operation);
}

/** Applies a write and notes what it changed. What fails has changed nothing, and is not noted. */
export function write(
  tables: RegionTables,
  request: ServiceRequest,
  context: ServiceContext,
): Promise<ServiceResponse> {
  return tables.inTurn(async () => {
    const response = await context.forward(request);
    if (response.status >= 300) return response;
    const answer = JSON.parse(response.body.toString() || '{}') as Json;
    const time = context.clock.now();
    for (const { table: name, item, after } of touchedBy(request, answer)) {
      const table = tables.get(name);
      if (table === undefined) continue;
      const image =
        after === 'as given'
          ? item
          : after === 'gone'
            ? undefined
            : await readItem(request, context, name, item);
      table.note(item, image, { sequence: tables.nextSequence(), time });
    }
    return response;
  });
}

async function readItem(
  request: ServiceRequest,
  context: ServiceContext,
  table: string,
  key: Item,
): Promise<Item | undefined> {
  const { content } = await ask(request, context, 'GetItem', {
    TableName: table,
    Key: key,
    ConsistentRead: true,
  });
  return content.Item as Item | undefined;
}

function touchedBy(request: ServiceRequest, answer: Json): Touched[] {
  const body = jsonBody(request);
  switch (request.operation) {
    case 'BatchWriteItem': {
      const left = (answer.UnprocessedItems ?? {}) as Record<string, readonly Json[]>;
      return Object.entries(body.RequestItems as Record<string, readonly Json[]>).flatMap(
        ([table, requests]) => {
          const unprocessed = new Set((left[table] ?? []).map((one) => JSON.stringify(one)));
          return requests
            .filter((one) => !unprocessed.has(JSON.stringify(one)))
            .map((one) => batched(table, one));
        },
      );
    }
    case 'TransactWriteItems':
      return (body.TransactItems as readonly Record<string, Json>[]).flatMap((one) =>
        Object.entries(one)
          .filter(([kind]) => kind !== 'ConditionCheck')
          .map(([kind, content]) => single(`${kind}Item`, content)),
      );
    default:
      return [single(request.operation ?? '', body)];
  }
}

function single(operation: string, body: Json): Touched {
  const table = String(body.TableName);
  if (operation === 'PutItem') return { table, item: body.Item as Item, after: 'as given' };
  const item = body.Key as Item;
  return { table, item, after: operation === 'DeleteItem' ? 'gone' : 'read it' };
}

function batched(table: string, request: Json): Touched {
  const put = request.PutRequest as { Item: Item } | undefined;
  if (put !== undefined) return { table, item: put.Item, after: 'as given' };
  return { table, item: (request.DeleteRequest as { Key: Item }).Key, after: 'gone' };
}

const CHANGING_STATEMENT = /^\s*(insert|update|delete)\b/i;

/** PartiQL that writes would pass by the journal: it is refused, never silently forgotten. */
export function isPartiqlWrite({ operation, body }: ServiceRequest): boolean {
  if (!/Statement$|^ExecuteTransaction$/.test(operation ?? '')) return false;
  const content = jsonBody({ body });
  const statements = [
    content.Statement as string | undefined,
    ...((content.Statements ?? content.TransactStatements ?? []) as readonly Json[]).map(
      ({ Statement }) => Statement as string | undefined,
    ),
  ];
  return statements.some((statement) => CHANGING_STATEMENT.test(statement ?? ''));
}
