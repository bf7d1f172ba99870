import { own } from '../model/own';

/** Marks as Terraform lays them over a value: `true` for all below, a tree, or (also as a leaf) `false`. */
export type Marks = unknown;

export function isMarked(marks: Marks): boolean {
  return marks === true;
}

/** The marks of a part; a mark covers everything below it. */
export function marksOf(marks: Marks, key: string | number): Marks {
  if (marks === true) return true;
  return own(marks, key) ?? false;
}
