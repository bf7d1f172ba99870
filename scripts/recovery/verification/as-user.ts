import { DescribeTableCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { Stop } from '../../runbook/stop';
import type { Action } from '../action';
import type { WorkerClients } from '../connection/clients';
import { readPointerAsWorker } from '../runtime-config/pointer';
import { keyOf, type Item } from '../validation/items/item';
import { loadRules, type Rules } from '../validation/rules';
import { CompiledRules } from '../validation/rules/compile';
import { PartitionReferences } from '../validation/rules/partition-references';
import { asWorker } from '../writers/as-worker';
import { inParallel } from '../in-parallel';
import { sampleUsers } from './sample-users';
import { unresolvedBecause } from './secrets';

export interface AsUserRequest {
  /** Users to look at. */
  readonly users: number;
  /** @default the table that the pointer names, read as a worker */
  readonly table?: string;
  /** @default 1 */
  readonly seed?: number;
  /** @default the rules of `SyncWellMetadata` */
  readonly rules?: Rules;
}

/** What was seen as a worker would see it; fits a runbook's facts. */
export type AsUserEvidence = Readonly<{
  table: string;
  users: number;
  items: number;
  /** Secrets of active connections that were read; their values are not kept. */
  secrets: number;
}>;

/** Users looked at, and secrets read, at the same time. */
const WIDTH = 8;
/** Findings told in the error. */
const TOLD = 5;

/**
 * L5: reads the configuration of sampled users as a worker reads it (the pointer through AppConfig's data plane, the
 * user's partition in the table that it names), judges it by the rules, and resolves the secret of every connection
 * that is in use.
 *
 * @throws Stop USER_VERIFICATION_FAILED naming keys and reasons; WORKER_ROLE_REFUSED, CONFIG_MISSING, POINTER_INVALID
 */
export async function verifyAsUser(action: Action, request: AsUserRequest): Promise<AsUserEvidence> {
  const { users: wanted, seed = 1, rules = loadRules() } = request;
  const table = request.table ?? (await readPointerAsWorker(action)).tableName;
  const worker = await asWorker(action);
  const { environment, accountId } = action.target.names;
  const compiled = new CompiledRules(rules, { environment, accountId, region: action.target.region });
  await requireTable(worker, table);
  const users = await sampleUsers(action, { table, wanted, seed });
  if (users.length === 0 && wanted > 0) throw failure(table, [`${table} holds no user`]);
  const problems: string[] = [];
  let items = 0;
  let secrets = 0;
  await inParallel(users, WIDTH, async (user) => {
    action.signal.throwIfAborted();
    const partition = await readPartition(worker, table, user);
    items += partition.length;
    problems.push(...problemsOf(partition, compiled, user));
    for (const item of partition.filter(isInUse)) {
      secrets += 1;
      const why = await unresolvedBecause(worker, item.CredentialArn?.S);
      if (why !== undefined) problems.push(`${keyTextOf(item)}: its secret does not resolve (${why})`);
    }
    action.progress(`${items} items of ${users.length} users read as a worker`);
  });
  if (problems.length > 0) throw failure(table, problems);
  return { table, users: users.length, items, secrets };
}

async function requireTable({ dynamodb }: WorkerClients, table: string): Promise<void> {
  try {
    await dynamodb.send(new DescribeTableCommand({ TableName: table }));
  } catch (error) {
    throw failure(table, [`a worker cannot see the table: ${(error as Error).name}`]);
  }
}

async function readPartition({ dynamodb }: WorkerClients, table: string, user: string): Promise<Item[]> {
  const items: Item[] = [];
  let start: Item | undefined;
  do {
    const page = await dynamodb.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: 'PK = :user',
        ExpressionAttributeValues: { ':user': { S: user } },
        ConsistentRead: true,
        ...(start === undefined ? {} : { ExclusiveStartKey: start }),
      }),
    );
    items.push(...(page.Items ?? []));
    start = page.LastEvaluatedKey;
  } while (start !== undefined);
  return items;
}

function problemsOf(partition: readonly Item[], rules: CompiledRules, user: string): string[] {
  if (partition.length === 0) return [`${user}: nothing is there`];
  const references = new PartitionReferences();
  const broken = [];
  const problems: string[] = [];
  for (const item of partition) {
    const key = keyOf(item);
    const judgement = rules.judge(key, item);
    if (judgement.entity === undefined) problems.push(`${keyTextOf(item)}: its key fits no entity`);
    if (judgement.problem !== undefined) problems.push(`${keyTextOf(item)}: ${judgement.problem}`);
    broken.push(...references.add({ key, judgement }));
  }
  broken.push(...references.end());
  return [
    ...problems,
    ...broken.map(({ key, reference }) => `${key.PK} ${key.SK}: not so: ${reference.name}`),
  ];
}

/** A connection that waits for its user, or was ended by them, need not have a token that works. */
function isInUse({ SK, Status }: Item): boolean {
  return SK?.S?.startsWith('CONN#') === true && Status?.S === 'active';
}

function keyTextOf(item: Item): string {
  const { PK, SK } = keyOf(item);
  return `${PK} ${SK}`;
}

function failure(table: string, problems: readonly string[]): Stop {
  const more = problems.length > TOLD ? `; and ${problems.length - TOLD} more` : '';
  return new Stop({
    kind: 'verification',
    code: 'USER_VERIFICATION_FAILED',
    message: `read as a worker from ${table}: ${problems.slice(0, TOLD).join('; ')}${more}`,
    next: `npx recover validate --table ${table}`,
  });
}
