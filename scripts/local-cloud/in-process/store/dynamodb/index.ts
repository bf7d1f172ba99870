import { Regional } from '../../../services/support/regional';
import type { Operations } from '../json-service';
import { batchOperations } from './batches';
import { itemOperations } from './items';
import { readOperations } from './reads';
import type { Table } from './table';
import { tableOperations } from './tables';

/** DynamoDB as the store behind the door keeps it; time travel, streams and policies are the service's in front of it. */
export function createDynamoDbStore(): Operations {
  const regional = new Regional(() => new Map<string, Table>());
  const tablesOf = regional.of.bind(regional);
  return {
    ...tableOperations(tablesOf),
    ...itemOperations(tablesOf),
    ...batchOperations(tablesOf),
    ...readOperations(tablesOf),
  };
}
