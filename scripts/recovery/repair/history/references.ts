import { plainOf, type Item } from '../../items/item';
import type { CompiledRules, Reference } from '../../items/rules/compile';
import { holds } from '../../items/rules/partition-references';

/** The items of one partition, by sort key. */
export type Partition = ReadonlyMap<string, Item>;

export interface BrokenReference {
  /** Sort keys: who refers, and to whom. */
  readonly from: string;
  readonly to: string;
  readonly reference: Reference;
}

/** References between items of a partition that do not hold. */
export function brokenReferences(PK: string, items: Partition, rules: CompiledRules): BrokenReference[] {
  const broken: BrokenReference[] = [];
  for (const [SK, item] of items) {
    const entity = rules.entityOf({ PK, SK });
    if (entity === undefined || entity.references.length === 0) continue;
    const groups = entity.groups({ PK, SK });
    const plain = plainOf(item);
    for (const reference of entity.references) {
      const to = reference.to.render(groups);
      const other = items.get(to);
      if (!holds(reference, plain, other && plainOf(other))) broken.push({ from: SK, to, reference });
    }
  }
  return broken;
}

/** The sort keys of the items that an item refers to. */
export function referredTo(PK: string, SK: string, rules: CompiledRules): string[] {
  const entity = rules.entityOf({ PK, SK });
  if (entity === undefined) return [];
  const groups = entity.groups({ PK, SK });
  return entity.references.map(({ to }) => to.render(groups));
}
