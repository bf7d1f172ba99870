import * as look from './look';
import * as protection from './protection';
import * as rehearsal from './rehearsal';
import * as runbooks from './runbooks';
import * as singleSteps from './single-steps';
import { GROUPS, type CommandDeclaration } from './types';

export { camel, kebab, GROUPS } from './types';
export type { ArgumentDeclaration, CommandDeclaration, InputOf, OptionDeclaration } from './types';

const declared = { ...look, ...runbooks, ...singleSteps, ...protection, ...rehearsal };

/** Every command, as its own type. */
export type Declared = (typeof declared)[keyof typeof declared];
export type CommandId = Declared['id'];

/** Every command: by the headings of the help, then by name. */
export const COMMANDS: readonly CommandDeclaration<CommandId>[] = GROUPS.flatMap((group) =>
  Object.values(declared).filter((command) => command.group === group),
);

/** @returns undefined when there is no such command */
export function findCommand(id: string): CommandDeclaration<CommandId> | undefined {
  return COMMANDS.find((command) => command.id === id);
}
