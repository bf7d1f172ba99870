import type { Command } from 'commander';
import { COMMANDS } from '../../../scripts/cli/commands';

/** One command as it is typed. */
export interface TypedCommand {
  /** For example `secrets backup`. */
  readonly command: string;
  /** For example `<incident>`, or `[region]` when it may be left out. */
  readonly arguments: readonly string[];
  /** Long flags, with `<>` behind those that take a value. */
  readonly options: readonly string[];
}

/**
 * Every command that can be typed, hidden and deprecated ones too. The only place of these contracts that knows by
 * what commands are declared.
 */
export function commandTree(): TypedCommand[] {
  return [...COMMANDS.values()].flatMap((make) => walk(make(), []));
}

function walk(command: Command, above: readonly string[]): TypedCommand[] {
  const path = [...above, command.name()];
  return [
    {
      command: path.join(' '),
      arguments: command.registeredArguments.map((argument) =>
        argument.required ? `<${argument.name()}>` : `[${argument.name()}]`,
      ),
      options: command.options
        .map(({ long, required, optional, flags }) => `${long ?? flags}${required || optional ? ' <>' : ''}`)
        .sort(),
    },
    ...command.commands.flatMap((sub) => walk(sub, path)),
  ];
}
