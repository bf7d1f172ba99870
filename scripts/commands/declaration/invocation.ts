import { kebab } from './types';

/** A command line, as data: what was given, and nothing else. */
export interface Invocation {
  /** Its words, such as `run data-corruption`. */
  readonly command: string;
  readonly arguments?: readonly string[];
  /** By name, such as `restoreTo`; text as it would be typed, or a switch. Undefined: not given. */
  readonly options?: Readonly<Record<string, string | boolean | undefined>>;
}

/**
 * How the tool is started in a hint, in the folder of this repository. `npx recover` would fetch a stranger's package of
 * that name from the registry when it is typed elsewhere.
 */
export const PROGRAM = 'node bin/recover.js';

/** How texts inside of the tool, and journals of earlier versions, start it. */
export const SHORT = 'npx recover';

/** A command line that can be pasted into a shell. Pure. */
export function render({ command, arguments: words = [], options = {} }: Invocation): string {
  const flags = Object.entries(options).flatMap(([name, value]) => {
    if (value === undefined) return [];
    if (typeof value === 'string') return [`--${kebab(name)}`, quoted(value)];
    return [value ? `--${kebab(name)}` : `--no-${kebab(name)}`];
  });
  return [PROGRAM, command, ...words.map(quoted), ...flags].join(' ');
}

/** The same command with other options; undefined takes one away. Pure. */
export function again(invocation: Invocation, changes: NonNullable<Invocation['options']>): Invocation {
  return { ...invocation, options: { ...invocation.options, ...changes } };
}

/** The words after the program's name; undefined: the text is no command of this tool. */
export function wordsOf(text: string): string | undefined {
  const program = [PROGRAM, SHORT].find((name) => text.startsWith(`${name} `));
  return program === undefined ? undefined : text.slice(program.length + 1);
}

function quoted(text: string): string {
  // What a shell passes on as it is stays readable.
  return /^[\w./:@%+=,-]+$/.test(text) ? text : `'${text.replaceAll("'", `'"'"'`)}'`;
}
