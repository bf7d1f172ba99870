import type { Principals } from '../../gateway/principals';
import type { ServiceContext, ServiceRequest, ServiceResponse } from '../../gateway/service';
import { jsonBody, type Json } from '../support/json';
import { fail, tableArn } from './moto-call';
import { isPartiql, statementsOf } from './partiql';
import { isDenied } from './policy-evaluation';
import type { RegionTables, TableState } from './table-state';

interface Access {
  readonly table: string;
  /** An index of the table that is read instead; the table's policy governs it too (aws-facts.md, 2.1). */
  readonly index?: string | undefined;
  readonly action: string;
}

const SINGLE = new Set(['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'Query', 'Scan']);

/** Which tables a call touches, and as which action it is authorised (aws-facts.md, 2.6). */
function accessesOf(request: ServiceRequest): Access[] {
  const { operation = '' } = request;
  if (SINGLE.has(operation)) {
    const { TableName, IndexName } = jsonBody(request) as { TableName: string; IndexName?: string };
    return [{ table: TableName, index: IndexName, action: operation }];
  }
  if (isPartiql(operation)) {
    return statementsOf(request).map(({ kind, table, index }) => ({
      table,
      index,
      action: `PartiQL${kind}`,
    }));
  }
  if (operation === 'BatchWriteItem' || operation === 'BatchGetItem') {
    return Object.keys(jsonBody(request).RequestItems as object).map((table) => ({
      table,
      action: operation,
    }));
  }
  if (operation === 'TransactWriteItems' || operation === 'TransactGetItems') {
    return (jsonBody(request).TransactItems as readonly Record<string, Json>[]).flatMap((one) =>
      Object.entries(one).map(([kind, { TableName }]) => ({
        table: String(TableName),
        action: kind === 'ConditionCheck' ? 'ConditionCheckItem' : `${kind}Item`,
      })),
    );
  }
  return [];
}

/** @returns the error of a call on items that may not be made: the table is being restored, or its policy denies it */
export function refuseAccess(
  tables: RegionTables,
  principals: Principals,
  request: ServiceRequest,
  { clock }: ServiceContext,
): ServiceResponse | undefined {
  for (const { table: name, index, action } of accessesOf(request)) {
    const table = tables.get(name);
    if (table === undefined) continue;
    if (table.isCreating) {
      return fail(
        request,
        'ResourceNotFoundException',
        `Requested resource not found: Table: ${table.name} is CREATING`,
      );
    }
    const refusal = refuseByPolicy(table, { index, action, request, principals, now: clock.now() });
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}

interface Call {
  readonly index: string | undefined;
  readonly action: string;
  readonly request: ServiceRequest;
  readonly principals: Principals;
  readonly now: number;
}

function refuseByPolicy(
  table: TableState,
  { index, action, request, principals, now }: Call,
): ServiceResponse | undefined {
  const policy = table.policies?.inForce(now)?.policy;
  if (policy === undefined) return undefined;
  const resource = `${tableArn(request, table.name)}${index === undefined ? '' : `/index/${index}`}`;
  const { principalArn, callerArn } = principals.of(request);
  const question = { principalArn, callerArn, action: `dynamodb:${action}`, resource };
  if (!isDenied(policy, question)) return undefined;
  const text = `User: ${callerArn} is not authorized to perform: ${question.action} on resource: ${resource} with an explicit deny in a resource-based policy`;
  return fail(request, 'AccessDeniedException', text);
}
