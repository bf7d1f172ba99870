/** Steps of Roberts' sequence in three dimensions: powers of the inverse of the root of x^4 = x + 1. */
const STEPS = [0.819172513396165, 0.671043606703789, 0.54970047790197] as const;

/** Three numbers from 0 to 1 for an index; those of the first so many indices are spread evenly, however many these are. */
export function spread(index: number): [number, number, number] {
  const [first, second, third] = STEPS;
  const fractionOf = (step: number): number => (0.5 + index * step) % 1;
  return [fractionOf(first), fractionOf(second), fractionOf(third)];
}
