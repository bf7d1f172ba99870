import { isDeepStrictEqual } from 'node:util';
import { DescribeAlarmsCommand, type CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import {
  DescribeContinuousBackupsCommand,
  DescribeContributorInsightsCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  GetResourcePolicyCommand,
  ListTagsOfResourceCommand,
  PolicyNotFoundException,
  type DynamoDBClient,
  type KeySchemaElement,
} from '@aws-sdk/client-dynamodb';
import type { Names } from '../../../settings';
import type { Finding } from './finding';

/** A table's settings in plain words, without what names the table itself. */
export type DescribedSettings = Readonly<Record<string, unknown>>;

/** Every setting of a table that its services tell, read call by call. */
export async function describeSettings(client: DynamoDBClient, table: string): Promise<DescribedSettings> {
  const TableName = table;
  const [{ Table = {} }, backups, ttl] = await Promise.all([
    client.send(new DescribeTableCommand({ TableName })),
    client.send(new DescribeContinuousBackupsCommand({ TableName })),
    client.send(new DescribeTimeToLiveCommand({ TableName })),
  ]);
  const ResourceArn = Table.TableArn ?? '';
  const indexes = (Table.GlobalSecondaryIndexes ?? []).map((index) => ({
    name: index.IndexName ?? '',
    keys: keysOf(index.KeySchema),
    projection: index.Projection?.ProjectionType,
  }));
  const insights = await Promise.all(
    [undefined, ...indexes.map(({ name }) => name)].map(async (IndexName) => {
      const { ContributorInsightsStatus } = await client.send(
        new DescribeContributorInsightsCommand({
          TableName,
          IndexName,
        }),
      );
      return [IndexName ?? 'table', ContributorInsightsStatus];
    }),
  );
  const window = backups.ContinuousBackupsDescription?.PointInTimeRecoveryDescription;
  return {
    keys: keysOf(Table.KeySchema),
    attributes: Object.fromEntries(
      (Table.AttributeDefinitions ?? []).map(({ AttributeName, AttributeType }) => [
        AttributeName,
        AttributeType,
      ]),
    ),
    billing: Table.BillingModeSummary?.BillingMode,
    indexes: Object.fromEntries(indexes.map(({ name, ...index }) => [name, index])),
    encryption: [Table.SSEDescription?.SSEType, Table.SSEDescription?.KMSMasterKeyArn],
    stream: Table.StreamSpecification,
    deletionProtection: Table.DeletionProtectionEnabled,
    class: Table.TableClassSummary?.TableClass ?? 'STANDARD',
    pointInTimeRecovery: [window?.PointInTimeRecoveryStatus, window?.RecoveryPeriodInDays],
    timeToLive: [ttl.TimeToLiveDescription?.TimeToLiveStatus, ttl.TimeToLiveDescription?.AttributeName],
    tags: await tagsOf(client, ResourceArn),
    policy: await policyOf(client, ResourceArn),
    insights: Object.fromEntries(insights),
  };
}

export interface SettingsProps {
  readonly names: Names;
  /** Of the old table, before the recovery. */
  readonly before: DescribedSettings;
  /** Of the table that serves, now. */
  readonly after: DescribedSettings;
  /** Whether that is a restored one. @default true */
  readonly moved?: boolean;
}

/** The table must be set as the old one was; only a restored one's tag that tells generations apart is another. */
export function proveSettings({ names, before, after, moved = true }: SettingsProps): Finding {
  const tags = { ...(before.tags as object), ...(moved ? { [names.generationTag]: 'restored' } : {}) };
  const expected: DescribedSettings = { ...before, tags };
  const different = Object.keys(expected).filter((name) => !isDeepStrictEqual(expected[name], after[name]));
  return {
    id: 'settings',
    claim: 'every setting of the table that serves is that of the old one before the incident',
    holds: different.length === 0,
    evidence:
      different.length === 0
        ? `${Object.keys(expected).length} settings, no difference`
        : `different: ${different.join(', ')}`,
  };
}

/** Alarms that watched the old table must watch the restored one. */
export async function proveAlarms(
  client: CloudWatchClient,
  { source, restored }: { readonly source: string; readonly restored: string },
): Promise<Finding> {
  const watching = { source: 0, restored: 0 };
  let NextToken: string | undefined;
  do {
    const page = await client.send(new DescribeAlarmsCommand(NextToken === undefined ? {} : { NextToken }));
    for (const alarm of page.MetricAlarms ?? []) {
      const tables = [
        ...(alarm.Dimensions ?? []),
        ...(alarm.Metrics ?? []).flatMap(({ MetricStat }) => MetricStat?.Metric?.Dimensions ?? []),
      ].flatMap(({ Name, Value }) => (Name === 'TableName' ? [Value] : []));
      if (tables.includes(source)) watching.source += 1;
      if (tables.includes(restored)) watching.restored += 1;
    }
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  return {
    id: 'alarms',
    claim: 'every alarm of the table watches the restored one',
    holds: watching.source === 0 && watching.restored > 0,
    evidence: `${watching.restored} alarms watch the restored table, ${watching.source} the old one`,
  };
}

function keysOf(schema: readonly KeySchemaElement[] = []): string[] {
  return schema.map(({ AttributeName, KeyType }) => `${AttributeName ?? ''} ${KeyType ?? ''}`);
}

async function tagsOf(client: DynamoDBClient, ResourceArn: string): Promise<Record<string, string>> {
  const { Tags = [] } = await client.send(new ListTagsOfResourceCommand({ ResourceArn }));
  return Object.fromEntries(Tags.map(({ Key = '', Value = '' }) => [Key, Value]));
}

async function policyOf(client: DynamoDBClient, ResourceArn: string): Promise<unknown> {
  try {
    const { Policy } = await client.send(new GetResourcePolicyCommand({ ResourceArn }));
    return Policy === undefined ? null : JSON.parse(Policy);
  } catch (error) {
    if (error instanceof PolicyNotFoundException) return null;
    throw error;
  }
}
