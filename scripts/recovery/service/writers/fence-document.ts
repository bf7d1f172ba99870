import { stop } from '../../../engine/errors';
import type { Json } from '../../../engine/json';
import { canonicalJson } from '../../../engine/json';

/** Marks our statement. A policy has each Sid once (IAM user guide, "Sid"). */
export const FENCE_SID = 'SyncWellRecoveryFence';

/** Every way to write an item (aws-facts.md, 2.6): a transaction is authorised as the single operations that it holds. */
const WRITES = [
  'PutItem',
  'UpdateItem',
  'DeleteItem',
  'BatchWriteItem',
  'PartiQLInsert',
  'PartiQLUpdate',
  'PartiQLDelete',
  // Goes on for hours without its caller, by itself (aws-facts.md, 10.5).
  'StartBulkPutItems',
].map((operation) => `dynamodb:${operation}`);

/** Bytes of a policy, white space included (aws-facts.md, 2.1). */
const LARGEST = 20 * 1024;

interface Policy {
  readonly [key: string]: Json;
  readonly Statement: Json;
}

export interface FenceProps {
  readonly tableArn: string;
  /** ARN of the role that may go on writing. */
  readonly exempt: string;
  readonly accountId: string;
}

/**
 * Writes what was written to another replica. Denied, replication stops in both directions, and after 20 hours the
 * replica becomes a table of its own for good (DynamoDB developer guide, "DynamoDB global tables security").
 */
function replicationRole(accountId: string): string {
  return `arn:aws:iam::${accountId}:role/aws-service-role/replication.dynamodb.amazonaws.com/AWSServiceRoleForDynamoDBReplication`;
}

/**
 * A policy with our statement beside its own: nobody but the exempt role and the replication of global tables writes. An
 * explicit denial beats every allowance (aws-facts.md, 2.6).
 *
 * @param original the table's policy; null when it has none
 * @throws Stop POLICY_TOO_LARGE
 */
export function fenced(original: string | null, { tableArn, exempt, accountId }: FenceProps): string {
  const { Statement = [], ...policy }: Partial<Policy> =
    original === null ? { Version: '2012-10-17' } : parse(original);
  const fence = {
    Sid: FENCE_SID,
    Effect: 'Deny',
    Principal: '*',
    Action: WRITES,
    Resource: [tableArn, `${tableArn}/index/*`],
    Condition: { ArnNotLike: { 'aws:PrincipalArn': [exempt, replicationRole(accountId)] } },
  };
  const document = JSON.stringify({ ...policy, Statement: [...list(Statement).filter(isForeign), fence] });
  const size = Buffer.byteLength(document);
  if (size <= LARGEST) return document;
  throw stop('POLICY_TOO_LARGE', { arn: tableArn, size, largest: LARGEST });
}

/**
 * A table's policy without our statement, letter for letter where it holds none.
 *
 * @returns null when nothing is left
 */
export function withoutFence(document: string | null): string | null {
  if (document === null || !hasFence(document)) return document;
  const policy = parse(document);
  const Statement = list(policy.Statement).filter(isForeign);
  return Statement.length === 0 ? null : JSON.stringify({ ...policy, Statement });
}

export function hasFence(document: string | null): boolean {
  return document !== null && !list(parse(document).Statement).every(isForeign);
}

/** Whether two policies mean the same: order, white space and lists of one do not count. */
export function samePolicy(one: string | null, other: string | null): boolean {
  if (one === null || other === null) return one === other;
  return canonicalJson(meaning(parse(one))) === canonicalJson(meaning(parse(other)));
}

function meaning(value: Json): Json {
  if (value === null || typeof value !== 'object') return value;
  if (!isList(value)) {
    return Object.fromEntries(Object.entries(value).map(([key, content]) => [key, meaning(content)]));
  }
  const [first, ...rest] = value.map(meaning).sort((a, b) => (canonicalJson(a) < canonicalJson(b) ? -1 : 1));
  return first !== undefined && rest.length === 0
    ? first
    : value.length === 0
      ? []
      : [first as Json, ...rest];
}

function isForeign(statement: Json): boolean {
  return (statement as { Sid?: Json } | null)?.Sid !== FENCE_SID;
}

function parse(document: string): Policy {
  return JSON.parse(document) as Policy;
}

function list(value: Json): readonly Json[] {
  return isList(value) ? value : [value];
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
