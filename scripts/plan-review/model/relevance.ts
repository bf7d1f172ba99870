import type { PlanDocument } from '../plan-file/schema';
import { own } from './own';
import { sameToProviders } from './same-to-providers';
import type { ResourceChange, Path, Value } from './types';

/** By address of a resource: the attributes of it that other values of the plan are made of. */
export function relevantAttributes({ relevant_attributes: list }: PlanDocument): Map<string, Path[]> {
  const byResource = new Map<string, Path[]>();
  for (const { resource, attribute } of list ?? []) {
    const path = (attribute ?? []).filter((part) => typeof part === 'string' || typeof part === 'number');
    byResource.set(resource, [...(byResource.get(resource) ?? []), path]);
  }
  return byResource;
}

/** As Terraform decides which drift it shows: only where an attribute differs on which the plan depends. */
export function isRelevant(
  { address, before, after }: ResourceChange,
  relevant: ReadonlyMap<string, readonly Path[]>,
): boolean {
  const paths = relevant.get(address.replace(/\[[^[]*\]$/, '')) ?? relevant.get(address) ?? [];
  return paths.some((path) => !sameToProviders(partAt(before, path), partAt(after, path)));
}

function partAt(value: Value, path: Path): Value {
  return path.reduce<Value>((part, key) => own(part, key), value);
}
