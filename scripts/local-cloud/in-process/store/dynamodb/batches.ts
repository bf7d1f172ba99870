import type { Item } from '../../../services/dynamodb/attributes';
import type { ServiceRequest } from '../../../gateway/service';
import type { Json } from '../../../services/support/json';
import { operation, type Operations } from '../json-service';
import { Refusal } from '../refusal';
import { apply, prepare, type StoreWrite, type ChangeKind } from './items';
import { project } from './projection';
import { find, type Tables } from './tables';

const BATCH_GET = 100;
const BATCH_WRITE = 25;
const TRANSACTION = 100;

/** Operations on several items (DynamoDB API reference). */
export function batchOperations(tablesOf: (request: ServiceRequest) => Tables): Operations {
  return {
    BatchGetItem: operation('RequestItems', ({ body, request }) => {
      const wanted = Object.entries(body.RequestItems as Record<string, Json & { Keys: Item[] }>);
      requireAtMost(
        BATCH_GET,
        wanted.flatMap(([, { Keys }]) => Keys),
      );
      return {
        Responses: Object.fromEntries(
          wanted.map(([name, asked]) => {
            const table = find(tablesOf(request), name);
            const found = asked.Keys.map((key) => table.item(table.place(key)));
            return [name, found.filter((item) => item !== undefined).map((item) => project(item, asked))];
          }),
        ),
        UnprocessedKeys: {},
      };
    }),
    BatchWriteItem: operation('RequestItems', ({ body, request }) => {
      const tables = tablesOf(request);
      const changes = Object.entries(body.RequestItems as Record<string, Record<string, Json>[]>).flatMap(
        ([TableName, requests]) =>
          requests.map(({ PutRequest, DeleteRequest }) =>
            prepare(tables, PutRequest === undefined ? 'Delete' : 'Put', {
              TableName,
              ...PutRequest,
              ...DeleteRequest,
            }),
          ),
      );
      requireAtMost(BATCH_WRITE, changes);
      requireDistinct(changes, 'Provided list of item keys contains duplicates');
      changes.forEach(apply);
      return { UnprocessedItems: {} };
    }),
    TransactWriteItems: operation('TransactItems ClientRequestToken', ({ body, request }) => {
      const tables = tablesOf(request);
      const outcomes = (body.TransactItems as Record<string, Json>[]).flatMap((one) =>
        Object.entries(one).map(([kind, content]) => attempt(tables, kind as ChangeKind, content)),
      );
      requireAtMost(TRANSACTION, outcomes);
      const reasons = outcomes.map((outcome) =>
        outcome instanceof Refusal
          ? { Code: 'ConditionalCheckFailed', Message: outcome.message, ...outcome.content }
          : { Code: 'None' },
      );
      if (reasons.some(({ Code }) => Code !== 'None')) {
        const codes = reasons.map(({ Code }) => Code).join(', ');
        throw new Refusal(
          'TransactionCanceledException',
          `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`,
          { content: { CancellationReasons: reasons } },
        );
      }
      const changes = outcomes.filter((outcome): outcome is StoreWrite => !(outcome instanceof Refusal));
      requireDistinct(changes, 'Transaction request cannot include multiple operations on one item');
      changes.forEach(apply);
      return {};
    }),
  };
}

/** @returns the refusal of a condition, which cancels a transaction; anything else that is wrong is thrown */
function attempt(tables: Tables, kind: ChangeKind, content: Json): StoreWrite | Refusal {
  try {
    return prepare(tables, kind, content);
  } catch (error) {
    if (error instanceof Refusal && error.code === 'ConditionalCheckFailedException') return error;
    throw error;
  }
}

function requireAtMost(limit: number, members: readonly unknown[]): void {
  if (members.length <= limit) return;
  throw new Refusal('ValidationException', `Too many items: at most ${limit}, got ${members.length}`);
}

function requireDistinct(changes: readonly StoreWrite[], message: string): void {
  const places = new Set(changes.map(({ table, place }) => `${table.name} ${place}`));
  if (places.size < changes.length) throw new Refusal('ValidationException', message);
}
