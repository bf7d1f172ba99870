import type { PointerDocument } from '../../settings/runtime-documents';
import type { PlanSummary } from '../recovery/adoption/infrastructure';
import type { TableSettings } from '../recovery/table/settings';
import type { WorkersBefore } from '../recovery/writers/workers';
import type { Facts } from '../runbook/step';

/** A span of time, ISO 8601 in UTC. */
export interface TimeSpan extends Facts {
  readonly from: string;
  readonly to: string;
}

/**
 * What a recovery of the table learns on its way. Names, times and settings: never an item, never a secret.
 */
export interface RecoveryFacts {
  /** The table that is recovered: the live one when the incident was declared. */
  readonly sourceTable: string;
  readonly pointerBefore: PointerDocument;
  readonly settingsBefore: TableSettings;
  /** The table's resource policy as it was before any fence, to the letter; null: it had none. */
  readonly policyBefore: string | null;
  readonly workersBefore: WorkersBefore;
  /** The last instant at which a write could still arrive. */
  readonly haltedAt: string;
  readonly lossWindow: TimeSpan;
  /** The second that is restored. */
  readonly restorePoint: string;
  readonly restoredTable: string;
  readonly validation: Facts;
  /** What the next deploy would do; null: it was left to CI. */
  readonly adoption: PlanSummary | null;
}
