import type { Finding } from '../proof/finding';
import type { DrillResult } from '../result';

/** Everything that the drill of a lost zone found out, and what it could not: a region goes on without one of its zones. */
export interface AzFailureResult extends DrillResult {
  readonly scenario: 'az-failure';
  readonly objectives: null;
  readonly measured: null;
  readonly zones: readonly string[];
  /** Read off the plan of the primary region's stack, made by Terraform. */
  readonly designed: readonly Finding[];
  /** Seen on the local cloud. `findings` has both. */
  readonly seen: readonly Finding[];
  /** What only an experiment in a real account shows, and the commands for it. */
  readonly open: { readonly claims: readonly string[]; readonly commands: readonly string[] };
}
