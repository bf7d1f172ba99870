import type { DynamodbTable } from '@cdktf/provider-aws/lib/dynamodb-table';
import { DynamodbTableReplicaA as DynamodbTableReplica } from '@cdktf/provider-aws/lib/dynamodb-table-replica';
import type { TerraformProvider } from 'cdktf';
import { Construct } from 'constructs';
import type { Names } from '../../settings';
import { countKeys } from './insights';

/** The original table in two regions (DynamoDB global table, eventually consistent), seen from one of them. */
export type TableReplication =
  | {
      readonly side: 'source';
      /** Of the region where the replica is made, and the key there. */
      readonly provider: TerraformProvider;
      readonly kmsKeyArn: string;
    }
  | { readonly side: 'replica' };

/** Makes the replica of a table, with a history of its own: it repeats every mistake within a second (aws-facts.md, 3.14). */
export function makeReplica(
  scope: Construct,
  { names, table, replication }: ReplicaProps,
): DynamodbTableReplica {
  return new DynamodbTableReplica(scope, 'replica', {
    globalTableArn: table.arn,
    kmsKeyArn: replication.kmsKeyArn,
    pointInTimeRecovery: true,
    deletionProtectionEnabled: true,
    tags: {
      [names.backupTag.key]: names.backupTag.value,
      [names.generationTag]: 'original',
    },
    provider: replication.provider,
    lifecycle: { preventDestroy: true },
  });
}

export interface ReplicaProps {
  readonly names: Names;
  readonly table: DynamodbTable;
  readonly replication: Extract<TableReplication, { side: 'source' }>;
}

/**
 * A replica from its own side: known by its name alone. As a resource of this stack it would ask its source's region
 * at every plan (provider aws 5.100.0 reads each replica's settings there), which may be lost.
 */
export function useReplica(scope: Construct, names: Names): void {
  const tableName = names.originalTable;
  countKeys(new Construct(scope, tableName), { names, tableName });
}
