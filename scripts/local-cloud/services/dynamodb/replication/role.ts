import type { Json } from '../../support/json';
import type { TableChange } from '../change';

/** What a table is in a global table. */
export interface ReplicaRole {
  readonly isCreating: boolean;
  /** An item was written here, and not by another replica. */
  written(change: TableChange): void;
  /** What DescribeTable adds. */
  describe(): Json;
}
