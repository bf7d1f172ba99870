import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { format } from 'prettier/standalone';
import * as markdown from 'prettier/plugins/markdown';
import { loadSettings } from '../../settings';
import { runbookMarkdown, type RunbookMarkdownProps } from '../runbook/documentation';
import type { Facts } from '../runbook/step';
import { RUNBOOKS } from '../runbooks';

const PROJECT_ROOT = join(__dirname, '..', '..');
export const RUNBOOK_FOLDER = join(PROJECT_ROOT, 'docs', 'runbooks');

export interface Page {
  /** Of the file, in `RUNBOOK_FOLDER`. */
  readonly name: string;
  readonly text: string;
}

type Described = Omit<RunbookMarkdownProps, 'objectiveMinutes'> & {
  /** Any that make the runbook's steps: pages show what is the same for all. */
  readonly parameters: Facts;
};

const SECOND = '2026-01-31T03:04:05Z';
const RESTORED = 'SyncWellMetadata-restored-2026-01-31';
const APPROVE = {
  command: 'npx recover approve INCIDENT',
  what: 'the second person, with their own credentials, where the settings demand one (production)',
};
const STATUS = { command: 'npx recover status', what: 'where everything stands, at any moment' };

/** How each runbook is started. */
const DESCRIBED: Readonly<Record<string, Described>> = {
  'data-corruption': {
    parameters: { restoreTo: SECOND },
    start: `npx recover run data-corruption --restore-to ${SECOND}`,
    also: [
      {
        command: 'npx recover halt-writes',
        what: 'at once, while the restore point is still looked for: nothing gets worse. Undone by `recover resume-writes`',
      },
      {
        command: `npx recover preflight data-corruption --restore-to ${SECOND}`,
        what: 'everything that would stop the run, before it starts',
      },
      APPROVE,
      STATUS,
    ],
  },
  'regional-outage': {
    parameters: { to: 'us-west-2' },
    start: 'npx recover run regional-outage --to us-west-2',
    also: [
      {
        command: 'npx recover preflight regional-outage --to us-west-2',
        what: 'everything that would stop the run, with the sources of the table and how fresh each is',
      },
      {
        command: 'npx recover run regional-outage --to us-west-2 --evacuate',
        what: 'the region that is left still answers: the service is moved, as on the way back, and nothing is lost',
      },
      {
        command: 'npx recover status --role recovery',
        what: 'how the service stands in the recovery region; --role recovery makes every command work there',
      },
      APPROVE,
      { command: 'npx recover run failback', what: 'weeks later: the way home' },
    ],
  },
  failback: {
    parameters: {},
    start: 'npx recover run failback',
    also: [
      {
        command: 'npx recover preflight failback',
        what: 'everything that would stop the run, before it starts',
      },
      APPROVE,
      STATUS,
    ],
  },
  'halt-writes': {
    parameters: {},
    start: 'npx recover halt-writes',
    also: [{ command: 'npx recover resume-writes', what: 'takes the halt back' }, APPROVE, STATUS],
  },
  restore: {
    parameters: { restoreTo: SECOND },
    start: `npx recover restore --to ${SECOND}`,
    also: [APPROVE, STATUS],
  },
  repoint: {
    parameters: { table: RESTORED },
    start: `npx recover repoint --table ${RESTORED}`,
    also: [
      { command: 'npx recover repoint --undo', what: 'goes back to where it came from' },
      APPROVE,
      STATUS,
    ],
  },
};

/**
 * A page for every runbook, in the project's format.
 *
 * @throws Error naming a runbook that is not described here
 */
export async function runbookPages(): Promise<Page[]> {
  const { objectives } = loadSettings({ env: { SYNCWELL_ENV: 'production' } });
  const style = JSON.parse(readFileSync(join(PROJECT_ROOT, '.prettierrc.json'), 'utf8')) as object;
  return Promise.all(
    RUNBOOKS.map(async (runbook) => {
      const { id } = runbook;
      const described = DESCRIBED[id];
      if (described === undefined)
        throw new Error(`say in scripts/docs/runbook-pages.ts how ${id} is started`);
      const { parameters, ...props } = described;
      const text = runbookMarkdown(runbook.define(parameters), {
        ...props,
        objectiveMinutes: objectives.recoveryTimeMinutes,
      });
      return {
        name: `${id}.md`,
        text: await format(text, { ...style, parser: 'markdown', plugins: [markdown] }),
      };
    }),
  );
}
