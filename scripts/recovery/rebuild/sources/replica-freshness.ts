import { BatchGetItemCommand, type BatchGetItemCommandOutput } from '@aws-sdk/client-dynamodb';
import { isoTime } from '../../../engine/clock';
import { stop } from '../../../engine/errors';
import { Stop } from '../../../engine/stop';
import type { Action } from '../../aws/action';
import type { Clients } from '../../aws/clients';
import {
  newestRound,
  readRound,
  readSegment,
  readTableHighWaterMark,
  type ChangesRound,
  type TableVault,
  type TimedState,
} from '../../vault/table';
import { itemHash } from '../../items/digest/canonical';
import { keyOf, keyText, type Item } from '../../items/item';

/** Items whose newest changes are looked for; at most what one BatchGetItem takes (100: DynamoDB API reference). */
const SAMPLE = 40;
/** Rounds that are read back while a table is idle: a round a minute, four hours. */
const ROUNDS = 240;
/** Segments of one round, those with the newest changes. */
const SEGMENTS = 4;
/** Of the newest changes, so many or more, at least half must be there. */
const FEWEST = 3;
/** Milliseconds until what a batch left out is asked for again, and how often. */
const PAUSE = 200;
const ATTEMPTS = 10;

/** How far a replica has provably followed. */
export interface ReplicaFreshness {
  /** It holds what was written before, at least; ISO 8601. null: nothing is proven. */
  readonly at: string | null;
  /** Why, for people. */
  readonly note: string;
}

export interface ReplicaFreshnessProps {
  readonly dynamodb: Clients['dynamodb'];
  readonly clock: Pick<Action['clock'], 'sleep'>;
  /** The replica's name, which is that of its source. */
  readonly table: string;
  /** Copies of the same table: its newest changes are what is looked for. */
  readonly vault: TableVault;
}

/**
 * Whether a replica holds the newest changes that the vault copied: how far it is behind cannot be told without its
 * source, and that it follows within a second is nobody's promise (aws-facts.md, 3.11).
 *
 * An item counts as followed when it is what the vault says. One that differs may have been changed again after the
 * vault's mark, which nobody can tell from one that is old: so at least half of the newest changes must be there, however
 * far back one looks. A replica that stopped lacks all of those since, be they few.
 */
export async function replicaFreshness(props: ReplicaFreshnessProps): Promise<ReplicaFreshness> {
  try {
    return await compare(props);
  } catch (error) {
    if (error instanceof Stop && error.kind === 'precondition') {
      return {
        at: null,
        note: `how fresh it is, is not known: it could not be compared with the vault (${error.code})`,
      };
    }
    throw error;
  }
}

async function compare(props: ReplicaFreshnessProps): Promise<ReplicaFreshness> {
  const { table, vault } = props;
  const unknown = (why: string) => ({ at: null, note: `how fresh it is, is not known: ${why}` });
  const mark = await readTableHighWaterMark(vault);
  if (mark?.table !== table) return unknown(`the vault has no copy of ${table} to compare it with`);
  const newest = await newestRound(vault, table, mark.changes?.number);
  if (newest === undefined) return unknown('the vault has no changes to compare it with');
  const changes = await newestChanges(props, newest.content);
  if (changes.length === 0) return unknown('nothing changed lately that it could be compared by');
  const followed = await whichAreThere(props, changes);
  const there = followed.filter(Boolean).length;
  const counted = `${there} of the ${changes.length} newest changes of the vault are there`;
  // Without the newest ones, of which one that is there says from when the rest is.
  const lacking = followed.findIndex(
    (isThere, index) =>
      (index === 0 || (isThere && followed.length - index >= FEWEST)) && followsFrom(followed.slice(index)),
  );
  if (lacking === 0) return { at: newest.content.coveredUntil, note: `it is at least of then: ${counted}` };
  const proven = lacking === -1 ? undefined : changes[lacking];
  return {
    at: proven === undefined ? null : isoTime(proven.at * 1000),
    note: `it is behind the vault: ${counted}`,
  };
}

/** @param followed of changes, the newest first */
function followsFrom(followed: readonly boolean[]): boolean {
  let there = 0;
  return followed.every((isThere, index) => {
    if (isThere) there += 1;
    const looked = index + 1;
    const isLast = looked === followed.length;
    return looked < FEWEST && !isLast ? true : there * 2 >= looked;
  });
}

/** The last change of each of the items that changed last, the newest first. */
async function newestChanges({ table, vault }: ReplicaFreshnessProps, newest: ChangesRound) {
  const found = new Map<string, TimedState>();
  let round: ChangesRound | undefined = newest;
  for (let read = 0; round !== undefined && read < ROUNDS && found.size < SAMPLE; read += 1) {
    for (const change of await lastOf(vault, round)) {
      const id = keyText(keyOf(change.key));
      if (!found.has(id) && found.size < SAMPLE) found.set(id, change);
    }
    const before: number = round.number - 1;
    // The oldest rounds are gone when the bucket's retention has ended.
    round = before < 1 ? undefined : (await readRound(vault, table, before))?.content;
  }
  return [...found.values()];
}

/** Changes of the end of one round, the newest first. */
async function lastOf(vault: TableVault, { segments }: ChangesRound): Promise<TimedState[]> {
  const [limit = ''] = segments
    .map(({ lastAt }) => lastAt)
    .sort()
    .slice(-SEGMENTS);
  const states: TimedState[] = [];
  for (const segment of segments.filter(({ lastAt }) => lastAt >= limit).slice(-SEGMENTS)) {
    for await (const some of readSegment(vault, segment, { from: 0, until: null })) states.push(...some);
  }
  // Of one second, what comes later in the round is newer.
  return states.reverse().sort((a, b) => b.at - a.at);
}

async function whichAreThere(
  { dynamodb, clock, table, vault }: ReplicaFreshnessProps,
  changes: readonly TimedState[],
): Promise<boolean[]> {
  const items = new Map<string, Item>();
  let left: Item[] = changes.map(({ key }) => key);
  for (let attempt = 1; left.length > 0; attempt += 1) {
    const answer: BatchGetItemCommandOutput = await dynamodb.send(
      new BatchGetItemCommand({ RequestItems: { [table]: { Keys: [...left], ConsistentRead: true } } }),
    );
    for (const item of answer.Responses?.[table] ?? []) items.set(keyText(keyOf(item)), item);
    left = answer.UnprocessedKeys?.[table]?.Keys ?? [];
    if (left.length > 0 && attempt === ATTEMPTS) throw throttled(table, vault.region);
    if (left.length > 0) await clock.sleep(PAUSE);
  }
  return changes.map(({ key, after }) => {
    const item = items.get(keyText(keyOf(key)));
    if (item === undefined || after === undefined) return item === after;
    return itemHash(item) === itemHash(after);
  });
}

function throttled(table: string, region: string): Stop {
  return stop('REPLICA_THROTTLED', { table, region, attempts: ATTEMPTS });
}
