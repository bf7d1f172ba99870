import type { ServiceRequest, ServiceResponse } from '../../gateway/service';
import { jsonBody, type Json } from '../support/json';
import { keyText, type Item } from './attributes';
import { invalid } from './moto-call';
import type { RegionTables } from './table-state';

/** Bytes of an expression, operators or functions in one, digits of a number (DynamoDB developer guide, "Quotas"). */
const EXPRESSION = 4_096;
const OPERATORS = 300;
const DIGITS = 38;
/** Puts and deletions in one call (API reference, BatchWriteItem). */
const BATCH = 25;

const OPERATOR =
  /<>|<=|>=|[=<>]|\b(?:AND|OR|NOT|IN|BETWEEN)\b|\b(?:attribute_exists|attribute_not_exists|attribute_type|begins_with|contains|size|if_not_exists|list_append)\s*\(/gi;

/** @returns the error of a call on items that the real service would not take, whatever the table holds */
export function refuseItems(tables: RegionTables, request: ServiceRequest): ServiceResponse | undefined {
  const { operation = '' } = request;
  if (!/Item|Query|Scan/.test(operation)) return undefined;
  const body = jsonBody(request);
  const problem =
    problemIn(body) ??
    (operation === 'BatchWriteItem' ? problemOfBatch(body.RequestItems as Requests, tables) : undefined);
  return problem === undefined ? undefined : invalid(request, problem);
}

function problemIn(value: Json[string], name = ''): string | undefined {
  if (typeof value === 'string')
    return name.endsWith('Expression') ? problemOfExpression(name, value) : undefined;
  if (value === null || typeof value !== 'object') return undefined;
  if (name === 'N' || name === 'NS') return undefined;
  for (const [field, content] of Object.entries(value)) {
    const found =
      problemOfAttribute(field, content as Json[string]) ?? problemIn(content as Json[string], field);
    if (found !== undefined) return found;
  }
  return undefined;
}

function problemOfExpression(name: string, text: string): string | undefined {
  const size = Buffer.byteLength(text);
  if (size > EXPRESSION) {
    return `Invalid ${name}: Expression size has exceeded the maximum allowed size; expression size: ${size}`;
  }
  const count = [...text.matchAll(OPERATOR)].length;
  if (count <= OPERATORS) return undefined;
  return `Invalid ${name}: The expression contains more than ${OPERATORS} operators or functions; operator count: ${count}`;
}

function problemOfAttribute(type: string, value: Json[string]): string | undefined {
  if (type === 'N' && typeof value === 'string') return problemOfNumber(value);
  if (!['SS', 'NS', 'BS'].includes(type) || !Array.isArray(value)) return undefined;
  const members = value as readonly string[];
  const different = new Set<unknown>(type === 'NS' ? members.map(Number) : members);
  if (different.size < members.length) {
    return `One or more parameter values were invalid: Input collection [${members.join(', ')}] contains duplicates.`;
  }
  return type === 'NS' ? members.map(problemOfNumber).find((one) => one !== undefined) : undefined;
}

function problemOfNumber(text: string): string | undefined {
  const significant = text
    .replace(/e.*$/i, '')
    .replaceAll(/[-+.]/g, '')
    .replace(/^0+/, '')
    .replace(/0+$/, '');
  if (significant.length <= DIGITS) return undefined;
  return `Attempting to store more than ${DIGITS} significant digits in a Number`;
}

type Requests = Readonly<
  Record<string, readonly { readonly PutRequest?: { Item: Item }; readonly DeleteRequest?: { Key: Item } }[]>
>;

function problemOfBatch(requests: Requests, tables: RegionTables): string | undefined {
  const writes = Object.values(requests).flat();
  if (writes.length > BATCH) {
    return `1 validation error detected: Value at 'requestItems' failed to satisfy constraint: Map value must satisfy constraint: [Member must have length less than or equal to ${BATCH}, Member must have length greater than or equal to 1]`;
  }
  for (const [name, ofTable] of Object.entries(requests)) {
    const keyNames = tables.get(name)?.keyNames;
    if (keyNames === undefined) continue;
    const keys = ofTable.map(({ PutRequest, DeleteRequest }) =>
      keyText(PutRequest?.Item ?? DeleteRequest?.Key ?? {}, keyNames),
    );
    if (new Set(keys).size < keys.length) return 'Provided list of item keys contains duplicates';
  }
  return undefined;
}
