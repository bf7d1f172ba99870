import { COMMANDS, type OptionDeclaration } from '../../../scripts/commands/declaration';

/** One command as it is typed. */
export interface TypedCommand {
  /** For example `secrets backup`. */
  readonly command: string;
  /** For example `<incident>`. */
  readonly arguments: readonly string[];
  /** Long flags, with `<>` behind those that take a value. */
  readonly options: readonly string[];
}

/**
 * Every command that can be typed, hidden and old spellings too. The only place of these contracts that knows by what
 * commands are declared.
 */
export function commandTree(): TypedCommand[] {
  const families = new Set(COMMANDS.flatMap(({ id }) => (id.includes(' ') ? [id.split(' ')[0] ?? ''] : [])));
  return [
    ...[...families].map((command) => ({ command, arguments: [], options: [] })),
    ...COMMANDS.map(({ id, arguments: words, options }) => ({
      command: id,
      arguments: words.map(({ name }) => `<${name}>`),
      options: options.flatMap(spellings).sort(),
    })),
  ];
}

function spellings({ flag, placeholder, negation, old = [] }: OptionDeclaration): string[] {
  const typed = (name: string): string => `--${name}${placeholder === undefined ? '' : ' <>'}`;
  return [
    ...(negation === true ? [] : [typed(flag)]),
    ...(negation === undefined ? [] : [`--no-${flag}`]),
    ...old.map(typed),
  ];
}
