import type { ResourceChange } from './model/types';

export const COUNTED = ['import', 'move', 'add', 'change', 'replace', 'destroy', 'forget', 'read'] as const;

/** How many objects of a stack are imported, moved, ... An object can be in several: an import that is changed as well. */
export type Counts = Readonly<Record<(typeof COUNTED)[number] | 'unknown', number>>;

export function countChanges(changes: readonly ResourceChange[]): Counts {
  const count = (test: (change: ResourceChange) => boolean): number => changes.filter(test).length;
  return {
    import: count(({ imports }) => imports !== undefined),
    move: count(({ movedFrom }) => movedFrom !== undefined),
    add: count(({ verb }) => verb === 'create' || verb === 'release'),
    change: count(({ verb }) => verb === 'update'),
    replace: count(({ verb }) => verb === 'replace'),
    destroy: count(({ verb }) => verb === 'delete'),
    forget: count(({ verb }) => verb === 'forget' || verb === 'release'),
    read: count(({ verb }) => verb === 'read'),
    unknown: count(({ verb }) => verb === 'unknown'),
  };
}
