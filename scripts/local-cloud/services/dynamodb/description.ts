import type { Json } from '../support/json';
import type { TableState } from './table-state';

/** What DescribeTable says of a table: moto's description, with what moto forgets and what takes time. */
export function describeTableState(table: TableState, description: Json, now: number): Json {
  const shown = withRestore(table, table.ignored.show(description));
  return {
    ...shown,
    ItemCount: table.itemCount(now),
    ...(table.encryption === undefined
      ? {}
      : {
          SSEDescription: { Status: 'ENABLED', SSEType: 'KMS', KMSMasterKeyArn: table.encryption.kmsKeyArn },
        }),
    ...(table.isBusy(now) ? { TableStatus: 'UPDATING' } : {}),
    ...(table.isCreating ? { TableStatus: 'CREATING' } : {}),
    ...table.replica?.describe(),
  };
}

/** What a restore shows of itself; its summary stays (aws-facts.md, 1.16). */
function withRestore({ restore }: TableState, description: Json): Json {
  if (restore === undefined) return description;
  const { sourceTableArn, restoredTo, inProgress, indexesInProgress } = restore;
  const indexes = description.GlobalSecondaryIndexes as readonly Json[] | undefined;
  return {
    ...description,
    ...(inProgress ? { TableSizeBytes: 0 } : {}),
    ...(indexesInProgress && indexes !== undefined
      ? { GlobalSecondaryIndexes: indexes.map((index) => ({ ...index, IndexStatus: 'CREATING' })) }
      : {}),
    RestoreSummary: {
      SourceTableArn: sourceTableArn,
      RestoreDateTime: restoredTo / 1000,
      RestoreInProgress: inProgress,
    },
  };
}
