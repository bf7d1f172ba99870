type GrowthType = 'LINEAR' | 'EXPONENTIAL';

/** The part of a deployment strategy that decides when what happens, in AWS's own names. */
export interface Pace {
  readonly DeploymentDurationInMinutes: number;
  readonly GrowthType: GrowthType;
  /** Percentage, 1 to 100. */
  readonly GrowthFactor: number;
  readonly FinalBakeTimeInMinutes: number;
}

/** Keeps 100 / 33.33... from counting as a hair more than three steps. */
const ROUNDING = 1e-9;

/** How many steps it takes to reach everybody, and how far a step (from 1) reaches. */
const GROWTH: Record<
  GrowthType,
  { readonly steps: (factor: number) => number; readonly reach: (factor: number, step: number) => number }
> = {
  LINEAR: {
    steps: (factor) => Math.ceil(100 / factor - ROUNDING),
    reach: (factor, step) => factor * step,
  },
  EXPONENTIAL: {
    steps: (factor) => Math.ceil(Math.log2(100 / factor) - ROUNDING) + 1,
    reach: (factor, step) => factor * 2 ** (step - 1),
  },
};

/** The percentages that a deployment goes through; the last is 100. */
export function percentages({ GrowthType, GrowthFactor }: Pace): number[] {
  const { steps, reach } = GROWTH[GrowthType];
  const count = steps(GrowthFactor);
  return Array.from({ length: count }, (_, index) =>
    // Said outright, because a factor such as 33.3 need not add up.
    index === count - 1 ? 100 : reach(GrowthFactor, index + 1),
  );
}
