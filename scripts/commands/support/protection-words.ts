import type { Observation } from '../../recovery/aws/observe';
import type { CopiedChanges } from '../../recovery/protect/changes/copy-changes';
import type { AdvancedExports, ExportNote } from '../../recovery/protect/exports/advance-exports';
import type { SkippedSecrets } from '../../recovery/protect/one-round-of-secrets';
import type { RoundPlan } from '../../recovery/protect/plan';
import type { RoundResult } from '../../recovery/protect/protect';
import type { ProtectResult } from '../../recovery/protect/protect-table';
import type { BackupResult } from '../../recovery/protect/secrets';
import type { VaultRegions } from '../../recovery/vault';
import { restorePointOf } from '../../recovery/vault/table';

/** A round of protection for people. */
export function describeRound({ table, secrets, metrics }: RoundResult, regions: VaultRegions): string[] {
  return [
    ...told(table, 'table', (value) => describeTableRound(value, regions)),
    ...('skipped' in secrets ? describeSkipped(secrets.skipped) : told(secrets, 'secrets', describeSecrets)),
    ...told(metrics, 'metrics', (published) => [`metrics published: ${published.join(', ') || 'none'}`]),
  ];
}

/** What a round would do, for people. */
export function describePlan(plan: RoundPlan, { source, region }: VaultRegions): string[] {
  const { table, settings, changes, exports, secrets } = plan;
  return [
    `would copy ${table} of ${source} into the vault in ${region}`,
    ...told(settings, 'settings', (differ) => [
      `settings: ${differ ? 'would be written' : 'are there already'}`,
    ]),
    ...told(changes, 'changes', ({ streamArn, coveredUntil }) => [
      `changes: would read ${streamArn} ${coveredUntil === null ? 'from now on' : `on from ${coveredUntil}`}`,
    ]),
    ...told(exports, 'exports', (due) =>
      due.length === 0
        ? ['exports: none is due']
        : due.map((one) => `exports: ${describeExport(one)} is due (${one.why}), if it is not under way`),
    ),
    ...told(secrets, 'secrets', ({ toSeal, secrets: all, removed }) => [
      `secrets: would seal ${toSeal} of ${all}, and drop ${removed} that are gone`,
    ]),
  ];
}

function describeTableRound(
  { table, settings, changes, exports, window, mark }: ProtectResult,
  { source, region }: VaultRegions,
): string[] {
  const point = restorePointOf(mark);
  return [
    `${table} of ${source}, into the vault in ${region}`,
    ...told(settings, 'settings', (written) => [`settings: ${written ? 'changed, written' : 'unchanged'}`]),
    ...told(changes, 'changes', describeChanges),
    ...told(exports, 'exports', describeExports),
    ...told(window, 'point-in-time recovery', (value) =>
      value === null ? ['! point-in-time recovery is off: nothing can be exported'] : [],
    ),
    point === undefined
      ? 'the table cannot be rebuilt from the vault yet: no export is complete'
      : `the table could be rebuilt to ${point.at}, from ${point.with}${point.reason === null ? '' : ` (${point.reason})`}`,
  ];
}

function describeChanges({ round, records, coveredUntil, lost, superseded }: CopiedChanges): string[] {
  return [
    superseded
      ? `changes: another round was faster; the vault has every change up to ${coveredUntil}`
      : `changes: round ${round}, ${records} records; the vault has every change up to ${coveredUntil}`,
    ...(lost === null ? [] : [`! changes were lost to the copy, and the exports must bring them: ${lost}`]),
  ];
}

function describeExports({
  chain,
  completed,
  underWay,
  failed,
  problems,
  started,
}: AdvancedExports): string[] {
  return [
    `exports: ${chain === null ? 'none is complete yet' : `complete up to ${chain.to}`}`,
    ...completed.map((one) => `  ${describeExport(one)} is complete`),
    ...started.map((one) => `  ${describeExport(one)} started: ${one.why}`),
    ...underWay.map((one) => `  ${describeExport(one)} is under way`),
    ...failed.map(
      (one) => `! ${describeExport(one)} failed (${one.code}); another is asked for ten minutes after`,
    ),
    ...problems.map(({ kind, code, message }) => `! ${kind} export: ${message} (${code})`),
  ];
}

function describeExport({ kind, from, to }: ExportNote): string {
  return kind === 'full' ? `full export of ${to}` : `incremental export from ${from ?? ''} to ${to}`;
}

function describeSecrets(result: BackupResult): string[] {
  const { round, secrets, sealed, removed, unreadable, dangling, coveredUntil } = result;
  return [
    `secrets: round ${round}, ${secrets} in the vault, ${sealed} sealed now, ${removed} dropped; every change up to ${coveredUntil ?? 'no known time'}`,
    ...(unreadable.length === 0
      ? []
      : [`! ${unreadable.length} secrets could not be read: npx recover secrets backup names them`]),
    ...(dangling.length === 0
      ? []
      : [`! ${dangling.length} connections point to a secret that does not exist`]),
  ];
}

function describeSkipped({ heldUntil, coveredUntil }: SkippedSecrets): string[] {
  return [
    `secrets: left to another round, which is at work until ${heldUntil} at least; every change up to ${coveredUntil ?? 'no known time'} is in the vault`,
  ];
}

function told<Value>(
  observation: Observation<Value>,
  what: string,
  say: (value: Value) => string[],
): string[] {
  if ('value' in observation) return say(observation.value);
  const next = observation.next === undefined ? [] : [`  next: ${observation.next}`];
  return [`! ${what}: ${observation.problem}`, ...next];
}
