import { basename, join, relative } from 'node:path';
import { EXIT } from '../commands/support/exit-status';
import { AREAS, stop, type ErrorCode } from '../engine/errors';
import type { ErrorEntry } from '../engine/errors/entry';
import { cell, table } from '../markdown';
import { PROJECT_ROOT } from '../project-root';
import { pageOf } from './page';

export const ERRORS_PAGE = join(PROJECT_ROOT, 'docs', 'errors.md');

const INTRODUCTION = `# Errors

Every error says what happened, the value that it got and what is allowed; below it stands \`next:\`, a command that can be
pasted. With \`--json\` an error is \`{"error": {"code", "message", "next"}}\` on standard output. A code keeps its meaning and its
exit status for ever: programs may rely on both.

An error that begins with "Bug:" is a mistake of the tool, not yours.

${table(
  ['exit status', 'means'],
  [
    [String(EXIT.failed), 'a step or a call failed'],
    [String(EXIT.usage), 'wrong usage or settings'],
    [String(EXIT.refused), 'refused: an acknowledgement, an approval or the lease is missing'],
    [String(EXIT.precondition), 'a precondition is not met'],
    [String(EXIT.verification), 'a verification failed'],
    [String(EXIT.interrupted), 'stopped on request (Ctrl-C)'],
  ],
)}

\`npm run docs\` makes this page from the registry of errors; names and times in the commands are examples of the environment
\`drill\`.
`;

/** `docs/errors.md`, in the project's format: every code with its exit status, what it means and what to type next. */
export async function errorsPage(): Promise<string> {
  const sections = Object.entries(AREAS).flatMap(([title, area]) => [
    `## ${title}`,
    '',
    table(
      ['code', 'exit status', 'means', 'next, for example'],
      Object.keys(area)
        .sort()
        .map((code) => rowOf(code as ErrorCode, (area as Readonly<Record<string, unknown>>)[code])),
    ),
    '',
  ]);
  return pageOf([INTRODUCTION, ...sections].join('\n'));
}

function rowOf(code: ErrorCode, found: unknown): string[] {
  const { kind, means, page, examples } = found as ErrorEntry<object>;
  const { next = '' } = stop(code, examples[0] as never);
  const more = page === undefined ? '' : ` See ${linkTo(page)}.`;
  return [`\`${code}\``, String(EXIT[kind]), `${means}${more}`, `\`${cell(next)}\``];
}

function linkTo(page: string): string {
  return `[${basename(page, '.md')}](${relative('docs', page)})`;
}
