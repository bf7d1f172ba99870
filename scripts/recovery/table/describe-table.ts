import {
  DescribeTableCommand,
  ResourceNotFoundException,
  type TableDescription,
} from '@aws-sdk/client-dynamodb';
import { stop } from '../../engine/errors';
import type { Stop } from '../../engine/stop';
import type { Action, RegionClients } from '../aws/action';
import type { Clients } from '../aws/clients';

/** @returns undefined when there is no such table, or none yet: the answer is eventually consistent (aws-facts.md, 1.17) */
export async function describeTable(
  { clients }: { readonly clients: Pick<Clients, 'dynamodb'> },
  table: string,
): Promise<TableDescription | undefined> {
  try {
    const { Table } = await clients.dynamodb.send(new DescribeTableCommand({ TableName: table }));
    return Table;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}

/** @throws Stop TABLE_MISSING */
export async function requireTable(action: RegionClients, table: string): Promise<TableDescription> {
  const description = await describeTable(action, table);
  if (description === undefined) throw tableMissing(action, table);
  return description;
}

export function tableMissing({ target }: Pick<Action, 'target'>, table: string): Stop {
  return stop('TABLE_MISSING', { table, region: target.region });
}
