import { DescribeTableCommand, ResourceNotFoundException } from '@aws-sdk/client-dynamodb';
import { DescribeStreamCommand } from '@aws-sdk/client-dynamodb-streams';
import { isoTime } from '../../../runbook/clock';
import type { Action } from '../../action';
import { ChangeLog } from './change-log';

/** Records of a stream are kept so long (aws-facts.md, 1.32). */
const RETENTION = 24 * 3_600_000;
const SECOND = 1000;

/**
 * The log of what changed in a table since a second.
 *
 * @param at milliseconds
 * @returns why there is none that reaches back so far, in a text
 */
export async function openLog(
  action: Pick<Action, 'clock' | 'signal' | 'clients'>,
  table: string,
  at: number,
): Promise<ChangeLog | string> {
  const { clients, clock } = action;
  const from = at - SECOND;
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
  const since = description?.CreationRequestDateTime?.getTime() ?? Infinity;
  if (since > from) return `the stream of ${table} begins after ${isoTime(from)}`;
  if (!reachesBack(from, clock.now())) return tooOld(table, from);
  return new ChangeLog(action, arn, from);
}

/** Whether a stream still holds what was written then. @param from milliseconds */
export function reachesBack(from: number, now: number): boolean {
  return from > now - RETENTION;
}

export function tooOld(table: string, from: number): string {
  return `the stream of ${table} is kept 24 hours, and ${isoTime(from)} is longer ago`;
}
