import { isMarked, marksOf } from '../masking/marks';
import type { Masker } from '../masking/masker';
import { nameOfPair } from '../masking/known-secrets';
import { MASK } from '../masking/secret-shapes';
import { own } from '../model/own';
import type { Path, Value, Values } from '../model/types';
import { equal } from './equal';
import { parseJsonText } from './json-text';
import { pairByName, pairElements, type Pair } from './pairing';
import { comparePolicies, isPolicy } from './policy/compare';
import { policyDifferences } from './policy/differences';
import { UNKNOWN, type Difference } from './types';

type Fields = Readonly<Record<string | number, Value>>;

interface Place extends Values {
  readonly path: Path;
  /** Name of the attribute, for rules that go by names. */
  readonly name: string;
}

/**
 * Says what changes inside a resource, place by place: objects by key, lists by the names of their elements, JSON inside
 * strings as if it were no string, IAM policies by statement and action.
 */
export function diffValues(values: Values, masker: Masker): Difference[] {
  return [...differences({ ...values, path: [], name: '' }, masker)];
}

function* differences(place: Place, masker: Masker): Generator<Difference> {
  const { before, after, path, name } = place;
  if (isMarked(place.unknown)) {
    // What does not exist yet has no ids either: not worth a line.
    if (before !== null && before !== undefined)
      yield { path, before: shown(place, before, masker), after: UNKNOWN };
    return;
  }
  if (equal(before, after) && !hasTrue(place.unknown)) return;
  const marked = isMarked(place.beforeSensitive) || isMarked(place.afterSensitive);
  if (marked || masker.hides(name, before) || masker.hides(name, after)) {
    if (!equal(before, after)) yield hidden(path, before, after);
    return;
  }
  const structuredBefore = parseJsonText(before) ?? before;
  const structuredAfter = parseJsonText(after) ?? after;
  if (isPolicy(structuredBefore) || isPolicy(structuredAfter)) {
    if (fits(structuredBefore, isPolicy) && fits(structuredAfter, isPolicy)) {
      yield* policyDifferences(path, comparePolicies(structuredBefore, structuredAfter), masker);
      return;
    }
  }
  const inside = { ...place, before: structuredBefore, after: structuredAfter };
  if (fits(structuredBefore, isFields) && fits(structuredAfter, isFields)) {
    if (hasParts(structuredBefore) || hasParts(structuredAfter) || hasParts(place.unknown)) {
      yield* inFields(inside, masker);
      return;
    }
  } else if (fits(structuredBefore, Array.isArray) && fits(structuredAfter, Array.isArray)) {
    if (hasParts(structuredBefore) || hasParts(structuredAfter) || hasParts(place.unknown)) {
      yield* inLists(inside, masker);
      return;
    }
  }
  if (equal(before, after) || (isNothing(before) && isNothing(after))) return;
  yield { path, before: shown(place, before, masker), after: shown(place, after, masker) };
}

function* inFields(place: Place, masker: Masker): Generator<Difference> {
  const before = (place.before ?? {}) as Fields;
  const after = (place.after ?? {}) as Fields;
  const names = Object.keys({ ...before, ...after, ...unknownFields(place.unknown) }).sort();
  for (const name of names) {
    const owner =
      name === 'value' || name === 'Value' ? (nameOfPair(after) ?? nameOfPair(before)) : undefined;
    yield* differences(
      {
        before: own(before, name),
        after: own(after, name),
        unknown: marksOf(place.unknown, name),
        beforeSensitive: marksOf(place.beforeSensitive, name),
        afterSensitive: marksOf(place.afterSensitive, name),
        path: [...place.path, name],
        name: owner ?? name,
      },
      masker,
    );
  }
}

function* inLists(place: Place, masker: Masker): Generator<Difference> {
  const before = (place.before ?? []) as readonly Value[];
  const after = (place.after ?? []) as readonly Value[];
  const plain = !hasTrue(place.unknown) && !hasTrue(place.beforeSensitive) && !hasTrue(place.afterSensitive);
  if (plain && [...before, ...after].every((element) => typeof element !== 'object')) {
    yield* inSet(place, before, after, masker);
    return;
  }
  const pairs = plain ? pairElements(before, after) : pairMarked(place, before, after);
  for (const { before: from, after: to, label } of pairs) {
    const pick = (list: readonly Value[], index: number | undefined): Value =>
      index === undefined ? undefined : list[index];
    yield* differences(
      {
        before: pick(before, from),
        after: pick(after, to),
        unknown: to === undefined ? false : marksOf(place.unknown, to),
        beforeSensitive: from === undefined ? false : marksOf(place.beforeSensitive, from),
        afterSensitive: to === undefined ? false : marksOf(place.afterSensitive, to),
        path: [...place.path, typeof label === 'string' ? masker.text(label) : label],
        name: place.name,
      },
      masker,
    );
  }
}

/** Marks go by position: without names, elements that have any are compared by position. */
function pairMarked(
  { unknown, beforeSensitive, afterSensitive }: Place,
  before: readonly Value[],
  after: readonly Value[],
): Pair[] {
  const hidden = (key: string): boolean =>
    [unknown, beforeSensitive, afterSensitive].some((marks) =>
      [...before.keys(), ...after.keys()].some((index) => hasTrue(marksOf(marksOf(marks, index), key))),
    );
  const length = Math.max(before.length, after.length, Array.isArray(unknown) ? unknown.length : 0);
  const byPosition = Array.from({ length }, (_, index): Pair => ({
    before: index,
    after: index,
    label: index,
  }));
  return pairByName(before, after, hidden) ?? byPosition;
}

/** Lists of texts and numbers: what went, what came; the order alone is told in one line. */
function* inSet(
  { path, name }: Place,
  before: readonly Value[],
  after: readonly Value[],
  masker: Masker,
): Generator<Difference> {
  const text = (value: Value): string => masker.scalar(value, name);
  const gone = without(before, after);
  const come = without(after, before);
  for (const value of gone) yield { path, before: text(value), after: undefined };
  for (const value of come) yield { path, before: undefined, after: text(value) };
  if (gone.length === 0 && come.length === 0 && !equal(before, after))
    yield { path, before: '(order)', after: '(another order)' };
}

/** The elements of a list that are not in another one, as often as they are more. */
function without(list: readonly Value[], others: readonly Value[]): Value[] {
  const counts = new Map<Value, number>();
  for (const other of others) counts.set(other, (counts.get(other) ?? 0) + 1);
  return list.filter((value) => {
    const count = counts.get(value) ?? 0;
    if (count > 0) counts.set(value, count - 1);
    return count === 0;
  });
}

function hidden(path: Path, before: Value, after: Value): Difference {
  return {
    path,
    before: before === null || before === undefined ? undefined : MASK,
    after: after === null || after === undefined ? undefined : MASK,
  };
}

function shown(
  { name, beforeSensitive, afterSensitive }: Place,
  value: Value,
  masker: Masker,
): string | undefined {
  if (value === null || value === undefined) return undefined;
  if (isMarked(beforeSensitive) || isMarked(afterSensitive) || masker.hides(name, value)) return MASK;
  if (typeof value !== 'object') return masker.scalar(value, name);
  // Objects come here when they become something else: their parts may need masks of their own.
  if (Object.keys(value).length > 0) return Array.isArray(value) ? '[...]' : '{...}';
  return Array.isArray(value) ? '[]' : '{}';
}

function isFields(value: Value): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether a value is of a kind, or is not there: then the other side alone says what it is. */
function fits(value: Value, kind: (value: Value) => boolean): boolean {
  return value === null || value === undefined || kind(value);
}

/** Not there, or there without anything in it: providers do not tell these apart. */
function isNothing(value: Value): boolean {
  return (
    value === null || value === undefined || (typeof value === 'object' && Object.keys(value).length === 0)
  );
}

function hasParts(value: Value): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length > 0;
}

function hasTrue(marks: Value): boolean {
  if (marks === true) return true;
  return typeof marks === 'object' && marks !== null && Object.values(marks).some(hasTrue);
}

function unknownFields(unknown: Value): object {
  return typeof unknown === 'object' && unknown !== null && !Array.isArray(unknown) ? unknown : {};
}
