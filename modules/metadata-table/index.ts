import type { CloudwatchMetricAlarm } from '@cdktf/provider-aws/lib/cloudwatch-metric-alarm';
import type { DynamodbTable } from '@cdktf/provider-aws/lib/dynamodb-table';
import { Construct } from 'constructs';
import type { Names, TableBilling, TableGenerations } from '../../settings';
import { tableAlarms } from './alarms';
import { TableGeneration } from './generation';
import { indexesOf } from './insights';
import { makeReplica, useReplica, type TableReplication } from './replica';

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
  /** Those that this stack manages, by their names. */
  readonly tables: ReadonlyMap<string, DynamodbTable>;
  readonly alarms: readonly CloudwatchMetricAlarm[];

  constructor(scope: Construct, id: string, props: MetadataTableProps) {
    super(scope, id);
    const { names, generations, billing, kmsKeyArn, replication, alarmTopicArn } = props;
    const { activeName, adoptedNames } = generations;
    const all = [names.originalTable, ...adoptedNames];
    if (!all.includes(activeName)) {
      throw new Error(`the active table ${activeName} is no generation: allowed are ${all.join(', ')}`);
    }
    const managed = replication?.side === 'replica' ? adoptedNames : all;
    this.tables = new Map(
      managed.map((tableName) => {
        const adopted = tableName !== names.originalTable;
        const { table } = new TableGeneration(this, tableName, {
          names,
          tableName,
          adopted,
          billing,
          kmsKeyArn,
          replicated: !adopted && replication !== undefined,
        });
        return [tableName, table];
      }),
    );
    const original = this.tables.get(names.originalTable);
    if (replication?.side === 'source' && original !== undefined) {
      makeReplica(this, { names, table: original, replication });
    }
    if (replication?.side === 'replica') useReplica(this, names);
    this.alarms = tableAlarms(this, {
      names,
      tableName: activeName,
      indexes: indexesOf(names),
      alarmTopicArn,
    });
  }
}
