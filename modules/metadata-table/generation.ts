import { DynamodbContributorInsights } from '@cdktf/provider-aws/lib/dynamodb-contributor-insights';
import { DynamodbTable } from '@cdktf/provider-aws/lib/dynamodb-table';
import { Construct } from 'constructs';
import type { Names, Region, TableBilling } from '../../settings';
import { autoscale } from './autoscaling';

export interface TableGenerationProps {
  readonly names: Names;
  readonly tableName: string;
  /**
   * A restored table exists already, with its insights and its scaling: Terraform imports them and never makes them.
   */
  readonly adopted: boolean;
  readonly billing: TableBilling;
  readonly kmsKeyArn: string;
  /** @default the table has no replica */
  readonly replication?: TableReplication;
}

/**
 * A table that is in two regions (DynamoDB global table, MREC): one stack makes both sides, the other one imports what
 * it finds (aws-facts.md, 8.18).
 */
export type TableReplication =
  | {
      readonly side: 'source';
      /** Where the replica is made, and the key there. */
      readonly region: Region;
      readonly kmsKeyArn: string;
    }
  | { readonly side: 'replica' };

/** Every index of a generation: capacity, contributor insights and alarms go by index. */
export function indexesOf(names: Names): string[] {
  return [names.reauthIndex, names.scheduleIndex];
}

/**
 * One table, with everything a restore leaves behind put into words (aws-facts.md, 1.13 and 1.14). The `restore_*`
 * arguments are never used: taking them out later would replace the table (aws-facts.md, 8.4).
 */
export class TableGeneration extends Construct {
  readonly table: DynamodbTable;

  constructor(scope: Construct, id: string, props: TableGenerationProps) {
    super(scope, id);
    const { names, tableName, adopted, billing, kmsKeyArn, replication } = props;
    const provisioned = billing.mode === 'provisioned' ? billing : undefined;
    // Autoscaling moves the capacity; Terraform only chooses where it starts.
    const capacity =
      provisioned === undefined
        ? {}
        : { readCapacity: provisioned.read.min, writeCapacity: provisioned.write.min };
    const ignored = [
      // Indexes are a set in Terraform: one attribute of one of them cannot be named, so all of it is ignored.
      // And the provider takes an on-demand table to provisioned with one unit of each, as it was told to ignore
      // them (tried with 5.100.0): switch a live or restored table by UpdateTable first, its settings afterwards.
      ...(provisioned === undefined ? [] : ['read_capacity', 'write_capacity', 'global_secondary_index']),
      // Seen from here the source is the replica: a plan without it would delete the source.
      ...(replication?.side === 'replica' ? ['replica'] : []),
    ];
    this.table = new DynamodbTable(this, 'table', {
      name: tableName,
      billingMode: provisioned === undefined ? 'PAY_PER_REQUEST' : 'PROVISIONED',
      ...capacity,
      hashKey: 'PK',
      rangeKey: 'SK',
      attribute: [
        { name: 'PK', type: 'S' },
        { name: 'SK', type: 'S' },
        { name: 'ReAuthStatus', type: 'S' },
        { name: 'SyncTierShardId', type: 'S' },
        // ISO 8601 in UTC: sorts as text, and people can read it.
        { name: 'NextSyncTimestamp', type: 'S' },
      ],
      globalSecondaryIndex: [
        // Sparse: only connections that wait for their user carry the attribute.
        {
          name: names.reauthIndex,
          hashKey: 'ReAuthStatus',
          rangeKey: 'PK',
          projectionType: 'ALL',
          ...capacity,
        },
        {
          name: names.scheduleIndex,
          hashKey: 'SyncTierShardId',
          rangeKey: 'NextSyncTimestamp',
          projectionType: 'ALL',
          ...capacity,
        },
      ],
      ttl: { attributeName: 'ttl', enabled: true },
      streamEnabled: true,
      // Both images: the old one is what a rewind writes back.
      streamViewType: 'NEW_AND_OLD_IMAGES',
      pointInTimeRecovery: { enabled: true, recoveryPeriodInDays: 35 },
      deletionProtectionEnabled: true,
      serverSideEncryption: { enabled: true, kmsKeyArn },
      // A replica repeats every mistake within a second: it needs its own history (aws-facts.md, 3.14).
      ...(replication?.side === 'source'
        ? {
            replica: [
              {
                regionName: replication.region,
                kmsKeyArn: replication.kmsKeyArn,
                pointInTimeRecovery: true,
              },
            ],
          }
        : {}),
      tags: {
        [names.backupTag.key]: names.backupTag.value,
        [names.generationTag]: adopted ? 'restored' : 'original',
      },
      lifecycle: {
        preventDestroy: true,
        ...(ignored.length === 0 ? {} : { ignoreChanges: ignored }),
      },
    });
    if (adopted || replication?.side === 'replica') this.table.importFrom(tableName);

    const indexes = indexesOf(names);
    const insights = [
      { id: 'insights', index: {} },
      ...indexes.map((indexName) => ({ id: `insights-${indexName}`, index: { indexName } })),
    ];
    for (const { id, index } of insights) {
      const resource = new DynamodbContributorInsights(this, id, { tableName: this.table.name, ...index });
      if (adopted) resource.importFrom(insightsId(names, tableName, index));
    }
    if (provisioned !== undefined) {
      autoscale(this, { table: this.table, tableName, adopted, indexes, billing: provisioned });
    }
  }
}

/** Import id of contributor insights: the index's name is empty for the table itself (provider aws 5.100.0). */
function insightsId({ accountId }: Names, table: string, { indexName = '' }: { indexName?: string }): string {
  return `name:${table}/index:${indexName}/${accountId}`;
}
