import { Argument, Command, CommanderError, Option } from 'commander';
import { COMMANDS } from '.';
import type { Invocation } from './invocation';
import { camel, type ArgumentDeclaration, type CommandDeclaration, type OptionDeclaration } from './types';

/** What a command line says. */
export interface Parsed {
  readonly invocation: Invocation;
  /** Spellings of an earlier version, each with what to type instead. */
  readonly warnings: readonly string[];
}

export interface ParseProps {
  /** Where help and the complaint about a wrong command line go. @default nowhere */
  readonly write?: { readonly out: (text: string) => void; readonly error: (text: string) => void };
}

const EXITS =
  '0 done, 1 failed, 2 wrong usage or settings, 3 refused (an acknowledgement, an approval or the lease is\nmissing), 4 a precondition is not met, 5 a verification failed, 130 stopped on request (Ctrl-C).';

/** The words that start every command of several words, with what they have in common. */
const FAMILIES: Readonly<Record<string, string>> = {
  run: 'run a runbook from its beginning',
  preflight: 'check everything that would stop a run, before it starts',
  secrets: 'seal the secrets into the vault of the other region, recreate them from it, compare',
  images: "bring images of the tasks into both regions' repositories",
  drill: 'rehearse a recovery on this machine, and measure it',
  'local-cloud': 'AWS on this machine, for drills: moto behind a gateway, on loopback only',
};

/**
 * Reads a command line by the declaration of commands and options. Values are texts still.
 *
 * @param words without the program's name
 * @returns undefined when it asked for help or the version, which were written
 * @throws CommanderError when a command or option is unknown or misspelt
 */
export function parse(words: readonly string[], { write }: ParseProps = {}): Parsed | undefined {
  let parsed: Parsed | undefined;
  const program = programFor(words, (declaration, given) => {
    parsed = readGiven(declaration, given);
  });
  for (const command of everyCommand(program)) {
    command.exitOverride().configureOutput({
      writeOut: write?.out ?? (() => undefined),
      writeErr: write?.error ?? (() => undefined),
    });
    if (write !== undefined) command.showHelpAfterError('(add --help for what is allowed)');
  }
  try {
    program.parse(words, { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return undefined;
    throw error;
  }
  return parsed;
}

type Given = (declaration: CommandDeclaration, command: Command) => void;

/** Only what the command line may name: most of a start is spent on what is loaded. */
function programFor(words: readonly string[], onGiven: Given): Command {
  const program = new Command('recover')
    .description('brings SyncWell back: the tool of the engineer on call')
    .version(version(), '-V, --version', 'print the version')
    .helpCommand(false)
    .addHelpText('after', '\nrecover <command> --help explains one command. docs/commands.md lists all.');
  const named = COMMANDS.filter(({ id }) => id.split(' ')[0] === words[0]);
  for (const declaration of named.length > 0 ? named : COMMANDS) {
    const [first = '', second] = declaration.id.split(' ');
    const isNamed = first === words[0] && (second === undefined || second === words[1]);
    const command = isNamed ? commandFor(declaration, onGiven) : stubOf(declaration);
    const heading = `${declaration.group}:`;
    if (second === undefined) {
      program.addCommand(command.helpGroup(heading));
      continue;
    }
    let family = program.commands.find((known) => known.name() === first);
    if (family === undefined) {
      family = new Command(first).description(FAMILIES[first] ?? '').helpGroup(heading);
      program.addCommand(family);
    }
    family.addCommand(command);
  }
  return program;
}

/** For a list of commands: most of a start would be spent on the words of their options. */
function stubOf({ id, summary }: CommandDeclaration): Command {
  return new Command(id.split(' ').at(-1)).description(summary);
}

function commandFor(declaration: CommandDeclaration, onGiven: Given): Command {
  const { id, summary, details = '', examples, exits } = declaration;
  const command = new Command(id.split(' ').at(-1)).description(summary);
  for (const argument of declaration.arguments) command.addArgument(argumentFor(argument));
  for (const option of declaration.options) for (const one of optionsFor(option)) command.addOption(one);
  const help = [
    details,
    `\nFor example:\n${examples.map((example) => `  recover ${example}`).join('\n')}`,
    `\nExit status: ${exits === undefined ? EXITS : `${exits}\nOthers: ${EXITS}`}`,
  ];
  return command.addHelpText('after', help.join('\n')).action(() => {
    onGiven(declaration, command);
  });
}

function argumentFor({ name, text, many, choices }: ArgumentDeclaration): Argument {
  const argument = new Argument(many === true ? `<${name}...>` : `<${name}>`, text);
  return choices === undefined ? argument : argument.choices(choices());
}

/** The option, its negation, and what earlier versions called it. */
function optionsFor(option: OptionDeclaration): Option[] {
  const { flag, placeholder, text, negation, choices, isHidden, old = [] } = option;
  const shown = { ...(typeof option.default === 'string' ? { initial: option.default } : {}) };
  const word = (name: string): string =>
    placeholder === undefined ? `--${name}` : `--${name} ${placeholder}`;
  const notes = [
    ...(option.required === true ? ['required'] : []),
    ...(shown.initial === undefined ? [] : [`default: ${shown.initial}`]),
  ];
  const described = notes.length === 0 ? text : `${text} (${notes.join(', ')})`;
  const made = [
    ...(negation === true ? [] : [new Option(word(flag), described).hideHelp(isHidden === true)]),
    ...(negation === undefined
      ? []
      : [new Option(`--no-${flag}`, negation === true ? text : String(negation))]),
    ...old.map((name) => new Option(word(name)).hideHelp()),
  ];
  if (choices !== undefined) for (const one of made) one.choices(choices());
  return made;
}

/** What was given, by today's names. */
function readGiven(declaration: CommandDeclaration, command: Command): Parsed {
  const options: Record<string, string | boolean> = {};
  const warnings: string[] = [];
  const values = command.opts<Record<string, string | boolean>>();
  const isGiven = (name: string): boolean => command.getOptionValueSource(camel(name)) === 'cli';
  for (const { flag, old = [], isIgnored, isHidden, text } of declaration.options) {
    for (const name of [flag, ...old]) {
      const given = values[camel(name)];
      if (!isGiven(name) || given === undefined) continue;
      if (isIgnored === true)
        warnings.push(`--${name} does nothing here: leave it out. A later version refuses it`);
      else options[camel(flag)] = given;
      if (name !== flag) warnings.push(`--${name} is now --${flag}. A later version refuses the old word`);
      else if (isHidden === true && isIgnored !== true)
        warnings.push(`--${name}: ${text}. A later version refuses the old word`);
    }
  }
  return {
    invocation: { command: declaration.id, arguments: command.processedArgs.flat() as string[], options },
    warnings,
  };
}

function everyCommand(command: Command): Command[] {
  return [command, ...command.commands.flatMap(everyCommand)];
}

function version(): string {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- a file that is data
  return (require('../../../package.json') as { version: string }).version;
}
