import { DescribeTableCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { stop } from '../../../engine/errors';
import type { Stop } from '../../../engine/stop';
import type { Action } from '../../aws/action';
import type { WorkerClients } from '../../aws/clients';
import { readPointerAsWorker } from '../../service/pointer/pointer';
import { keyOf, type Item, type ItemKey } from '../../items/item';
import { loadRules, type Rules } from '../../items/rules';
import { CompiledRules } from '../../items/rules/compile';
import { PartitionReferences } from '../../items/rules/partition-references';
import { asWorker } from '../../service/writers/as-worker';
import { inParallel } from '../../aws/in-parallel';
import { waitUntil } from '../../aws/wait-until';
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
  /** Problems that a person has on a list already: counted, and no failure. @default none */
  readonly isListed?: (problem: Pick<UserProblem, 'key' | 'kind'>) => boolean;
}

/** Something that is wrong with what a worker reads of a user. */
export interface UserProblem {
  readonly key: ItemKey;
  readonly kind: 'nothing' | 'unknown entity' | 'rule' | 'reference' | 'secret';
  readonly detail: string;
}

/** What was seen as a worker would see it; fits a runbook's facts. */
export type AsUserEvidence = Readonly<{
  table: string;
  users: number;
  items: number;
  /** Secrets of active connections that were read; their values are not kept. */
  secrets: number;
  /** Problems of those users that wait for a person. */
  waiting: number;
}>;

/** Users looked at, and secrets read, at the same time. */
const WIDTH = 8;
/** Findings told in the error. */
const TOLD = 5;
/**
 * Milliseconds between two looks at users with whom something is wrong, and until it is believed: a salvage that goes on
 * beside it may be half way through what belongs together.
 */
const PATIENCE = { every: 5_000, within: 2 * 60_000, looks: 5 };

/**
 * L5: reads the configuration of sampled users as a worker reads it (the pointer through AppConfig's data plane, the
 * user's partition in the table that it names), judges it by the rules, and resolves the secret of every connection
 * that is in use. Users with whom something is wrong are looked at again for two minutes.
 *
 * @throws Stop USER_VERIFICATION_FAILED naming keys and reasons; WORKER_ROLE_REFUSED, CONFIG_MISSING, POINTER_INVALID
 */
export async function verifyAsUser(action: Action, request: AsUserRequest): Promise<AsUserEvidence> {
  const { users: wanted, seed = 1, rules = loadRules(), isListed = () => false } = request;
  const table = request.table ?? (await readPointerAsWorker(action)).tableName;
  const worker = await asWorker(action);
  const { environment, accountId } = action.target.names;
  const compiled = new CompiledRules(rules, { environment, accountId, region: action.target.region });
  await requireTable(worker, table);
  const users = await sampleUsers(action, { table, wanted, seed });
  if (users.length === 0 && wanted > 0) throw failure(table, [`${table} holds no user`]);
  const seen = new Map<string, SeenUser>();
  let left = users;
  await waitUntil(action, {
    look: async () => {
      await inParallel(left, WIDTH, async (user) => {
        action.signal.throwIfAborted();
        const { problems, ...counts } = await lookAt(worker, { table, user, rules: compiled });
        const unlisted = problems.filter((problem) => !isListed(problem));
        seen.set(user, { ...counts, waiting: problems.length - unlisted.length, problems: unlisted });
        action.progress(`${total(seen, 'items')} items of ${seen.size} users read as a worker`);
      });
      left = left.filter((user) => seen.get(user)?.problems.length !== 0);
      return left.length === 0 ? true : undefined;
    },
    ...PATIENCE,
    otherwise: () => failure(table, left.flatMap((user) => seen.get(user)?.problems ?? []).map(textOf)),
  });
  return {
    table,
    users: users.length,
    items: total(seen, 'items'),
    secrets: total(seen, 'secrets'),
    waiting: total(seen, 'waiting'),
  };
}

interface SeenUser {
  readonly items: number;
  readonly secrets: number;
  readonly waiting: number;
  /** Those that nobody has on a list. */
  readonly problems: readonly UserProblem[];
}

function total(seen: ReadonlyMap<string, SeenUser>, what: 'items' | 'secrets' | 'waiting'): number {
  return [...seen.values()].reduce((sum, user) => sum + user[what], 0);
}

async function lookAt(
  worker: WorkerClients,
  { table, user, rules }: { readonly table: string; readonly user: string; readonly rules: CompiledRules },
): Promise<Omit<SeenUser, 'waiting'>> {
  const partition = await readPartition(worker, table, user);
  const problems = problemsOf(partition, rules, user);
  const inUse = partition.filter(isInUse);
  for (const item of inUse) {
    const why = await unresolvedBecause(worker, item.CredentialArn?.S);
    if (why !== undefined)
      problems.push({ key: keyOf(item), kind: 'secret', detail: `its secret does not resolve (${why})` });
  }
  return { items: partition.length, secrets: inUse.length, problems };
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
        ExclusiveStartKey: start,
      }),
    );
    items.push(...(page.Items ?? []));
    start = page.LastEvaluatedKey;
  } while (start !== undefined);
  return items;
}

function problemsOf(partition: readonly Item[], rules: CompiledRules, user: string): UserProblem[] {
  if (partition.length === 0)
    return [{ key: { PK: user, SK: '' }, kind: 'nothing', detail: 'nothing is there' }];
  const references = new PartitionReferences();
  const broken = [];
  const problems: UserProblem[] = [];
  for (const item of partition) {
    const key = keyOf(item);
    const judgement = rules.judge(key, item);
    if (judgement.entity === undefined)
      problems.push({ key, kind: 'unknown entity', detail: 'its key fits no entity' });
    if (judgement.problem !== undefined) problems.push({ key, kind: 'rule', detail: judgement.problem });
    broken.push(...references.add({ key, judgement }));
  }
  broken.push(...references.end());
  const unkept = broken.map(({ key, reference }): UserProblem => ({
    key,
    kind: 'reference',
    detail: `not so: ${reference.name}`,
  }));
  return [...problems, ...unkept];
}

/** A connection that waits for its user, or was ended by them, need not have a token that works. */
function isInUse({ SK, Status }: Item): boolean {
  return SK?.S?.startsWith('CONN#') === true && Status?.S === 'active';
}

function textOf({ key: { PK, SK }, detail }: UserProblem): string {
  return `${[PK, SK].join(' ').trimEnd()}: ${detail}`;
}

function failure(table: string, problems: readonly string[]): Stop {
  return stop('USER_VERIFICATION_FAILED', {
    table,
    problems: problems.slice(0, TOLD),
    more: Math.max(0, problems.length - TOLD),
  });
}
