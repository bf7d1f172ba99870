import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  PutItemCommand,
  TransactionCanceledException,
  TransactWriteItemsCommand,
  UpdateItemCommand,
  type DynamoDBClient,
} from '@aws-sdk/client-dynamodb';
import { isoTime } from '../../../engine/clock';
import { stop } from '../../../engine/errors';
import type { Stop } from '../../../engine/stop';
import type { Action } from '../../aws/action';
import { waitUntil } from '../../aws/wait-until';
import { asWorker } from './as-worker';

export interface ProbeProps {
  readonly table: string;
}

export interface Refusal {
  /** ISO 8601: from then on every probe was refused. */
  readonly refusedSince: string;
  readonly operations: string[];
}

/** Rounds in a row: a policy reaches the requests one by one (aws-facts.md, 2.2). */
const ROUNDS = 4;
/** Milliseconds. */
const EVERY = 3_000;
const WITHIN = 3 * 60_000;

const Key = { PK: { S: 'PROBE#recover' }, SK: { S: 'PROBE' } };
/** Can never hold: whatever is allowed writes nothing. */
const ConditionExpression = 'attribute_exists(PK) AND attribute_not_exists(PK)';

type Probe = (client: DynamoDBClient, TableName: string) => Promise<unknown>;

/** BatchWriteItem is missing: it takes no conditions, and would write. */
const PROBES: Readonly<Record<string, Probe>> = {
  PutItem: (client, TableName) =>
    client.send(new PutItemCommand({ TableName, Item: Key, ConditionExpression })),
  UpdateItem: (client, TableName) =>
    client.send(
      new UpdateItemCommand({
        TableName,
        Key,
        UpdateExpression: 'REMOVE probe',
        ConditionExpression,
      }),
    ),
  DeleteItem: (client, TableName) =>
    client.send(new DeleteItemCommand({ TableName, Key, ConditionExpression })),
  TransactWriteItems: (client, TableName) =>
    client.send(
      new TransactWriteItemsCommand({
        TransactItems: [{ Put: { TableName, Item: Key, ConditionExpression } }],
      }),
    ),
};

/**
 * Proves that the workers' role cannot write: every kind of write refused, several rounds in a row. The answer of
 * PutResourcePolicy proves nothing (aws-facts.md, 2.2).
 *
 * @throws Stop HALT_NOT_PROVEN, WORKER_ROLE_REFUSED
 */
export async function awaitRefusal(action: Action, { table }: ProbeProps): Promise<Refusal> {
  const { since, operations } = await awaitRounds(action, table, {
    wanted: 'refused',
    otherwise: (accepted) =>
      stop('HALT_NOT_PROVEN', {
        table,
        arn: action.target.names.tableArn(action.target.region, table),
        accepted,
        seconds: WITHIN / 1000,
      }),
  });
  return { refusedSince: isoTime(since), operations };
}

/** Proves that the workers' role can write again. Writes nothing. @throws Stop WRITES_STILL_REFUSED, WORKER_ROLE_REFUSED */
export async function awaitAcceptance(action: Action, { table }: ProbeProps): Promise<void> {
  await awaitRounds(action, table, {
    wanted: 'accepted',
    otherwise: (refused) =>
      stop('WRITES_STILL_REFUSED', {
        table,
        arn: action.target.names.tableArn(action.target.region, table),
        refused,
        seconds: WITHIN / 1000,
      }),
  });
}

/** Whether every kind of write of the workers' role is refused just now. @throws Stop WORKER_ROLE_REFUSED */
export async function isRefused(action: Action, { table }: ProbeProps): Promise<boolean> {
  const { dynamodb } = await asWorker(action);
  return (await operationsNot('refused', dynamodb, table)).length === 0;
}

interface Rounds {
  readonly wanted: Outcome;
  /** @param others the operations with the other outcome, in the last round that had any */
  readonly otherwise: (others: readonly string[]) => Stop;
}

type Outcome = 'refused' | 'accepted';

async function awaitRounds(action: Action, table: string, { wanted, otherwise }: Rounds) {
  const { dynamodb } = await asWorker(action);
  let others: readonly string[] = [];
  let inRow = 0;
  let since = 0;
  await waitUntil(action, {
    look: async () => {
      const now = await operationsNot(wanted, dynamodb, table);
      if (now.length > 0) others = now;
      inRow = now.length > 0 ? 0 : inRow + 1;
      // The end of the first round: what was asked before it may have been answered otherwise.
      if (inRow === 1) since = action.clock.now();
      action.progress(
        now.length > 0
          ? `writes of the workers to ${table}: ${now.join(', ')} not ${wanted} yet`
          : `writes of the workers to ${table}: ${wanted}, ${inRow} of ${ROUNDS} rounds`,
      );
      return inRow === ROUNDS ? true : undefined;
    },
    every: EVERY,
    within: WITHIN,
    looks: 3 * ROUNDS,
    otherwise: () => otherwise(others),
  });
  return { since, operations: Object.keys(PROBES) };
}

/** The operations that had another outcome than the wanted one, in one round of all: one by one, for they share a key. */
async function operationsNot(wanted: Outcome, client: DynamoDBClient, table: string): Promise<string[]> {
  const others: string[] = [];
  for (const [operation, probe] of Object.entries(PROBES)) {
    if ((await outcomeOf(probe(client, table))) !== wanted) others.push(operation);
  }
  return others;
}

/** @throws every error that says neither: a table that is missing is no refusal */
function outcomeOf(call: Promise<unknown>): Promise<Outcome> {
  return call.then(
    () => {
      throw new Error('a probe with a condition that can never hold was carried out');
    },
    (error: unknown) => {
      if ((error as Error).name === 'AccessDeniedException') return 'refused';
      if (error instanceof ConditionalCheckFailedException) return 'accepted';
      const reasons = error instanceof TransactionCanceledException ? (error.CancellationReasons ?? []) : [];
      if (reasons.some(({ Code }) => Code === 'ConditionalCheckFailed')) return 'accepted';
      throw error;
    },
  );
}
