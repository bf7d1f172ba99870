import type { ServiceContext, ServiceRequest, ServiceResponse } from '../../gateway/service';
import { editJson, jsonBody, type Json } from '../support/json';
import type { Item } from './attributes';
import { ask } from './moto-call';
import type { RegionTables } from './table-state';

/** One item that a request may change. `after` is known from the request or its answer, or has to be read afterwards. */
interface Touched {
  readonly table: string;
  readonly item: Item;
  readonly after: 'read it' | 'gone' | 'as given' | { readonly image: Item };
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
  return tables.inTurn(tablesOf(request), async () => {
    const asked = wantingImage(request);
    const response = await context.forward(asked ?? request);
    if (response.status >= 300) return response;
    const answer = JSON.parse(response.body.toString() || '{}') as Json;
    const time = context.clock.now();
    for (const { table: name, item, after } of touchedBy(request, answer, asked !== undefined)) {
      const image = after === 'read it' ? await readItem(request, context, name, item) : imageOf(after, item);
      tables.get(name)?.note(item, image, { sequence: tables.nextSequence(), time });
    }
    return asked === undefined
      ? response
      : editJson(response, (content) => ({ ...content, Attributes: undefined }));
  });
}

function imageOf(after: Exclude<Touched['after'], 'read it'>, item: Item): Item | undefined {
  if (typeof after === 'object') return after.image;
  return after === 'gone' ? undefined : item;
}

/** @returns an update that gives the new item back, where the caller wants nothing back: it saves a read */
function wantingImage(request: ServiceRequest): ServiceRequest | undefined {
  if (request.operation !== 'UpdateItem') return undefined;
  const body = jsonBody(request);
  if ((body.ReturnValues ?? 'NONE') !== 'NONE') return undefined;
  return { ...request, body: Buffer.from(JSON.stringify({ ...body, ReturnValues: 'ALL_NEW' })) };
}

function tablesOf(request: ServiceRequest): unknown[] {
  const { TableName, RequestItems = {}, TransactItems = [] } = jsonBody(request);
  return [
    TableName,
    ...Object.keys(RequestItems as object),
    ...(TransactItems as readonly Record<string, Json>[]).flatMap((one) =>
      Object.values(one).map((content) => content.TableName),
    ),
  ];
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

function touchedBy(request: ServiceRequest, answer: Json, hasImage: boolean): Touched[] {
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
    default: {
      const touched = single(request.operation ?? '', body);
      return [hasImage ? { ...touched, after: { image: answer.Attributes as Item } } : touched];
    }
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
