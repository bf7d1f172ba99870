import type { RecoveryResult } from '../result';
import type { StepTime } from '../step-times';
import type { Outage } from './dark';
import type { MeasuredOutage } from './measure';

/** Everything that a drill of a lost region found out. */
export interface OutageResult extends RecoveryResult<MeasuredOutage> {
  readonly scenario: 'regional-outage';
  readonly outage: Outage;
  /** How the region failed, in the order in which it did. */
  readonly stages: readonly string[];
  /** Of protection before the loss. */
  readonly rounds: number;
  /** Cloud time at which the region was lost, ISO 8601. */
  readonly lostAt: string;
  readonly rebuild: Recovery;
  readonly failback: Recovery;
}

/** One run of a procedure. */
export interface Recovery {
  readonly incident: string;
  /** The table that it left the service with. */
  readonly table: string;
  readonly steps: readonly StepTime[];
}
