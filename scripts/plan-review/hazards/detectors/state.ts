import { pathText } from '../../diff/path-text';
import type { Masker } from '../../masking/masker';
import type { ResourceChange, Value } from '../../model/types';
import { destroys } from '../../model/verb';
import { isEncryptionKey, isStateful } from '../stateful';
import type { Detector } from '../types';
import { valueAt } from '../values';
import { found } from './finding';

/** What holds data, or a key to it, and is destroyed, replaced or forgotten. */
export const stateDetector: Detector = ({ plan, masker }) =>
  plan.changes.filter(isStateful).flatMap((change) => {
    const details = [...whyOf(change, masker), ...protectionsOf(change)];
    const { verb } = change;
    if (destroys(change)) {
      if (isEncryptionKey(change)) return [found('SW-STATE-004', change, details)];
      return [found(verb === 'replace' ? 'SW-STATE-002' : 'SW-STATE-001', change, details)];
    }
    return verb === 'forget' || verb === 'release' ? [found('SW-STATE-003', change, details)] : [];
  });

/** What forces it, in words. */
export function whyOf({ forcedBy, reason, deposed, actions }: ResourceChange, masker: Masker): string[] {
  const order = actions[0] === 'create' ? 'the new one is made first' : undefined;
  return [
    ...(forcedBy.length > 0
      ? [`forced by ${forcedBy.map((path) => masker.text(pathText(path))).join(', ')}`]
      : []),
    ...(reason === undefined ? [] : [REASONS.get(reason) ?? masker.text(reason.replaceAll('_', ' '))]),
    ...(deposed === undefined
      ? []
      : [`a left-over of an earlier replacement (deposed ${masker.text(deposed)})`]),
    ...(order === undefined ? [] : [order]),
  ];
}

const REASONS: ReadonlyMap<string, string> = new Map([
  ['replace_because_cannot_update', 'it cannot be changed in place'],
  ['replace_because_tainted', 'marked as broken (tainted)'],
  ['replace_by_request', 'asked for on the command line (-replace)'],
  ['replace_by_triggers', 'triggered by another resource (replace_triggered_by)'],
  ['delete_because_no_resource_config', 'its block is no longer in the configuration'],
  ['delete_because_no_module', 'its module is no longer in the configuration'],
  ['delete_because_wrong_repetition', 'count or for_each of its block was added or taken away'],
  ['delete_because_count_index', 'its index is beyond count'],
  ['delete_because_each_key', 'its key is no longer in for_each'],
  ['delete_because_no_move_target', 'it was moved to where no block is'],
]);

interface Protection {
  readonly path: string;
  readonly name: string;
  readonly on: (value: Value) => boolean;
}

const isOn = (value: Value): boolean => value === true || value === 'true' || value === 'Enabled';

const PROTECTIONS: readonly Protection[] = [
  { path: 'deletion_protection_enabled', name: 'deletion protection', on: isOn },
  { path: 'deletion_protection', name: 'deletion protection', on: isOn },
  { path: 'point_in_time_recovery.0.enabled', name: 'point-in-time recovery', on: isOn },
  { path: 'multi_az_enabled', name: 'Multi-AZ', on: isOn },
  { path: 'object_lock_enabled', name: 'Object Lock', on: isOn },
  { path: 'force_destroy', name: 'refusal while it is not empty', on: (value) => value !== true },
  { path: 'versioning.0.enabled', name: 'versioning', on: isOn },
  {
    path: 'snapshot_retention_limit',
    name: 'snapshots',
    on: (value) => typeof value === 'number' && value > 0,
  },
  {
    path: 'deletion_window_in_days',
    name: 'waiting period before the deletion',
    on: (value) => typeof value === 'number' && value > 0,
  },
];

/** Which protections the object has today; AWS refuses a deletion under deletion protection, whatever Terraform plans. */
function protectionsOf({ before }: ResourceChange): string[] {
  const seen = PROTECTIONS.flatMap(({ path, name, on }) => {
    const value = valueAt(before, path);
    return value === undefined || value === null ? [] : [`${name} ${on(value) ? 'on' : 'OFF'}`];
  });
  return [`protections today: ${seen.length === 0 ? 'none that the plan shows' : seen.join(', ')}`];
}
