import { FIRST_PREVIOUS, hashOf, type Entry, type NewEntry } from '../../../scripts/engine/journal/entry';
import type { PlannedStep, ReportProps } from '../../../scripts/report/model/build';

export const START = Date.parse('2026-03-01T02:30:00Z');

/** A chained journal of what is given. @param at seconds after START */
export function journalOf(
  lines: readonly (NewEntry & { readonly at: number; readonly token?: number })[],
): Entry[] {
  const entries: Entry[] = [];
  for (const { at, token = 1, kind, step = null, data = {} } of lines) {
    const content = {
      sequence: entries.length + 1,
      time: new Date(START + at * 1000).toISOString(),
      kind,
      step,
      data,
      token,
      previous: entries.at(-1)?.hash ?? FIRST_PREVIOUS,
    };
    entries.push({ ...content, hash: hashOf(content) });
  }
  return entries;
}

export const STEPS: readonly PlannedStep[] = [
  { id: 'survey', title: 'Look before anything changes', needs: [], budgetMinutes: 2 },
  { id: 'halt-writes', title: 'Halt writes: policy, flag and workers', needs: ['survey'], budgetMinutes: 5 },
  { id: 'restore', title: 'Restore the table to the second before', needs: ['survey'], budgetMinutes: 60 },
  { id: 'prove-halt', title: 'Prove that nothing writes any more', needs: ['halt-writes'], budgetMinutes: 5 },
  { id: 'settle-data-loss', title: 'Settle the exact data loss', needs: ['prove-halt'], budgetMinutes: 5 },
  { id: 'restore-settings', title: 'Put every setting back', needs: ['restore'], budgetMinutes: 10 },
  {
    id: 'validate',
    title: 'Validate the restored data',
    needs: ['restore-settings', 'prove-halt'],
    budgetMinutes: 15,
  },
  {
    id: 'repoint',
    title: 'Point the service at the restored table',
    needs: ['validate', 'settle-data-loss'],
    budgetMinutes: 3,
  },
  { id: 'adopt', title: 'Adopt the table into settings and Terraform', needs: ['repoint'], budgetMinutes: 5 },
  { id: 'verify-as-user', title: 'Verify as a user would', needs: ['repoint'], budgetMinutes: 5 },
  { id: 'resume-writes', title: 'Resume writes', needs: ['verify-as-user'], budgetMinutes: 3 },
  {
    id: 'prove-old-fence',
    title: 'Prove that the old table stays fenced',
    needs: ['resume-writes'],
    budgetMinutes: 2,
  },
];

export const RUNBOOK = { id: 'data-corruption', title: 'Corrupted data: restore and repoint', steps: STEPS };
export const OBJECTIVES = { recoveryTimeMinutes: 240, recoveryPointMinutes: 15 };

const ANNA = 'arn:aws:sts::123456789012:assumed-role/syncwell-prod-recovery-operator/anna';
const BEN = 'arn:aws:sts::123456789012:assumed-role/syncwell-prod-recovery-operator/ben';
const CARA = 'arn:aws:sts::123456789012:assumed-role/syncwell-prod-recovery-approver/cara';

/** A night: the first engineer's laptop dies during the restore, a second one takes over; one step is late. */
export function nightOfTheIncident(): Entry[] {
  const window = { from: '2026-03-01T02:19:59Z', to: '2026-03-01T02:33:10Z' };
  const started = (at: number, step: string, token = 1) =>
    ({ at, token, kind: 'step-started', step }) as const;
  const done = (at: number, step: string, data: NewEntry['data'] = {}, token = 1) =>
    ({ at, token, kind: 'step-done', step, data }) as const;
  const fact = (at: number, step: string, data: NonNullable<NewEntry['data']>, token = 1) =>
    ({ at, token, kind: 'fact', step, data }) as const;
  return journalOf([
    {
      at: 0,
      kind: 'declared',
      data: {
        incident: 'INC-20260301-023000-9f3a',
        runbook: 'data-corruption',
        operator: ANNA,
        parameters: { restoreTo: window.from },
      },
    },
    { at: 1, kind: 'run-started', data: { operator: ANNA, host: 'laptop-anna', processId: 4711 } },
    { at: 2, kind: 'acknowledged', data: { operator: ANNA, from: window.from, to: '2026-03-01T03:00:00Z' } },
    { at: 40, kind: 'approved', data: { approver: CARA, approvedAt: '2026-03-01T02:30:39Z' } },
    started(41, 'survey'),
    fact(60, 'survey', {
      sourceTable: 'SyncWellMetadata',
      restorePoint: window.from,
      pointerBefore: { tableName: 'SyncWellMetadata', epoch: 3, writesEnabled: true },
    }),
    done(62, 'survey', { items: 1204417, pitr: 'on' }),
    started(63, 'halt-writes'),
    started(63, 'restore'),
    fact(70, 'restore', { restoredTable: 'SyncWellMetadata-restored-2026-03-01' }),
    fact(190, 'halt-writes', { haltedAt: window.to }),
    done(195, 'halt-writes', { policy: 'denies writes', workers: 0 }),
    started(196, 'prove-halt'),
    done(290, 'prove-halt', { refused: 5, silentSeconds: 75 }),
    started(291, 'settle-data-loss'),
    fact(292, 'settle-data-loss', { lossWindow: window }),
    done(293, 'settle-data-loss', { lost: '791 s' }),
    { at: 1020, token: 2, kind: 'run-started', data: { operator: BEN, host: 'laptop-ben', processId: 99 } },
    started(1022, 'restore', 2),
    done(2460, 'restore', { items: 1204417, seconds: 2390 }, 2),
    started(2461, 'restore-settings', 2),
    {
      at: 2700,
      token: 2,
      kind: 'step-failed',
      step: 'restore-settings',
      data: {
        code: 'SETTINGS_DIFFER',
        message: 'timeToLive of SyncWellMetadata-restored-2026-03-01 is off, wanted on',
      },
    },
    { at: 3300, token: 3, kind: 'run-started', data: { operator: BEN, host: 'laptop-ben', processId: 120 } },
    started(3301, 'restore-settings', 3),
    done(3420, 'restore-settings', { settings: 17, differences: 0 }, 3),
    started(3421, 'validate', 3),
    fact(
      3900,
      'validate',
      {
        validation: {
          items: 1204417,
          levels: [
            { level: 'L0', status: 'passed', summary: '17 settings are as they should be' },
            { level: 'L1', status: 'passed', summary: '1,204,417 items counted, every entity at its number' },
            { level: 'L3', status: 'unknown', summary: 'the change stream begins after the restored second' },
            {
              level: 'L4',
              status: 'passed',
              summary: '2,208,114 references hold, 2 broken ones are of the cut second',
            },
          ],
        },
      },
      3,
    ),
    done(3901, 'validate', { bad: 0 }, 3),
    started(3902, 'repoint', 3),
    done(3990, 'repoint', { tableName: 'SyncWellMetadata-restored-2026-03-01', epoch: 4, version: 8 }, 3),
    started(3991, 'adopt', 3),
    started(3991, 'verify-as-user', 3),
    fact(
      4010,
      'adopt',
      { adoption: { settingsFile: 'settings/production.json', plan: '1 to import, 0 to destroy' } },
      3,
    ),
    done(4050, 'adopt', { imported: 1 }, 3),
    done(4100, 'verify-as-user', { users: 200, connections: 611 }, 3),
    started(4101, 'resume-writes', 3),
    done(4160, 'resume-writes', { accepted: true }, 3),
    started(4161, 'prove-old-fence', 3),
    done(4175, 'prove-old-fence', { refused: 5 }, 3),
    { at: 4176, token: 3, kind: 'completed' },
  ]);
}

export function reportProps(entries: readonly Entry[], now = START + 4_200_000): ReportProps {
  return { entries, runbook: RUNBOOK, objectives: OBJECTIVES, now };
}

/** The same night, but the validation took hours. */
export function nightBehindTheObjective(): Entry[] {
  const late = 3 * 3_600_000;
  let added = 0;
  return rechained(
    nightOfTheIncident().map((entry) => {
      if (entry.kind === 'step-done' && entry.step === 'validate') added = late;
      return { ...entry, time: new Date(Date.parse(entry.time) + added).toISOString() };
    }),
  );
}

/** The same night, told by somebody who wants to take the page over. */
export function hostileNight(): Entry[] {
  const plant = [
    '<script>console.log("planted")</script><img src="https://evil.example/x.png" onerror="alert(1)">',
    '</style></title></svg></table><svg onload="alert(1)"></svg>',
    `"'><a href="https://evil.example">x</a>`,
    'W'.repeat(400),
  ].join('');
  return rechained(
    nightOfTheIncident().map((entry) => {
      const data = Object.fromEntries(
        Object.entries(entry.data).map(([key, value]) => [
          key,
          typeof value === 'string' && key !== 'runbook' ? `${value}${plant}` : value,
        ]),
      );
      const extra = entry.kind === 'step-done' ? { [plant]: [plant, { [plant]: plant }] } : {};
      return { ...entry, data: { ...data, ...extra } };
    }),
  );
}

function rechained(entries: readonly Entry[]): Entry[] {
  return journalOf(
    entries.map(({ time, kind, step, data, token }) => ({
      at: (Date.parse(time) - START) / 1000,
      kind,
      ...(step === null ? {} : { step }),
      data,
      token,
    })),
  );
}
