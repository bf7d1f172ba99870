import type { ResourceChange, Verb } from './types';

const SIMPLE: ReadonlyMap<string, Verb> = new Map<string, Verb>([
  ['no-op', 'nothing'],
  ['read', 'read'],
  ['create', 'create'],
  ['update', 'update'],
  ['delete', 'delete'],
  ['forget', 'forget'],
]);

/** What a list of actions does, whatever their order; an action that is not known here makes it `unknown`. */
export function verbOf(actions: readonly string[]): Verb {
  const verbs = new Set(actions.map((action) => SIMPLE.get(action) ?? 'unknown'));
  if (verbs.has('unknown') || verbs.size === 0) return 'unknown';
  if (verbs.size === 1) return [...verbs][0] ?? 'unknown';
  verbs.delete('nothing');
  verbs.delete('read');
  if (verbs.has('delete')) return verbs.has('create') ? 'replace' : 'delete';
  if (verbs.has('forget')) return verbs.has('create') ? 'release' : 'forget';
  return verbs.has('create') ? 'create' : 'update';
}

/** Whether an object that exists ceases to exist. */
export function destroys({ verb, actions }: Pick<ResourceChange, 'verb' | 'actions'>): boolean {
  return verb === 'delete' || verb === 'replace' || (verb === 'unknown' && actions.includes('delete'));
}

/** Whether the plan does anything with it: also an import, a move or a forget of what stays as it is. */
export function isChange({
  verb,
  imports,
  movedFrom,
}: Pick<ResourceChange, 'verb' | 'imports' | 'movedFrom'>): boolean {
  return verb !== 'nothing' || imports !== undefined || movedFrom !== undefined;
}
