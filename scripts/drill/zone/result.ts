import type { Phase } from '../phases';
import type { Finding } from '../proof/finding';

/** Everything that the drill found out, and what it could not. */
export interface AzFailureResult {
  readonly scenario: 'az-failure';
  /** Wall time, ISO 8601. */
  readonly startedAt: string;
  readonly wallSeconds: number;
  /** How many times as fast as the wall's the cloud's clock ran. */
  readonly speed: number;
  readonly users: number;
  readonly seed: number;
  readonly zones: readonly string[];
  /** Read off the plan of the primary region's stack, made by Terraform. */
  readonly designed: readonly Finding[];
  /** Seen on the local cloud. */
  readonly seen: readonly Finding[];
  /** What only an experiment in a real account shows, and the commands for it. */
  readonly open: { readonly claims: readonly string[]; readonly commands: readonly string[] };
  readonly phases: readonly Phase[];
  /** Every claim that could be shown here holds. */
  readonly passed: boolean;
}

/** One line of the drill log. */
export function azFailureLogLine(result: AzFailureResult): string {
  const { startedAt, scenario, users, zones, designed, seen, open, wallSeconds, speed, passed } = result;
  return JSON.stringify({
    time: startedAt,
    scenario,
    users,
    zones: zones.length,
    claimsShown: designed.length + seen.length,
    claimsOpen: open.claims.length,
    // Nothing is recovered: a region goes on without one of its zones.
    recoveryTimeMinutes: null,
    wallSeconds: Math.round(wallSeconds),
    speed,
    passed,
  });
}
