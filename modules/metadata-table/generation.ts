import { DynamodbTable } from '@cdktf/provider-aws/lib/dynamodb-table';
import { Construct } from 'constructs';
import type { Names, TableBilling } from '../../settings';
import { autoscale } from './autoscaling';
import { countKeys, indexesOf } from './insights';

export interface TableGenerationProps {
  readonly names: Names;
  readonly tableName: string;
  /**
   * A restored table exists already, with its insights and its scaling: Terraform imports them and never makes them.
   */
  readonly adopted: boolean;
  readonly billing: TableBilling;
  readonly kmsKeyArn: string;
  /** Whether a resource beside this one makes replicas of it. @default false */
  readonly replicated?: boolean;
}

/**
 * One table, with everything a restore leaves behind put into words (aws-facts.md, 1.13 and 1.14). The `restore_*`
 * arguments are never used: taking them out later would replace the table (aws-facts.md, 8.4).
 */
export class TableGeneration extends Construct {
  readonly table: DynamodbTable;

  constructor(scope: Construct, id: string, props: TableGenerationProps) {
    super(scope, id);
    const { names, tableName, adopted, billing, kmsKeyArn, replicated = false } = props;
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
      // The table shows its replicas as its own: a plan without them would delete them.
      ...(replicated ? ['replica'] : []),
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
      tags: {
        [names.backupTag.key]: names.backupTag.value,
        [names.generationTag]: adopted ? 'restored' : 'original',
      },
      lifecycle: {
        preventDestroy: true,
        ...(ignored.length === 0 ? {} : { ignoreChanges: ignored }),
      },
    });
    if (adopted) this.table.importFrom(tableName);

    countKeys(this, { names, tableName: this.table.name, ...(adopted ? { importFrom: tableName } : {}) });
    if (provisioned !== undefined) {
      autoscale(this, {
        table: this.table,
        tableName,
        adopted,
        indexes: indexesOf(names),
        billing: provisioned,
      });
    }
  }
}
