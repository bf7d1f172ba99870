import { findCommand } from '../../scripts/commands/declaration';
import { inputOf } from '../../scripts/commands/declaration/input';
import type { Invocation } from '../../scripts/commands/declaration/invocation';
import { scopeOf, read } from '../../scripts/commands/declaration/next';
import { parse } from '../../scripts/commands/declaration/parse';

/** Words of a printed command that stand for something that only a person can fill in. */
const PLACEHOLDER = /\b[A-Z]{4,}\b/;

/** Every command of the tool in what a command printed: as JSON, or in words. */
export function printedCommands(text: string): string[] {
  const lines = text.split('\n').flatMap((line) => (line.startsWith('{') ? textsOf(line) : [line]));
  return lines.flatMap((line) => {
    const [, command] =
      /(?:^|[\s`])((?:[A-Z_]+=\S+ )*(?:node bin\/recover\.js|npx recover) [^`|│]*)/.exec(line) ?? [];
    return command === undefined ? [] : [command.trim()];
  });
}

function textsOf(line: string): string[] {
  const texts: string[] = [];
  try {
    JSON.parse(line, (key, value: unknown) => {
      if ((key === 'next' || key === 'fix') && typeof value === 'string') texts.push(value);
      return value;
    });
  } catch {
    // Not the result.
  }
  return texts;
}

/**
 * What is wrong with the commands that an invocation printed: each must be one that the parser takes, for the environment
 * and the region of the invocation.
 *
 * @returns a line for each that is wrong
 */
export function wrongCommands(
  invocation: Invocation,
  env: Readonly<Record<string, string | undefined>>,
  text: string,
): string[] {
  const scope = scopeOf(invocation, env);
  return printedCommands(text)
    .flatMap((line) => line.split(' && '))
    .filter((line) => line.includes('recover') && !PLACEHOLDER.test(line.replace(/^([A-Z_]+=\S+ )*/, '')))
    .flatMap((line) => {
      if (line.endsWith(' --help')) return [];
      const { invocation: printed } = read(line);
      if (printed === undefined) return [`${line}: is no command of the tool`];
      try {
        inputOf(printed);
      } catch (error) {
        return [`${line}: ${(error as Error).message}`];
      }
      const known = findCommand(printed.command)?.options.map(({ flag }) => flag) ?? [];
      const { options = {} } = printed;
      const env = known.includes('env') && scope.env !== undefined && options.env !== scope.env;
      const region = known.includes('region') && scope.region !== undefined && options.region === undefined;
      return env || region
        ? [`${line}: is for another environment or region than ${JSON.stringify(scope)}`]
        : [];
    });
}

/** The same for a command line. */
export function wrongCommandsOf(
  words: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  text: string,
): string[] {
  let invocation: Invocation = { command: '' };
  try {
    invocation = parse(words)?.invocation ?? invocation;
  } catch {
    // Misspelt on purpose: nothing is printed then but help.
  }
  return wrongCommands(invocation, env, text);
}
