import { DescribeTableCommand, ResourceNotFoundException } from '@aws-sdk/client-dynamodb';
import { DescribeStreamCommand } from '@aws-sdk/client-dynamodb-streams';
import { isoTime } from '../../engine/clock';
import type { Action } from '../aws/action';
import { ChangeLog, RETENTION } from './change-log';

/** A stream that tells whole items. */
export interface FoundStream {
  readonly arn: string;
  /** When it was switched on. Milliseconds. */
  readonly begins: number;
}

/**
 * Finds the stream of a table.
 *
 * @returns why there is none that tells items before and after each change, in a text
 */
export async function findStream(
  { clients }: Pick<Action, 'clients'>,
  table: string,
): Promise<FoundStream | string> {
  const { Table } = await clients.dynamodb
    .send(new DescribeTableCommand({ TableName: table }))
    .catch((error: unknown) => {
      if (error instanceof ResourceNotFoundException) return { Table: undefined };
      throw error;
    });
  if (Table === undefined) return `there is no table ${table}`;
  const { StreamSpecification: stream, LatestStreamArn: arn } = Table;
  if (stream?.StreamEnabled !== true || arn === undefined) return `${table} has no stream`;
  if (stream.StreamViewType !== 'NEW_AND_OLD_IMAGES') {
    return `the stream of ${table} tells ${stream.StreamViewType ?? 'nothing'}, not NEW_AND_OLD_IMAGES`;
  }
  const { StreamDescription: description } = await clients.streams.send(
    new DescribeStreamCommand({ StreamArn: arn, Limit: 1 }),
  );
  return { arn, begins: description?.CreationRequestDateTime?.getTime() ?? Infinity };
}

/**
 * The log of what changed in a table, all of it from a second on.
 *
 * @param from milliseconds
 * @returns why there is none that reaches back so far, in a text
 */
export async function openLog(
  action: Pick<Action, 'clock' | 'signal' | 'clients'>,
  table: string,
  from: number,
): Promise<ChangeLog | string> {
  const stream = await findStream(action, table);
  if (typeof stream === 'string') return stream;
  if (stream.begins > from) return `the stream of ${table} begins after ${isoTime(from)}`;
  if (!reachesBack(from, action.clock.now())) return tooOld(table, from);
  return new ChangeLog(action, { ...stream, from });
}

/** Whether a stream still holds what was written then. @param from milliseconds */
export function reachesBack(from: number, now: number): boolean {
  return from > now - RETENTION;
}

export function tooOld(table: string, from: number): string {
  return `the stream of ${table} is kept 24 hours, and ${isoTime(from)} is longer ago`;
}
