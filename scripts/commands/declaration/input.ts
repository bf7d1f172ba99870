import { UsageError } from '../support/usage-error';
import { findCommand } from '.';
import type { Invocation } from './invocation';
import {
  camel,
  kebab,
  type ArgumentDeclaration,
  type CommandDeclaration,
  type OptionDeclaration,
} from './types';
import { VALUES } from './values';

/**
 * What a command is run with: every value checked and typed, usual values filled in.
 *
 * @throws UsageError naming the option, the value got and what is allowed
 */
export function inputOf(invocation: Invocation): {
  readonly declaration: CommandDeclaration;
  readonly input: Readonly<Record<string, unknown>>;
} {
  const { command, arguments: words = [], options = {} } = invocation;
  const declaration = findCommand(command);
  if (declaration === undefined) throw new UsageError(`${JSON.stringify(command)} is no command of recover`);
  requireKnown(declaration, options);
  const input: Record<string, unknown> = {};
  for (const option of declaration.options) {
    if (option.isIgnored !== true) input[camel(option.flag)] = valueOf(option, options[camel(option.flag)]);
  }
  for (const [index, argument] of declaration.arguments.entries()) {
    const given = argument.many === true ? words.slice(index) : words.slice(index, index + 1);
    if (given.length === 0) throw new UsageError(`missing required argument '${argument.name}'`);
    const values = given.map((text) => checked(argument, JSON.stringify(text), text));
    input[argument.name] = argument.many === true ? values : values[0];
  }
  return { declaration, input };
}

function requireKnown(declaration: CommandDeclaration, options: NonNullable<Invocation['options']>): void {
  const known = declaration.options.map(({ flag }) => camel(flag));
  const unknown = Object.keys(options).find((name) => !known.includes(name));
  if (unknown !== undefined)
    throw new UsageError(`recover ${declaration.id} has no option --${kebab(unknown)}`);
}

function valueOf(option: OptionDeclaration, given: string | boolean | undefined): unknown {
  const { flag, placeholder = '', required, takes } = option;
  const value = given ?? option.default;
  if (value === undefined) {
    if (required !== true) return undefined;
    throw new UsageError(`required option '--${flag} ${placeholder}' not specified`);
  }
  if (takes === undefined) return value;
  if (typeof value !== 'string') throw new UsageError(`--${flag} needs a value: --${flag} ${placeholder}`);
  return checked({ ...option, takes }, `--${flag} ${JSON.stringify(value)}`, value);
}

function checked(
  {
    takes,
    choices,
    from,
    to,
  }: Pick<OptionDeclaration, 'choices' | 'from' | 'to'> & Pick<ArgumentDeclaration, 'takes'>,
  named: string,
  text: string,
): unknown {
  const words = choices?.();
  if (words !== undefined && !words.includes(text))
    throw new UsageError(`${named} is not allowed. Allowed: ${words.join(', ')}`);
  const result = VALUES[takes]({ from, to }).safeParse(text);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const allowed = allowedText(issue);
  throw new UsageError(/^(is|must)\b/.test(allowed) ? `${named} ${allowed}` : `${named}: ${allowed}`);
}

function allowedText(issue: { readonly message: string; readonly errors?: unknown } | undefined): string {
  // Of several forms that a value may have, the last one's words tell of all.
  const nested = (issue as { errors?: { message: string }[][] } | undefined)?.errors?.at(-1)?.at(-1)?.message;
  return nested ?? issue?.message ?? 'is not allowed';
}
