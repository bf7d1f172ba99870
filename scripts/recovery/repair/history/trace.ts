import type { ItemChange } from '../../stream';
import { hashText } from '../../validation/expected/expected-state';
import type { Item } from '../../items/item';
import { sameItem } from './attributes';
import type { DamageJudge } from './judge';
import { mergeOnto } from './merge';

/** When something happened to an item, by the log. */
export interface Moment {
  /** Milliseconds, floored to the second. */
  readonly at: number;
  readonly sequence: string;
}

export interface Damage extends Moment {
  /** Which rule was broken; no value. */
  readonly reason: string;
  /** The item before it. */
  readonly before: Item | undefined;
}

/** What the log tells of one item since the restore point. */
export interface Trace {
  /** Hashes of the images that it may have had at the restore point (see `hashText`). */
  readonly base: Set<string>;
  /** Whether it was there before the first change. */
  readonly existed: boolean;
  /** When the first change came, milliseconds. */
  readonly madeAt: number;
  /** The item as it would be without the damage; undefined: it would not be there. */
  clean: Item | undefined;
  /** The item after the last change. */
  actual: Item | undefined;
  last: Moment;
  changes: number;
  /** The first damage since it was last clean; undefined: it is clean, or nobody can tell. */
  damage: Damage | undefined;
  /** A deletion that only a person, or what was deleted with it, can tell from damage. */
  deletion: Moment | undefined;
  /** The first write on top of the damage that could not be carried over. */
  derived: (Moment & { readonly reason: string }) | undefined;
  /** Writes that were carried over to the clean item. */
  merged: number;
}

/** A trace that begins. */
export function begin({ before, at, sequence }: ItemChange): Trace {
  return {
    base: new Set([hashText(before)]),
    existed: before !== undefined,
    madeAt: at,
    clean: before,
    actual: before,
    last: { at, sequence },
    changes: 0,
    damage: undefined,
    deletion: undefined,
    derived: undefined,
    merged: 0,
  };
}

/** Takes the next change of the item in. */
export function advance(trace: Trace, change: ItemChange, judge: DamageJudge): void {
  const { at, sequence, after } = change;
  const moment = { at, sequence };
  if (trace.damage === undefined && trace.deletion === undefined) onClean(trace, change, judge);
  else onTop(trace, change, judge);
  trace.actual = after;
  trace.last = moment;
  trace.changes += 1;
}

function onClean(trace: Trace, { at, sequence, before, after }: ItemChange, judge: DamageJudge): void {
  const reason = judge.problemOf({ before, after });
  if (reason !== undefined) {
    trace.damage = { at, sequence, reason, before };
    // Whatever broke it lies behind the log: this write may be right.
    if (before !== undefined && judge.problemOf({ before: undefined, after: before }) !== undefined) {
      trace.derived = { at, sequence, reason: 'it was wrong before the first change that the log tells' };
    }
    return;
  }
  if (after === undefined && before !== undefined && judge.entityOf(before)?.deletion !== 'alone') {
    trace.deletion = { at, sequence };
    return;
  }
  trace.clean = after;
}

/** A change of an item that is not what it should be. */
function onTop(trace: Trace, { at, sequence, before, after }: ItemChange, judge: DamageJudge): void {
  const { clean } = trace;
  if (sameItem(after, clean)) {
    heal(trace);
    return;
  }
  const derived = (reason: string): void => {
    trace.derived ??= { at, sequence, reason };
  };
  if (after === undefined) {
    if (before !== undefined && judge.entityOf(before)?.deletion === 'alone') {
      trace.clean = undefined;
      heal(trace);
    } else derived('it was deleted after it had been corrupted');
    return;
  }
  if (clean === undefined || before === undefined) {
    // Made anew, or changed although it should not be there: right or wrong follows from nothing.
    derived(
      before === undefined
        ? 'it was made anew after it had been deleted'
        : 'it was changed, but was made by a bad write',
    );
    return;
  }
  const entity = judge.entityOf(after);
  const { item, forbidden } = mergeOnto({ clean, before, after, entity });
  if (judge.problemOf({ before: clean, after: item }) !== undefined) {
    // Wrong with and without the damage before it: more damage. Else somebody may have mended it.
    if (judge.problemOf({ before: undefined, after }) === undefined)
      derived('it keeps to the rules, but was made from a corrupted image');
    return;
  }
  if (forbidden.length > 0) {
    derived(`${forbidden.join(', ')} changed on top of a corrupted image`);
    return;
  }
  if (trace.derived !== undefined) return;
  trace.clean = item;
  trace.merged += 1;
  if (sameItem(after, item)) heal(trace);
}

function heal(trace: Trace): void {
  trace.damage = undefined;
  trace.deletion = undefined;
  trace.derived = undefined;
}
