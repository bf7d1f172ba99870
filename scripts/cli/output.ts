import type { Output } from '../commands/support/output';
import type { Streams } from './command-line';

/** What a command says: lines on standard output, or one result as JSON there and everything else on standard error. */
export function outputOn(
  { out, error }: Streams,
  { json, columns, colour }: Pick<Output, 'json' | 'columns' | 'colour'>,
): Output {
  const say = (line: string): void => {
    if (json) error(`${line}\n`);
    else out(`${line}\n`);
  };
  return {
    json,
    columns,
    colour,
    say,
    note: (line) => {
      error(`${line}\n`);
    },
    result(content, lines) {
      if (json) out(`${JSON.stringify(content)}\n`);
      else for (const line of lines) say(line);
    },
  };
}
