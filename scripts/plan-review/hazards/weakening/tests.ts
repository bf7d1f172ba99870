import type { Value } from '../../model/types';

/** Whether a setting that changes from one value to another protects less. */
export type WeakerTest = (before: Value, after: Value) => boolean;

const ON = new Set<Value>([true, 'true', 'enabled', 'Enabled', 'ENABLED', 'ENABLE', 'on', 'required']);

/** It was on, and is on no more. */
export const switchedOff: WeakerTest = (before, after) => ON.has(before) && !ON.has(after);

/** It was not on, and is now: for settings that take a protection away. */
export const switchedOn: WeakerTest = (before, after) => !ON.has(before) && ON.has(after);

/** Fewer days, nodes, seconds. Gone counts as fewer. */
export const fewer: WeakerTest = (before, after) =>
  typeof before === 'number' && before > 0 && (typeof after !== 'number' || after < before);

/** As `fewer`, where 0 means for ever. */
export const fewerThanForEver: WeakerTest = (before, after) =>
  before === 0 || before === null
    ? typeof after === 'number' && after > 0
    : fewer(before, after) && after !== 0;

export function below(least: number): WeakerTest {
  return (before, after) =>
    typeof before === 'number' && before >= least && (typeof after !== 'number' || after < least);
}

/** It had something in it, and is empty. */
export const emptied: WeakerTest = (before, after) => size(before) > 0 && size(after) === 0;

/** It has fewer entries. */
export const shrunk: WeakerTest = (before, after) => size(before) > size(after);

export const changed: WeakerTest = (before, after) =>
  before !== undefined && before !== null && before !== after;

/** It was this value, and is another one. */
export function no(...good: readonly Value[]): WeakerTest {
  return (before, after) => good.includes(before) && !good.includes(after);
}

function size(value: Value): number {
  if (typeof value === 'string') return value === '' ? 0 : 1;
  return typeof value === 'object' && value !== null ? Object.keys(value).length : 0;
}
