import {
  DescribeTableCommand,
  ResourceNotFoundException,
  type TableDescription,
} from '@aws-sdk/client-dynamodb';
import type { DeserializeMiddleware } from '@smithy/types';
import type { RegionClients } from '../../aws/action';
import { tableMissing } from '../describe-table';

/** Fields that a setting of the list carries, or that are no setting: facts about the table. */
const KNOWN_FIELDS = new Set([
  // Settings.
  'AttributeDefinitions',
  'KeySchema',
  'BillingModeSummary',
  'ProvisionedThroughput',
  'OnDemandThroughput',
  'WarmThroughput',
  'TableClassSummary',
  'LocalSecondaryIndexes',
  'GlobalSecondaryIndexes',
  'StreamSpecification',
  'SSEDescription',
  'DeletionProtectionEnabled',
  'Replicas',
  'GlobalTableWitnesses',
  'GlobalTableSettingsReplicationMode',
  'MultiRegionConsistency',
  // Facts.
  'TableName',
  'TableArn',
  'TableId',
  'TableStatus',
  'TableSizeBytes',
  'ItemCount',
  'CreationDateTime',
  'LatestStreamLabel',
  'LatestStreamArn',
  'GlobalTableVersion',
  'RestoreSummary',
  'ArchivalSummary',
]);

const KNOWN_INDEX_FIELDS = new Set([
  'IndexName',
  'KeySchema',
  'Projection',
  'ProvisionedThroughput',
  'OnDemandThroughput',
  'WarmThroughput',
  'IndexStatus',
  'Backfilling',
  'IndexSizeBytes',
  'ItemCount',
  'IndexArn',
]);

/**
 * Describes a table and names each field that this tool does not know. The SDK drops what it does not know itself, so
 * the answer is looked at as it came over the wire.
 *
 * @throws Stop TABLE_MISSING
 */
export async function describeWithUnknown(
  action: RegionClients,
  table: string,
): Promise<{ readonly description: TableDescription; readonly unknown: string[] }> {
  const { dynamodb } = action.clients;
  let wire: Raw = {};
  const command = new DescribeTableCommand({ TableName: table });
  const read: DeserializeMiddleware<object, object> = (next) => async (request) => {
    const result = await next(request);
    const response = result.response as { statusCode: number; body: unknown };
    // A handler may hand over the whole body at once.
    const { body } = response;
    const bytes = body instanceof Uint8Array ? body : await dynamodb.config.streamCollector(body);
    response.body = bytes;
    if (response.statusCode === 200)
      wire = (JSON.parse(Buffer.from(bytes).toString()) as { Table: Raw }).Table;
    return result;
  };
  command.middlewareStack.add(read as never, { step: 'deserialize', priority: 'low', name: 'readWire' });
  try {
    const { Table } = await dynamodb.send(command);
    if (Table === undefined) throw tableMissing(action, table);
    return { description: Table, unknown: unknownFields(wire) };
  } catch (error) {
    throw error instanceof ResourceNotFoundException ? tableMissing(action, table) : error;
  }
}

type Raw = Readonly<Record<string, unknown>>;

/** @param table a description as it came over the wire */
export function unknownFields(table: Raw): string[] {
  const fields = Object.keys(table).filter((field) => !KNOWN_FIELDS.has(field));
  const indexFields = ['GlobalSecondaryIndexes', 'LocalSecondaryIndexes'].flatMap((kind) =>
    ((table[kind] ?? []) as readonly Raw[]).flatMap((index) =>
      Object.keys(index)
        .filter((field) => !KNOWN_INDEX_FIELDS.has(field))
        .map((field) => `${kind}.${field}`),
    ),
  );
  return [...new Set([...fields, ...indexFields])].sort();
}
