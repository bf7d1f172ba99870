import { Command } from 'commander';
import { UsageError } from './usage-error';

/** Options that every command of a local cloud has. */
export interface Common {
  readonly name: string;
  readonly json: boolean;
}

/** A command about one local cloud. */
export function command(name: string, description: string): Command {
  return new Command(name)
    .description(description)
    .option('--name <name>', 'which local cloud, when several run', checkName, 'default')
    .option(
      '--json',
      'print the result as JSON on standard output, everything else on standard error',
      false,
    );
}

/** Prints a result: as JSON, or as lines to read. */
export function print(json: boolean, content: unknown, lines: readonly string[]): void {
  if (json) console.log(JSON.stringify(content));
  else for (const line of lines) console.log(line);
}

function checkName(text: string): string {
  if (/^[a-z0-9][a-z0-9-]{0,40}$/.test(text)) return text;
  throw new UsageError(
    `--name ${JSON.stringify(text)}: use lower case letters, digits and hyphens, at most 41`,
  );
}
