import type { CloudwatchMetricAlarm } from '@cdktf/provider-aws/lib/cloudwatch-metric-alarm';
import type { DynamodbTable } from '@cdktf/provider-aws/lib/dynamodb-table';
import { Construct } from 'constructs';
import type { Names, TableBilling, TableGenerations } from '../../settings';
import { tableAlarms } from './alarms';
import { indexesOf, TableGeneration, type TableReplication } from './generation';

export interface MetadataTableProps {
  readonly names: Names;
  readonly generations: TableGenerations;
  readonly billing: TableBilling;
  readonly kmsKeyArn: string;
  /** Of the original, which never loses its replica, whatever is live. @default the table is in one region alone */
  readonly replication?: TableReplication;
  readonly alarmTopicArn: string;
}

/**
 * `SyncWellMetadata` in all its generations: the original, and each restored table that was adopted. Which of them is
 * live changes no address; only the alarms' dimension follows, in place.
 */
export class MetadataTable extends Construct {
  readonly active: DynamodbTable;
  readonly tables: ReadonlyMap<string, DynamodbTable>;
  readonly alarms: readonly CloudwatchMetricAlarm[];

  constructor(scope: Construct, id: string, props: MetadataTableProps) {
    super(scope, id);
    const { names, generations, billing, kmsKeyArn, replication, alarmTopicArn } = props;
    const { activeName, adoptedNames } = generations;
    this.tables = new Map(
      [names.originalTable, ...adoptedNames].map((tableName) => {
        const adopted = tableName !== names.originalTable;
        const { table } = new TableGeneration(this, tableName, {
          names,
          tableName,
          adopted,
          billing,
          kmsKeyArn,
          ...(adopted || replication === undefined ? {} : { replication }),
        });
        return [tableName, table];
      }),
    );
    const active = this.tables.get(activeName);
    if (active === undefined) {
      throw new Error(
        `the active table ${activeName} is no generation: allowed are ${[...this.tables.keys()].join(', ')}`,
      );
    }
    this.active = active;
    this.alarms = tableAlarms(this, {
      names,
      tableName: activeName,
      indexes: indexesOf(names),
      alarmTopicArn,
    });
  }
}
