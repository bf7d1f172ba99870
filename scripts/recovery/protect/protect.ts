import { observe, observedValue, type Observation } from '../aws/observe';
import { backupSecrets, type BackupResult } from './secrets';
import type { SecretsAction } from '../vault/secrets';
import { restorePointOf } from '../vault/table';
import type { ProtectAction } from './connection';
import { failuresOf } from './failures';
import { publishRecoverability } from './metrics';
import { oneRoundOfSecrets, type SkippedSecrets } from './one-round-of-secrets';
import { protectTable, type ProtectResult } from './protect-table';

/** What one round did for the service. */
export interface RoundResult {
  /** What the alarm on the log of the continuity agent looks for (modules/continuity-agent/alarms.ts). */
  readonly outcome: 'done' | 'failed';
  /** Parts that failed, by the names of their fields; they stopped none of the others. */
  readonly failed: readonly string[];
  readonly table: Observation<ProtectResult>;
  /** Skipped while an earlier round is still at them, which is no failure. */
  readonly secrets: Observation<BackupResult> | { readonly skipped: SkippedSecrets };
  /** Metrics that were published. */
  readonly metrics: Observation<readonly string[]>;
}

/**
 * One round of protection: the table and the secrets at the same time, so that a failure of one does not stop the
 * other; then the metrics that the alarms listen to. The table is copied by every round; the secrets by one at a time, and
 * one that comes to them while another is at work leaves them to it. What it knows of new secrets is then lost, and the
 * list tells of them a few minutes later, which is what `coveredUntil` counts with.
 */
export async function protect(action: ProtectAction, secretsAction: SecretsAction): Promise<RoundResult> {
  const names = new Set<string>();
  const protecting = observe(() => protectTable(action, { onSecret: (name) => names.add(name) }));
  const named = async function* (): AsyncGenerator<string> {
    await protecting;
    yield* names;
  };
  const [table, looked] = await Promise.all([
    protecting,
    observe(() => oneRoundOfSecrets(secretsAction, () => backupSecrets(secretsAction, { named }))),
  ]);
  const secrets = 'value' in looked ? looked.value : looked;
  action.signal.throwIfAborted();
  const metrics = await observe(() =>
    publishRecoverability(action, {
      pitrEnabled: pitrEnabledOf(observedValue(table)),
      writesHalted: haltedOf(observedValue(table)),
      restorePoint: restorePointBoth(observedValue(table), secretsCoveredUntil(secrets)),
    }),
  );
  const failed = failuresOf({ table, secrets, metrics });
  return { outcome: failed.length === 0 ? 'done' : 'failed', failed, table, secrets, metrics };
}

function pitrEnabledOf(table: ProtectResult | undefined): boolean | undefined {
  const window = table === undefined ? undefined : observedValue(table.window);
  return window === undefined ? undefined : window !== null;
}

function haltedOf(table: ProtectResult | undefined): boolean | undefined {
  return table === undefined ? undefined : observedValue(table.halted);
}

function secretsCoveredUntil(secrets: RoundResult['secrets']): string | null | undefined {
  if ('skipped' in secrets) return secrets.skipped.coveredUntil;
  return observedValue(secrets)?.coveredUntil;
}

/** The older of the two: neither is of use without the other. */
function restorePointBoth(
  table: ProtectResult | undefined,
  secretsAt: string | null | undefined,
): number | undefined {
  const tableAt = table === undefined ? undefined : restorePointOf(table.mark)?.at;
  if (tableAt === undefined || secretsAt === undefined || secretsAt === null) return undefined;
  return Math.min(Date.parse(tableAt), Date.parse(secretsAt));
}
