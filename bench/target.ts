/** What a benchmark is held to. */
export interface Target {
  readonly claim: string;
  /** In percent, as measured. */
  readonly value: number;
  readonly atLeast?: number;
  readonly atMost?: number;
}

/** Says of each target whether it holds, and lets the program end with status 1 when one does not. */
export function holdTo(targets: readonly Target[]): void {
  for (const { claim, value, atLeast = -Infinity, atMost = Infinity } of targets) {
    const holds = value >= atLeast && value <= atMost;
    const allowed = atMost === Infinity ? `at least ${atLeast} %` : `at most ${atMost} %`;
    console.log(`${holds ? 'holds ' : 'MISSED'}  ${claim}: ${value.toFixed(1)} %, ${allowed} wanted`);
    if (!holds) process.exitCode = 1;
  }
}
