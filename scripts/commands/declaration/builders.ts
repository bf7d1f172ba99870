import type { ArgumentDeclaration, CommandDeclaration, OptionDeclaration, ValueName } from './types';
import type { ValueTypes } from './values';

type Extra = Pick<OptionDeclaration, 'old' | 'from' | 'to'>;

/** `--flag`: off unless it is given. */
export function whether<Flag extends string>(flag: Flag, text: string): OptionDeclaration<Flag, boolean> {
  return { flag, text, default: false };
}

/** `--no-flag`: on unless it is given. */
export function unless<Flag extends string>(flag: Flag, text: string): OptionDeclaration<Flag, boolean> {
  return { flag, text, default: true, negation: true };
}

/** `--flag` or `--no-flag`; neither: the command decides. */
export function either<Flag extends string>(
  flag: Flag,
  text: string,
  negation: string,
): OptionDeclaration<Flag, boolean | undefined> {
  return { flag, text, negation };
}

/** `--flag <value>`; not given: undefined. */
export function value<Flag extends string, Name extends ValueName>(
  flag: Flag,
  placeholder: string,
  takes: Name,
  text: string,
  extra: Extra = {},
): OptionDeclaration<Flag, ValueTypes[Name] | undefined> {
  return { flag, placeholder, takes, text, ...extra };
}

/** `--flag <value>` that must be given. */
export function needed<Flag extends string, Name extends ValueName>(
  ...given: Parameters<typeof value<Flag, Name>>
): OptionDeclaration<Flag, ValueTypes[Name]> {
  return { ...value(...given), required: true } as OptionDeclaration<Flag, ValueTypes[Name]>;
}

/** `--flag <value>` with the value that counts when it is not given, as it would be typed. */
export function usual<Flag extends string, Name extends ValueName>(
  initial: string,
  ...given: Parameters<typeof value<Flag, Name>>
): OptionDeclaration<Flag, ValueTypes[Name]> {
  return { ...value(...given), default: initial } as OptionDeclaration<Flag, ValueTypes[Name]>;
}

/** `--flag <word>`: one of a few words. */
export function choice<Flag extends string, Word extends string>(
  flag: Flag,
  placeholder: string,
  text: string,
  choices: () => readonly Word[],
): OptionDeclaration<Flag, Word | undefined> {
  return { flag, placeholder, takes: 'text', text, choices };
}

/** The same, with the word that counts when it is not given. */
export function usualChoice<Flag extends string, Word extends string>(
  initial: Word,
  ...given: Parameters<typeof choice<Flag, Word>>
): OptionDeclaration<Flag, Word> {
  return { ...choice(...given), default: initial } as OptionDeclaration<Flag, Word>;
}

/** An option of an earlier version that does nothing any more. */
export function ignored<Flag extends string>(
  flag: Flag,
  placeholder?: string,
): OptionDeclaration<Flag, undefined> {
  return {
    flag,
    text: '',
    isIgnored: true,
    isHidden: true,
    ...(placeholder === undefined ? {} : { placeholder, takes: 'text' }),
  };
}

/** `<name>`: what a command is about. */
export function argument<Name extends string, Type extends ValueName>(
  name: Name,
  takes: Type,
  text: string,
): ArgumentDeclaration<Name, ValueTypes[Type]> {
  return { name, takes, text };
}

/** `<name...>`: one or more. */
export function someArguments<Name extends string, Type extends ValueName>(
  name: Name,
  takes: Type,
  text: string,
): ArgumentDeclaration<Name, readonly ValueTypes[Type][]> {
  return { name, takes, text, many: true };
}

/** `<name>`: one of a few words. */
export function wordArgument<Name extends string, Word extends string>(
  name: Name,
  text: string,
  choices: () => readonly Word[],
): ArgumentDeclaration<Name, Word> {
  return { name, takes: 'text', text, choices };
}

/** Keeps the names of options and arguments in the type. */
export function command<
  const Id extends string,
  const Options extends readonly OptionDeclaration[],
  const Arguments extends readonly ArgumentDeclaration[] = readonly [],
>(
  declaration: Omit<CommandDeclaration<Id, Options, Arguments>, 'arguments'> & {
    readonly arguments?: Arguments;
  },
): CommandDeclaration<Id, Options, Arguments> {
  return { ...declaration, arguments: declaration.arguments ?? ([] as unknown as Arguments) };
}
