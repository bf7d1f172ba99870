import type { Value } from '../model/types';
import { equal } from './equal';

/** An element before, the same one after, and what it is called. */
export interface Pair {
  readonly before: number | undefined;
  readonly after: number | undefined;
  readonly label: string | number;
}

/** Keys by which the elements of a list are told apart, the best first. */
const IDENTITIES = ['name', 'key', 'id', 'sid', 'Sid', 'rule_name', 'index_name', 'arn', 'Name', 'Key'];

/**
 * Says which elements of two lists of objects belong together: by name where they have one, else equal ones first and
 * then by position. Many lists are sets to AWS, whose order says nothing.
 */
export function pairElements(before: readonly Value[], after: readonly Value[]): Pair[] {
  return pairByName(before, after) ?? pairRest(before, after);
}

/**
 * Pairs elements that have names.
 *
 * @param hidden whether a key of some element must not be shown, and so cannot be its name. @default none
 * @returns undefined when they have none, or not each its own
 */
export function pairByName(
  before: readonly Value[],
  after: readonly Value[],
  hidden: (key: string) => boolean = () => false,
): Pair[] | undefined {
  const identity = IDENTITIES.find(
    (key) => !hidden(key) && identifies(before, key) && identifies(after, key),
  );
  return identity === undefined ? undefined : pairByIdentity(before, after, identity);
}

function identifies(list: readonly Value[], key: string): boolean {
  const names = list.map((element) => identityOf(element, key));
  return names.every((name) => name !== undefined) && new Set(names).size === names.length;
}

function identityOf(element: Value, key: string): string | undefined {
  if (typeof element !== 'object' || element === null) return undefined;
  const name = (element as Record<string, Value>)[key];
  return typeof name === 'string' ? name : undefined;
}

function pairByIdentity(before: readonly Value[], after: readonly Value[], key: string): Pair[] {
  const places = new Map(after.map((element, index) => [identityOf(element, key), index]));
  const pairs = before.map((element, index): Pair => {
    const label = identityOf(element, key) ?? '';
    const place = places.get(label);
    places.delete(label);
    return { before: index, after: place, label };
  });
  const added = [...places].map(([name, index]): Pair => ({
    before: undefined,
    after: index,
    label: name ?? '',
  }));
  return [...pairs, ...added];
}

function pairRest(before: readonly Value[], after: readonly Value[]): Pair[] {
  const left = new Set(after.keys());
  const unpaired = [...before.keys()].filter((index) => {
    const twin = [...left].find((candidate) => equal(before[index], after[candidate]));
    if (twin !== undefined) left.delete(twin);
    return twin === undefined;
  });
  const rest = [...left];
  return Array.from({ length: Math.max(unpaired.length, rest.length) }, (_, at) => ({
    before: unpaired[at],
    after: rest[at],
    label: rest[at] ?? unpaired[at] ?? 0,
  }));
}
