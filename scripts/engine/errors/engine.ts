import { basename, dirname } from 'node:path';
import { entry, goOn, versionsOf, word } from './entry';
import { AUDIT, INCIDENT, LATER } from './examples';

/** A journal's line on this machine (`path`), in the bucket (`bucket` and `key`), or in a text that was handed over. */
export interface DamagedJournal {
  readonly place: string;
  readonly what: string;
  readonly path?: string;
  readonly bucket?: string;
  readonly key?: string;
}

/** Errors of the engine: journal, lease and steps. */
export const ENGINE = {
  JOURNAL_DAMAGED: entry<DamagedJournal>({
    kind: 'failed',
    means: 'A line of a journal was changed or is missing.',
    page: 'docs/decisions.md',
    examples: [
      {
        place: `line 7 of /home/alice/incidents/${INCIDENT}/journal.jsonl`,
        what: 'has number 9 instead of 7',
        path: `/home/alice/incidents/${INCIDENT}/journal.jsonl`,
      },
      {
        place: `journals/${INCIDENT}/000007.json in ${AUDIT}`,
        what: 'is not JSON',
        bucket: AUDIT,
        key: `journals/${INCIDENT}/000007.json`,
      },
      { place: 'line 7 of the journal in the audit bucket', what: 'does not continue the line before it' },
    ],
    message: ({ place, what, path, key }) =>
      `The journal is damaged: ${place} ${what}. ${
        path !== undefined
          ? 'Keep the file as evidence; the copy in the audit bucket counts.'
          : key !== undefined
            ? 'The bucket keeps every version, and the oldest one is what was written.'
            : 'Every line must follow the one before it.'
      }`,
    next: ({ path, bucket, key }) => {
      if (bucket !== undefined && key !== undefined) return versionsOf({ bucket, key });
      if (path === undefined) return 'npx recover status';
      const folder = dirname(path);
      return `mv ${word(folder)} ${word(`${folder}.damaged`)} && npx recover resume ${basename(folder)}`;
    },
  }),
  JOURNAL_TAKEN_OVER: entry<{
    readonly incident: string;
    readonly line?: number;
    readonly newest?: number;
    readonly own?: number;
  }>({
    kind: 'refused',
    means: 'Another process runs the incident now, so this one writes nothing more.',
    page: 'docs/decisions.md',
    examples: [
      { incident: INCIDENT, newest: 4, own: 3 },
      { incident: INCIDENT, line: 12 },
    ],
    message: ({ incident, line, newest, own }) =>
      line === undefined
        ? `Another process has taken ${incident} over: its journal goes on under lease ${newest ?? '?'}, and this process has lease ${own ?? '?'}. Nothing more is done here.`
        : `Another machine runs ${incident} now: it has written line ${line} of the journal. Nothing more is done here.`,
    next: () => 'npx recover status',
  }),
  JOURNAL_FORKED: entry({
    kind: 'refused',
    means: 'The journal on this machine and the copy in the audit bucket differ.',
    page: 'docs/decisions.md',
    examples: [{ incident: INCIDENT, path: `/home/alice/incidents/${INCIDENT}/journal.jsonl`, line: 7 }],
    message: ({ incident, path, line }) =>
      `Another machine has taken ${incident} over: line ${line} of ${path} differs from the copy in the audit bucket. The copy in the bucket counts. Keep this file as evidence.`,
    next: ({ incident, path }) =>
      `mv ${word(path)} ${word(`${path}.diverged`)} && npx recover resume ${incident}`,
  }),
  LEASE_HELD: entry({
    kind: 'refused',
    means: 'Another operator runs a recovery of this environment.',
    page: 'docs/decisions.md',
    examples: [
      {
        operator: 'arn:aws:sts::123456789012:assumed-role/recovery-operator/alice',
        host: 'bastion-1',
        processId: 4711,
        incident: INCIDENT,
        expiresAt: LATER,
      },
    ],
    message: ({ operator, host, processId, incident, expiresAt }) =>
      `${operator} on ${host} (process ${processId}) is running ${incident}, and holds the lease until ${expiresAt} unless it is renewed. One environment allows one recovery at a time.`,
    next: () => 'npx recover status',
  }),
  LEASE_LOST: entry({
    kind: 'refused',
    means: 'Another operator has taken the lease over, so this process does nothing more.',
    page: 'docs/decisions.md',
    examples: [{ rival: 'arn:aws:sts::123456789012:assumed-role/recovery-operator/bob on bastion-2' }],
    message: ({ rival }) => `${rival} has taken the recovery over. Nothing more is done here.`,
    next: () => 'npx recover status',
  }),
  LEASE_UNREADABLE: entry({
    kind: 'failed',
    means: 'The object that holds the lease is not a lease.',
    page: 'docs/decisions.md',
    examples: [{ key: 'lease.json', bucket: AUDIT, problem: 'Invalid input: expected number' }],
    message: ({ key, bucket, problem }) =>
      `${key} in ${bucket} is not a lease: ${problem}. Find out who wrote it, then put the version before it back.`,
    next: versionsOf,
  }),
  FACT_MISSING: entry({
    kind: 'failed',
    means: 'A step needs what an earlier step finds out, and that step has not run.',
    examples: [{ fact: 'restorePoint', incident: INCIDENT }],
    message: ({ fact }) => `The journal has no ${fact}: the step that finds it out has not run.`,
    next: ({ incident }) => goOn(incident),
  }),
};
