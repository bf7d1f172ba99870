import { pathText } from '../../diff/path-text';
import { UNKNOWN } from '../../diff/types';
import { isMarked, marksOf, type Marks } from '../../masking/marks';
import type { Masker } from '../../masking/masker';
import { MASK } from '../../masking/secret-shapes';
import type { ResourceChange, Value } from '../../model/types';
import type { HazardId } from '../catalogue';
import { valueAt } from '../values';
import { WEAKENING_RULES } from './rules';

export interface Weakening {
  readonly hazard: HazardId;
  /** `deletion_protection_enabled: true -> false` */
  readonly detail: string;
}

/** Which protections of an object that exists are weaker after the change than before it. */
export function weakeningsOf(change: ResourceChange, masker: Masker): Weakening[] {
  const { before, after, type } = change;
  if (before === null || after === null) return [];
  return WEAKENING_RULES.flatMap(({ hazard, type: types, path, weaker }) => {
    const old = valueAt(before, path);
    if (old === undefined || !types.test(type)) return [];
    const unknown = isMarked(marksAt(change.unknown, path));
    const fresh = unknown ? undefined : valueAt(after, path);
    if (old === fresh || !weaker(old, fresh)) return [];
    const hidden =
      isMarked(marksAt(change.beforeSensitive, path)) || isMarked(marksAt(change.afterSensitive, path));
    const now = unknown ? UNKNOWN : shown(fresh, path, hidden, masker);
    return [{ hazard, detail: `${labelOf(path)}: ${shown(old, path, hidden, masker)} → ${now}` }];
  });
}

function shown(value: Value, path: string, hidden: boolean, masker: Masker): string {
  if (hidden) return MASK;
  if (value === undefined || value === null) return 'none';
  if (Array.isArray(value)) return `${value.length} ${value.length === 1 ? 'entry' : 'entries'}`;
  return masker.scalar(value, path.split('.').at(-1) ?? '');
}

function marksAt(marks: Marks, path: string): Marks {
  return path.split('.').reduce<Marks>((part, key) => marksOf(part, key), marks);
}

function labelOf(path: string): string {
  return pathText(path.split('.').map((part) => (/^\d+$/.test(part) ? Number(part) : part)));
}
