import { pairElements } from '../../diff/pairing';
import type { ResourceChange, Value } from '../../model/types';
import { destroys } from '../../model/verb';
import type { HazardId } from '../catalogue';
import type { Detector, Finding } from '../types';
import { leavesOf, listAt, textAt, valueAt } from '../values';
import { fewer, fewerThanForEver } from '../weakening/tests';
import { weakeningsOf } from '../weakening/weakenings';
import { found } from './finding';

/** Resources that are protections themselves: to lose one is to lose what it does. */
const GUARDS: readonly { readonly hazard: HazardId; readonly type: RegExp }[] = [
  { hazard: 'SW-RECOVER-003', type: /^aws_(nat_gateway|subnet)$/ },
  { hazard: 'SW-RECOVER-005', type: /^aws_kms_alias$/ },
  { hazard: 'SW-RECOVER-006', type: /^aws_backup_(plan|selection|vault_lock_configuration|vault_policy)$/ },
  { hazard: 'SW-RECOVER-007', type: /^aws_s3_bucket_(versioning|object_lock_configuration)$/ },
  {
    hazard: 'SW-RECOVER-008',
    type: /^aws_(cloudwatch_(metric|composite)_alarm|sns_topic|sns_topic_subscription)$/,
  },
  {
    hazard: 'SW-RECOVER-011',
    type: /^aws_(ecr|s3_bucket)_replication_configuration$|^aws_dynamodb_table_replica$/,
  },
  { hazard: 'SW-ACCESS-004', type: /^aws_s3_bucket_server_side_encryption_configuration$/ },
  { hazard: 'SW-ACCESS-005', type: /^aws_s3_(bucket|account)_public_access_block$/ },
];

/** What makes a recovery slower, poorer or impossible, though nothing is destroyed yet. */
export const recoveryDetector: Detector = ({ plan, masker }) =>
  plan.changes
    .filter(({ managed, verb }) => managed && verb !== 'nothing')
    .flatMap((change): Finding[] => [
      ...guardsLost(change),
      ...grouped(change, weakeningsOf(change, masker)),
      ...backupRulesWeakened(change),
      ...expirationsShortened(change),
      ...backupTagLost(change),
    ]);

/** One finding for each hazard, with all its details. */
function grouped(change: ResourceChange, weakenings: ReturnType<typeof weakeningsOf>): Finding[] {
  const hazards = [...new Set(weakenings.map(({ hazard }) => hazard))];
  return hazards.map((hazard) =>
    found(
      hazard,
      change,
      weakenings.filter((weakening) => weakening.hazard === hazard).map(({ detail }) => detail),
    ),
  );
}

function guardsLost(change: ResourceChange): Finding[] {
  const { verb, type } = change;
  const gone = verb === 'forget' || (destroys(change) && verb !== 'replace');
  if (!gone || change.deposed !== undefined) return [];
  const guard = GUARDS.find((candidate) => candidate.type.test(type));
  if (guard === undefined) return [];
  return [found(guard.hazard, change, [verb === 'forget' ? 'Terraform forgets it' : 'it is taken away'])];
}

/** Rules of a backup plan: gone, kept for a shorter time, or no longer copied. */
function backupRulesWeakened(change: ResourceChange): Finding[] {
  if (change.type !== 'aws_backup_plan' || change.before === null || change.after === null) return [];
  const before = listAt(change.before, 'rule');
  const after = listAt(change.after, 'rule');
  const pick = (list: readonly Value[], index: number | undefined): Value =>
    index === undefined ? undefined : list[index];
  const details = pairElements(before, after).flatMap(({ before: from, after: to }) => {
    const old = pick(before, from);
    const fresh = pick(after, to);
    if (old === undefined) return [];
    const rule = textAt(old, 'rule_name') ?? 'a rule';
    if (fresh === undefined) return [`${rule}: taken away`];
    return [
      ...(fewer(valueAt(old, 'lifecycle.0.delete_after'), valueAt(fresh, 'lifecycle.0.delete_after'))
        ? [`${rule}: kept for a shorter time`]
        : []),
      ...(listAt(old, 'copy_action').length > listAt(fresh, 'copy_action').length
        ? [`${rule}: copied no more`]
        : []),
      ...copiesMoved(old, fresh).map((detail) => `${rule}: ${detail}`),
      ...(valueAt(old, 'enable_continuous_backup') === true &&
      valueAt(fresh, 'enable_continuous_backup') !== true
        ? [`${rule}: no longer continuous`]
        : []),
    ];
  });
  return details.length === 0 ? [] : [found('SW-RECOVER-006', change, details)];
}

/** Where the copies of a rule no longer go. */
function copiesMoved(old: Value, fresh: Value): string[] {
  const vaults = (rule: Value): string[] =>
    listAt(rule, 'copy_action').flatMap((copy) => textAt(copy, 'destination_vault_arn') ?? []);
  const now = vaults(fresh);
  return vaults(old)
    .filter((vault) => now.length > 0 && !now.includes(vault))
    .map((vault) => `no longer copied to ${vault}`);
}

/** Objects, versions and images that expire sooner. */
function expirationsShortened(change: ResourceChange): Finding[] {
  if (
    change.type !== 'aws_s3_bucket_lifecycle_configuration' ||
    change.before === null ||
    change.after === null
  )
    return [];
  const days = (value: Value): Map<string, Value> =>
    new Map(
      listAt(value, 'rule').flatMap((rule) =>
        [...leavesOf(rule)]
          .filter(({ path }) => /expiration\.\d+\.(noncurrent_)?days$/.test(path))
          .map(({ path, value: limit }): [string, Value] => [`${textAt(rule, 'id') ?? ''}: ${path}`, limit]),
      ),
    );
  const before = days(change.before);
  const details = [...days(change.after)]
    .filter(([path, limit]) => fewerThanForEver(before.get(path) ?? 0, limit))
    .map(([path, limit]) => `${path} → ${String(limit)}`);
  return details.length === 0 ? [] : [found('SW-RECOVER-004', change, details)];
}

/** The tag that puts a resource into the backup plan. */
function backupTagLost(change: ResourceChange): Finding[] {
  if (change.before === null || change.after === null) return [];
  const tag = 'syncwell:backup';
  const before = (valueAt(change.before, 'tags') ?? {}) as Readonly<Record<string, Value>>;
  const after = (valueAt(change.after, 'tags') ?? {}) as Readonly<Record<string, Value>>;
  if (typeof before[tag] !== 'string' || before[tag] === after[tag]) return [];
  return [found('SW-RECOVER-006', change, [`the tag ${tag} no longer selects it for backups`])];
}
