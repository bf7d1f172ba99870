import { join } from 'node:path';
import { COMMANDS, GROUPS, type CommandDeclaration, type OptionDeclaration } from '../commands/declaration';
import { PROGRAM } from '../commands/declaration/invocation';
import { cell, fenced, table } from '../markdown';
import { PROJECT_ROOT } from '../project-root';
import { pageOf } from './page';

export const COMMANDS_PAGE = join(PROJECT_ROOT, 'docs', 'commands.md');

/** docs/commands.md, from the declaration that the tool parses command lines by. */
export async function commandsPage(): Promise<string> {
  const text = [
    '<!-- Written by npm run docs from scripts/commands/declaration: change that, not this. -->',
    '# Commands',
    `Start the tool by \`${PROGRAM}\` in the folder of this repository; in prose it is written \`recover\`.
Every command has \`--help\`. Times are in UTC, ISO 8601. Exit status: 0 done, 1 failed, 2 wrong usage or settings, 3
refused, 4 a precondition is not met, 5 a verification failed, 130 stopped on request.`,
    ...GROUPS.flatMap((group) => [
      `## ${group}`,
      ...COMMANDS.filter((command) => command.group === group).map(section),
    ]),
  ].join('\n\n');
  return pageOf(text);
}

function section({
  id,
  summary,
  details = '',
  arguments: words,
  options,
  examples,
  exits,
}: CommandDeclaration): string {
  const shown = options.filter(({ isHidden }) => isHidden !== true);
  const typed = words.map(({ name, many }) => ` <${name}${many === true ? '...' : ''}>`).join('');
  return [
    `### recover ${id}${typed}`,
    `${summary[0]?.toUpperCase() ?? ''}${summary.slice(1)}.`,
    details.trim() === '' ? '' : fenced('text', details.trim()),
    table(['option', 'what'], shown.map(row)),
    ...(exits === undefined ? [] : [`Exit status: ${exits.replaceAll('\n', ' ')}`]),
    fenced('sh', examples.map((example) => `${PROGRAM} ${example}`).join('\n')),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function row({
  flag,
  placeholder,
  text,
  negation,
  required,
  choices,
  default: usual,
}: OptionDeclaration): string[] {
  const names = [
    ...(negation === true ? [] : [`--${flag}${placeholder === undefined ? '' : ` ${placeholder}`}`]),
    ...(negation === undefined ? [] : [`--no-${flag}`]),
  ];
  const notes = [
    ...(choices === undefined ? [] : [`one of ${choices().join(', ')}`]),
    ...(required === true ? ['required'] : []),
    ...(typeof usual === 'string' ? [`default: ${usual}`] : []),
  ];
  const described = notes.length === 0 ? text : `${text} (${notes.join('; ')})`;
  return [names.map((name) => `\`${name}\``).join(', '), cell(described).replaceAll('<', '\\<')];
}
