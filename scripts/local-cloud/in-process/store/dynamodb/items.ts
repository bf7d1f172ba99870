import type { Item } from '../../../services/dynamodb/attributes';
import type { ServiceRequest } from '../../../gateway/service';
import type { Json } from '../../../services/support/json';
import { operation, type Operations } from '../json-service';
import { Refusal } from '../refusal';
import { parseCondition } from './condition';
import { placeholdersOf } from './expression';
import { project } from './projection';
import { consumed } from './capacity';
import type { Table } from './table';
import { find, type Tables } from './tables';
import { parseUpdate } from './update';

/** A change that was checked and not applied yet. */
export interface StoreWrite {
  readonly table: Table;
  readonly place: string;
  readonly before: Item | undefined;
  /** undefined: the item goes. */
  readonly after: Item | undefined;
}

export function apply({ table, place, after }: StoreWrite): void {
  table.set(place, after);
}

export type ChangeKind = 'Put' | 'Update' | 'Delete' | 'ConditionCheck';

/** What a write would do. @throws Refusal ConditionalCheckFailedException, ValidationException, ResourceNotFoundException */
export function prepare(tables: Tables, kind: ChangeKind, body: Json): StoreWrite {
  const table = find(tables, body.TableName);
  const subject = (body.Item ?? body.Key) as Item;
  const place = table.place(subject);
  const before = table.item(place);
  requireCondition(body, before);
  const after = afterwards(kind, subject, before, body);
  if (after !== undefined) table.requireTypes(after);
  return { table, place, before, after };
}

function afterwards(kind: ChangeKind, subject: Item, before: Item | undefined, body: Json): Item | undefined {
  switch (kind) {
    case 'Put':
      return subject;
    case 'Delete':
      return undefined;
    case 'ConditionCheck':
      return before;
    case 'Update':
      return typeof body.UpdateExpression !== 'string'
        ? { ...before, ...subject }
        : parseUpdate(body.UpdateExpression, placeholdersOf(body)).apply(before ?? subject);
  }
}

function requireCondition(body: Json, before: Item | undefined): void {
  if (typeof body.ConditionExpression !== 'string') return;
  if (parseCondition(body.ConditionExpression, placeholdersOf(body))(before ?? {})) return;
  const shown = body.ReturnValuesOnConditionCheckFailure === 'ALL_OLD' && before !== undefined;
  throw new Refusal('ConditionalCheckFailedException', 'The conditional request failed', {
    content: shown ? { Item: before } : {},
  });
}

const CONDITION =
  'ConditionExpression ExpressionAttributeNames ExpressionAttributeValues ReturnValuesOnConditionCheckFailure';

/** Operations on one item (DynamoDB API reference). */
export function itemOperations(tablesOf: (request: ServiceRequest) => Tables): Operations {
  const write = (kind: ChangeKind, fields: string): ReturnType<typeof operation> =>
    operation(`TableName ReturnValues ReturnConsumedCapacity ${CONDITION} ${fields}`, ({ body, request }) => {
      const done = prepare(tablesOf(request), kind, body);
      apply(done);
      const { table, before, after } = done;
      return { ...returned(body, before, after), ...consumed(body, table.name, [after ?? before ?? {}]) };
    });
  return {
    PutItem: write('Put', 'Item'),
    DeleteItem: write('Delete', 'Key'),
    UpdateItem: write('Update', 'Key UpdateExpression'),
    GetItem: operation(
      'TableName Key ConsistentRead ProjectionExpression ExpressionAttributeNames ReturnConsumedCapacity',
      ({ body, request }) => {
        const table = find(tablesOf(request), body.TableName);
        const item = table.item(table.place(body.Key as Item));
        return {
          ...(item === undefined ? {} : { Item: project(item, body) }),
          ...consumed(body, table.name, item === undefined ? [] : [item]),
        };
      },
    ),
  };
}

function returned(body: Json, before: Item | undefined, after: Item | undefined): Json {
  switch (body.ReturnValues ?? 'NONE') {
    case 'NONE':
      return {};
    case 'ALL_OLD':
      return before === undefined ? {} : { Attributes: before };
    case 'ALL_NEW':
      return { Attributes: after };
    default:
      throw new Refusal(
        'NotImplemented',
        `the local cloud does not implement ReturnValues ${String(body.ReturnValues)}`,
        { status: 501 },
      );
  }
}
