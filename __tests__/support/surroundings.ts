import type { Clock } from '../../scripts/engine/clock';
import type { Surroundings } from '../../scripts/recover';

/** What the library is given by a test: nobody to ask, and an output that keeps what it is told. */
export function quietSurroundings(
  given: Partial<Surroundings> & { readonly clock: Clock; readonly speed?: number },
): Surroundings & { readonly said: string[]; readonly results: unknown[] } {
  const { clock, speed = 1, ...rest } = given;
  const said: string[] = [];
  const results: unknown[] = [];
  return {
    env: {},
    signal: new AbortController().signal,
    time: { clock, speed },
    writesReport: false,
    output: {
      json: true,
      columns: 80,
      colour: false,
      say: (line) => void said.push(line),
      note: (line) => void said.push(line),
      result: (content) => void results.push(content),
    },
    ...rest,
    said,
    results,
  };
}
