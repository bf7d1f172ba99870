import { join } from 'node:path';
import { loadSettings } from '../../settings';
import { runbookMarkdown, type RunbookMarkdownProps } from '../engine/documentation';
import type { Facts } from '../engine/step';
import { RUNBOOKS } from '../runbooks';
import { SIZED } from '../runbooks/sizes';
import { PROJECT_ROOT } from '../project-root';
import { pageOf } from './page';

export const RUNBOOK_FOLDER = join(PROJECT_ROOT, 'docs', 'runbooks');

export interface Page {
  /** Of the file, in `RUNBOOK_FOLDER`. */
  readonly name: string;
  readonly text: string;
}

type Described = Omit<RunbookMarkdownProps, 'objectiveMinutes' | 'budgetsBySize'> & {
  /** Whose page it is. @default the page's own name */
  readonly runbook?: string;
  /** Any that make the runbook's steps: pages show what is the same for all. */
  readonly parameters: Facts;
};

const SECOND = '2026-01-31T03:04:05Z';
const INCIDENT = 'INC-20260131-030405-9f3a';
const RESTORED = 'SyncWellMetadata-restored-2026-01-31';
const APPROVE = {
  command: 'npx recover approve INCIDENT',
  what: 'the second person, with their own credentials, where the settings demand one (production)',
};
const STATUS = { command: 'npx recover status', what: 'where everything stands, at any moment' };

/** How each runbook is started. */
const DESCRIBED: Readonly<Record<string, Described>> = {
  'data-corruption': {
    parameters: { restoreTo: 'auto' },
    start: 'npx recover run data-corruption --strategy restore',
    also: [
      {
        command: `npx recover run data-corruption --strategy restore --restore-to ${SECOND}`,
        what: 'when the second is known already: it is not looked for',
      },
      {
        command: 'npx recover run data-corruption --strategy rewind',
        what: 'undoes the damage in the live table instead ([data-corruption-rewind.md](data-corruption-rewind.md)): minutes, no new table. Without a strategy the command shows the numbers and asks',
      },
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
  'data-corruption-rewind': {
    runbook: 'data-corruption',
    parameters: { restoreTo: 'auto', strategy: 'rewind' },
    start: 'npx recover run data-corruption --strategy rewind',
    also: [
      {
        command: 'npx recover find-restore-point',
        what: 'how much is corrupted, and since when: the numbers that speak for a rewind or a restore',
      },
      {
        command: 'npx recover rewind --undo INCIDENT',
        what: 'writes the corrupted images again, as far as nothing newer was written',
      },
      APPROVE,
      STATUS,
    ],
  },
  'regional-outage': {
    parameters: { to: 'us-west-2' },
    start: 'npx recover run regional-outage --to-region us-west-2',
    also: [
      {
        command: 'npx recover preflight regional-outage --to-region us-west-2',
        what: 'everything that would stop the run, with the sources of the table and how fresh each is',
      },
      {
        command: 'npx recover run regional-outage --to-region us-west-2 --evacuate',
        what: 'the region that is left still answers: the service is moved, as on the way back, and nothing is lost',
      },
      {
        command: 'npx recover status --region us-west-2',
        what: 'how the service stands in the recovery region; --region makes every command work there',
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
    start: `npx recover restore --restore-to ${SECOND}`,
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
  rewind: {
    parameters: { since: SECOND },
    start: `npx recover rewind --since ${SECOND}`,
    also: [{ command: 'npx recover rewind --undo INCIDENT', what: 'takes it back' }, APPROVE, STATUS],
  },
  'undo-rewind': {
    parameters: { of: INCIDENT },
    start: `npx recover rewind --undo ${INCIDENT}`,
    also: [APPROVE, STATUS],
  },
  salvage: {
    parameters: { of: INCIDENT, source: 'SyncWellMetadata', table: RESTORED, restorePoint: SECOND },
    start: `npx recover salvage ${INCIDENT}`,
    also: [
      {
        command: `npx recover salvage ${INCIDENT} --dry-run --out FILE`,
        what: 'writes the review file: what waits for a person; changes nothing',
      },
      {
        command: `npx recover salvage ${INCIDENT} --yes --decisions FILE`,
        what: 'carries out what people have decided in the review file',
      },
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
  const described = Object.entries(DESCRIBED);
  for (const { id } of RUNBOOKS) {
    if (described.every(([name, { runbook = name }]) => runbook !== id))
      throw new Error(`say in scripts/docs/runbook-pages.ts how ${id} is started`);
  }
  return Promise.all(
    described.map(async ([name, { parameters, runbook = name, ...props }]) => {
      const definition = RUNBOOKS.find(({ id }) => id === runbook);
      if (definition === undefined) throw new Error(`${runbook} is no runbook`);
      const text = runbookMarkdown(definition.define(parameters), {
        ...props,
        objectiveMinutes: objectives.recoveryTimeMinutes,
        budgetsBySize: SIZED.includes(runbook),
      });
      return {
        name: `${name}.md`,
        text: await pageOf(text),
      };
    }),
  );
}
