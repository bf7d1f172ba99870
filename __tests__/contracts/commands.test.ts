import { commandTree, type TypedCommand } from './support/command-tree';
import { golden, gone } from './support/golden';

const now = commandTree();
const before = golden('commands.json', now);
/** What is typed no more, with its command, and what takes its place: `{"rewind --apply": "rewind"}`. */
const deprecated = golden<Readonly<Record<string, string>>>('deprecated.json', {});

/** A command, and each of its options, as they are typed. */
function spellings({ command, options }: TypedCommand): string[] {
  return [command, ...options.map((option) => `${command} ${option.replace(' <>', '')}`)];
}

function flat(commands: readonly TypedCommand[]): string[] {
  return commands.flatMap(spellings);
}

it('every command and option can still be typed, or is deprecated', () => {
  expect(gone(flat(before), [...flat(now), ...Object.keys(deprecated)])).toEqual([]);
});

it('an option that takes a value still takes one, and a switch takes none', () => {
  const valued = (commands: readonly TypedCommand[]): Map<string, boolean> =>
    new Map(
      commands.flatMap(({ command, options }) =>
        options.map((option) => [`${command} ${option.replace(' <>', '')}`, option.endsWith(' <>')]),
      ),
    );
  const today = valued(now);
  const changed = [...valued(before)].filter(([spelling, value]) => (today.get(spelling) ?? value) !== value);
  expect(changed.map(([spelling]) => spelling)).toEqual([]);
});

it('what a command was told by its arguments it can still be told: none is gone, none more is demanded', () => {
  const today = new Map(now.map((one) => [one.command, one.arguments]));
  for (const { command, arguments: expected } of before) {
    const found = today.get(command);
    if (found === undefined) continue;
    expect({ command, missing: expected.length - found.length > 0 }).toEqual({ command, missing: false });
    const demanded = (list: readonly string[]): number => list.filter((one) => one.startsWith('<')).length;
    expect({ command, demanded: demanded(found) <= demanded(expected) }).toEqual({ command, demanded: true });
  }
});

it('what takes the place of a deprecated spelling can be typed, and was never anything else', () => {
  expect(gone(Object.values(deprecated), flat(now))).toEqual([]);
  expect(gone(Object.keys(deprecated), flat(before))).toEqual([]);
});
