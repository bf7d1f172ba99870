import { DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import type { _Record } from '@aws-sdk/client-dynamodb-streams';
import { isoTime } from '../../../engine/clock';
import { stop } from '../../../engine/errors';
import type { Action } from '../../aws/action';
import { StreamTail } from './stream-tail';

export interface SilenceProps {
  readonly table: string;
  /** Opened before `since`, or writes in between are not seen; undefined: the table has no stream. */
  readonly tail: StreamTail | undefined;
  /** ISO 8601: changes before do not count. */
  readonly since: string;
  /** How long nothing may come. @default 20 */
  readonly seconds?: number;
}

export type Silence =
  | {
      readonly watchedSeconds: number;
      readonly shards: number;
      /** ISO 8601, to the second; null when no change was seen at all. */
      readonly lastChangeAt: string | null;
    }
  /** The table has no stream, or the tail lost its place: nothing can be said. */
  | { readonly stream: 'none' | 'lost' };

/** Milliseconds. A shard may be read five times a second (DynamoDB developer guide, "Service quotas"). */
const EVERY = 2_000;
/** Longer than a change that was accepted takes to appear in the stream. */
const PATIENCE = 2 * 60_000;

/** Takes a place at the end of the table's stream. @returns undefined when the table has none */
export async function openTail(
  { clients }: Pick<Action, 'clients'>,
  table: string,
): Promise<StreamTail | undefined> {
  const { Table } = await clients.dynamodb.send(new DescribeTableCommand({ TableName: table }));
  const arn = Table?.StreamSpecification?.StreamEnabled === true ? Table.LatestStreamArn : undefined;
  return arn === undefined ? undefined : StreamTail.openAtLatest(clients.streams, arn);
}

/**
 * Watches the table's stream until nobody has written for a while: the second half of the proof that writes are
 * halted (aws-facts.md, 2.2). Deletions by time to live are the table's own and do not count (2.8).
 *
 * @throws Stop WRITES_STILL_ARRIVE, STREAM_UNREADABLE
 */
export async function awaitSilence(
  action: Action,
  { table, tail, since, seconds = 20 }: SilenceProps,
): Promise<Silence> {
  if (tail === undefined) return { stream: 'none' };
  const { clock, signal, target } = action;
  const begun = clock.now();
  let quietSince = begun;
  let last: number | undefined;
  let late = 0;
  for (;;) {
    signal.throwIfAborted();
    const asked = clock.now();
    const records = await tail.read();
    if (records === 'lost') return { stream: 'lost' };
    const times = records.filter(isUserWrite).map(timeOf);
    const counting = times.filter((time) => time >= wholeSecond(Date.parse(since)));
    last = times.length === 0 ? last : Math.max(last ?? 0, ...times);
    late += counting.length;
    if (counting.length > 0) quietSince = clock.now();
    else if (asked - quietSince >= seconds * 1000) {
      return {
        watchedSeconds: Math.floor((asked - quietSince) / 1000),
        shards: tail.shards,
        lastChangeAt: last === undefined ? null : isoTime(last),
      };
    }
    if (counting.length > 0 && asked - begun > PATIENCE) {
      throw stop('WRITES_STILL_ARRIVE', {
        table,
        arn: target.names.tableArn(target.region, table),
        late,
        since,
        last: isoTime(last ?? 0),
        seconds,
      });
    }
    action.progress(
      late === 0 ? `no writes to ${table}` : `late writes to ${table}: ${late}; watching on`,
      Math.min(1, (asked - quietSince) / (seconds * 1000)),
    );
    await clock.sleep(EVERY, signal);
  }
}

/** Time to live and other services of AWS sign with an identity, people's and programs' writes have none. */
function isUserWrite({ userIdentity }: _Record): boolean {
  return userIdentity === undefined;
}

/** Milliseconds; a stream tells whole seconds, rounded down. */
function timeOf({ dynamodb }: _Record): number {
  return dynamodb?.ApproximateCreationDateTime?.getTime() ?? 0;
}

function wholeSecond(milliseconds: number): number {
  return Math.floor(milliseconds / 1000) * 1000;
}
