import type { ValueTypes } from './values';

/** Name of a kind of value: what a text on the command line is checked against and turned into. */
export type ValueName = keyof ValueTypes;

type Camel<Flag extends string> = Flag extends `${infer Head}-${infer Tail}`
  ? `${Head}${Capitalize<Camel<Tail>>}`
  : Flag;

/** An option, without its two hyphens. `Value` is what a command gets of it. */
export interface OptionDeclaration<Flag extends string = string, Value = unknown> {
  readonly flag: Flag;
  /** One line for the help. */
  readonly text: string;
  /** How the value is shown, such as `<time>`; undefined: a switch. */
  readonly placeholder?: string;
  readonly takes?: ValueName;
  /** Bounds of a number. */
  readonly from?: number;
  readonly to?: number;
  /** The only values there are; asked for late, as most commands are not run. */
  readonly choices?: (() => readonly string[]) | undefined;
  readonly required?: boolean;
  /** As it would be typed. @default the command decides */
  readonly default?: string | boolean | undefined;
  /** Whether `--no-<flag>` exists; its text where both do. */
  readonly negation?: boolean | string;
  /** Spellings of an earlier version: they still work, with a warning, and are not shown. */
  readonly old?: readonly string[];
  /** An option of an earlier version that does nothing any more. It is accepted with a warning, and not shown. */
  readonly isIgnored?: boolean;
  /** Not shown in help. */
  readonly isHidden?: boolean;
  /** Only for the type. */
  readonly value?: () => Value;
}

export interface ArgumentDeclaration<Name extends string = string, Value = unknown> {
  readonly name: Name;
  readonly text: string;
  readonly takes: ValueName;
  readonly choices?: () => readonly string[];
  /** Whether it may stand several times. */
  readonly many?: boolean;
  /** Only for the type. */
  readonly value?: () => Value;
}

/** Headings of the help, in its order. */
export const GROUPS = [
  'See how the service stands',
  'Recover with a runbook',
  'Recover in single steps',
  'Protect data and secrets',
  'Rehearse on this machine',
  'Other',
] as const;
export type Group = (typeof GROUPS)[number];

/** One command: parser, help, completion, documentation, typed input and every printed command come from it. */
export interface CommandDeclaration<
  Id extends string = string,
  Options extends readonly OptionDeclaration[] = readonly OptionDeclaration[],
  Arguments extends readonly ArgumentDeclaration[] = readonly ArgumentDeclaration[],
> {
  /** Its words, such as `run data-corruption`. */
  readonly id: Id;
  readonly group: Group;
  /** One line for the help. */
  readonly summary: string;
  /** For its own help: what it does, in which order, and what it leaves alone. */
  readonly details?: string;
  readonly options: Options;
  readonly arguments: Arguments;
  /** Command lines without the program's name. */
  readonly examples: readonly string[];
  /** What its exit statuses mean where they mean something of their own. @default those of every command */
  readonly exits?: string;
}

type Named<Options extends readonly { flag?: string; name?: string }[], Key extends 'flag' | 'name'> = {
  readonly [
    Entry in Options[number] as Entry extends Record<Key, infer Name extends string> ? Camel<Name> : never
  ]: Entry extends { value?: () => infer Value } ? Value : never;
};

/** What a command is run with: every option and argument by its name, checked and typed. */
export type InputOf<Command> =
  Command extends CommandDeclaration<string, infer Options, infer Arguments>
    ? Named<Options, 'flag'> & Named<Arguments, 'name'>
    : never;

/** `restore-to` becomes `restoreTo`. */
export function camel(flag: string): string {
  return flag.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

/** `restoreTo` becomes `restore-to`. */
export function kebab(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
