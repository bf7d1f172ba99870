import type { Json } from '../../support/json';
import type { Change } from '../change';

/** What a table is in a global table. */
export interface ReplicaRole {
  readonly isCreating: boolean;
  /** An item was written here, and not by another replica. */
  written(change: Change): void;
  /** What DescribeTable adds. */
  describe(): Json;
}
