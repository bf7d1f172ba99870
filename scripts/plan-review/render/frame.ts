import type { Review } from '../review';
import { writeMarker } from './marker';

/** The first line, by which the comment is found and compared. */
export function headOf({ stacks, digest, commit }: Review): string {
  return writeMarker({ stacks: stacks.map(({ plan }) => plan.stack), digest, commit: commit ?? null });
}

export function footOf({ digest, commit }: Review): string {
  const of = commit === undefined ? '' : `, commit \`${commit.slice(0, 12)}\``;
  return `<sub>plan \`${digest.slice(0, 19)}\`${of}. What each hazard means: docs/plan-review.md</sub>`;
}

/** Joins lines, and gives up as soon as they are too many: a plan of thousands would be rendered for nothing. */
export function assemble(lines: Iterable<string>, largest: number): string | undefined {
  const kept: string[] = [];
  let size = 0;
  for (const line of lines) {
    if (line === '' && kept.at(-1) === '') continue;
    size += Buffer.byteLength(line) + 1;
    if (size > largest) return undefined;
    kept.push(line);
  }
  return `${kept.join('\n')}\n`;
}
