import type { Strategy } from '../../runbooks/data-corruption';
import type { RecoveryResult } from '../result';
import type { StepTime } from '../step-times';
import type { MeasuredCorruption } from './measure';

/** Everything that a drill of corrupted data found out. */
export interface CorruptionResult extends RecoveryResult<MeasuredCorruption> {
  readonly scenario: 'data-corruption';
  readonly strategy: Strategy;
  readonly incident: string;
  /** The table that serves in the end. */
  readonly restoredTable: string;
  readonly steps: readonly StepTime[];
}
