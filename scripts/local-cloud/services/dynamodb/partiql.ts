import type { ServiceContext, ServiceRequest, ServiceResponse } from '../../gateway/service';
import { jsonBody, type Json } from '../support/json';
import { keyText, type Item } from './attributes';
import { ask } from './moto-call';
import type { RegionTables, TableState } from './table-state';

const OPERATIONS = new Set(['ExecuteStatement', 'BatchExecuteStatement', 'ExecuteTransaction']);

/** `INSERT INTO "table" ...`, `UPDATE "table" ...`, `DELETE FROM "table" ...`, `SELECT ... FROM "table"."index" ...`. */
const STATEMENT =
  /^\s*(?:(insert)\s+into|(update)|(delete)\s+from|(select)\b[\s\S]*?\sfrom)\s+"?([\w.-]+?)"?(?:\."?([\w.-]+)"?)?(?=\s|$)/i;

export interface PartiqlStatement {
  readonly kind: 'Insert' | 'Update' | 'Delete' | 'Select';
  readonly table: string;
  readonly index: string | undefined;
}

export function isPartiql(operation: string): boolean {
  return OPERATIONS.has(operation);
}

/** What the statements of a request do, and to which tables. What cannot be read is left to the store to refuse. */
export function statementsOf(request: Pick<ServiceRequest, 'body'>): PartiqlStatement[] {
  const { Statement, Statements = [], TransactStatements = [] } = jsonBody(request);
  const texts = [
    Statement,
    ...[...(Statements as readonly Json[]), ...(TransactStatements as readonly Json[])].map(
      (one) => one.Statement,
    ),
  ];
  return texts.flatMap((text) => {
    const [, insert, update, remove, , table, index] =
      STATEMENT.exec(typeof text === 'string' ? text : '') ?? [];
    if (table === undefined) return [];
    const kind = insert ? 'Insert' : update ? 'Update' : remove ? 'Delete' : 'Select';
    return [{ kind, table, index }];
  });
}

/** Carries PartiQL out. What a statement changed is not to be told from its text: the whole table is compared. */
export async function partiql(
  tables: RegionTables,
  request: ServiceRequest,
  context: ServiceContext,
): Promise<ServiceResponse> {
  const written = statementsOf(request)
    .filter(({ kind }) => kind !== 'Select')
    .map(({ table }) => table);
  return tables.inTurn(written, async () => {
    const response = await context.forward(request);
    for (const name of new Set(written)) {
      const table = tables.get(name);
      if (table !== undefined) await noteDifferences(tables, table, request, context);
    }
    return response;
  });
}

async function noteDifferences(
  tables: RegionTables,
  table: TableState,
  request: ServiceRequest,
  context: ServiceContext,
): Promise<void> {
  const found = new Map<string, Item>();
  let start: unknown;
  do {
    const { content } = await ask(request, context, 'Scan', {
      TableName: table.name,
      ConsistentRead: true,
      ExclusiveStartKey: start,
    });
    for (const item of content.Items as readonly Item[]) found.set(keyText(item, table.keyNames), item);
    start = content.LastEvaluatedKey;
  } while (start !== undefined);
  const time = context.clock.now();
  const note = (item: Item, after: Item | undefined): void => {
    table.note(item, after, { sequence: tables.nextSequence(), time });
  };
  for (const [key, item] of [...table.items]) if (!found.has(key)) note(item, undefined);
  for (const item of found.values()) note(item, item);
}
