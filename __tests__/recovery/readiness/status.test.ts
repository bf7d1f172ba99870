import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadSettings, namesFor } from '../../../settings';
import { describeDrill, readDrills } from '../../../scripts/commands/support/last-drill';
import type { Incident } from '../../../scripts/engine/journal/replay';
import {
  ask,
  checksAt,
  readRecoveryPoints,
  warningsOf,
  type Finding,
  type Survey,
} from '../../../scripts/recovery/readiness';

const settings = loadSettings({ env: { SYNCWELL_ENV: 'drill' } });
const names = namesFor(settings);
const now = Date.parse('2026-03-01T05:00:00Z');
const LIVE = 'SyncWellMetadata-restored-2026-03-01';

function ago(minutes: number): string {
  return new Date(now - minutes * 60_000).toISOString();
}

const POINTER = {
  schemaVersion: 1,
  tableName: LIVE,
  epoch: 2,
  writesEnabled: true,
  incidentId: 'INC-1',
  updatedAt: '2026-03-01T04:00:00Z',
};
const TABLE_MARK = {
  schema: 1,
  table: LIVE,
  exports: { number: 1, fullNumber: 1, to: ago(25) },
  changes: { number: 1, since: ago(900), coveredUntil: ago(1) },
  lookedAt: ago(1),
};
const SECRETS_MARK = {
  schema: 1,
  round: 1,
  coveredUntil: ago(6),
  lookedAt: ago(6),
  secrets: 5,
  unreadable: 0,
};
const HISTORY = { earliest: '2026-02-01T00:00:00Z', latest: '2026-03-01T04:55:00Z', days: 35 };

/** What was seen, by what it is called: checks share it, and ask for what is not there yet. */
type Seen = Readonly<Record<string, unknown>>;

const healthy: Seen = {
  pointer: POINTER,
  'settings table': LIVE,
  'interlock table': LIVE,
  'point-in-time recovery': HISTORY,
  [`fence ${LIVE}`]: false,
  'fence SyncWellMetadata': true,
  lease: null,
  'running incidents': [],
  'table mark': TABLE_MARK,
  'secrets mark': SECRETS_MARK,
};

/** Everything that status asks and that hangs on nothing but what is seen above. */
const ASKED = [
  ...['table/writes', 'table/old-generations', 'table/replica', 'backups/point-in-time'],
  ...['backups/recovery-point', 'vault/table', 'vault/secrets', 'state/interlock', 'state/no-incident'],
  ...['drills/data-corruption', 'drills/regional-outage', 'drills/last-passed'],
];

function surveyOf(seen: Seen, change: Partial<Survey> = {}): Survey {
  const region = (regionKind: 'primary' | 'recovery') => ({
    target: { region: settings[regionKind].region, regionKind, names, settings },
    clients: {},
  });
  const drill = { time: ago(60), recoveryTimeMinutes: 34, passed: true };
  return {
    settings,
    names,
    clock: { now: () => now },
    serving: 'primary',
    primary: region('primary'),
    recovery: region('recovery'),
    caller: { arn: '', accountId: settings.accountId, userId: '', person: '' },
    action: { ...region('primary'), signal: new AbortController().signal },
    drills: [
      { ...drill, scenario: 'regional-outage' },
      { ...drill, scenario: 'data-corruption' },
    ],
    seen: new Map(
      Object.entries(seen).map(([what, value]) => [
        what,
        value instanceof Error ? rejected(value) : Promise.resolve(value),
      ]),
    ),
    ...change,
  } as unknown as Survey;
}

function rejected(error: Error): Promise<never> {
  const promise = Promise.reject(error);
  promise.catch(() => undefined);
  return promise;
}

function examine(survey: Survey): Promise<Finding[]> {
  return ask(
    survey,
    checksAt('status').filter(({ id }) => ASKED.includes(id)),
  );
}

const halted = { ...POINTER, writesEnabled: false };
const denied = Object.assign(new Error('planted'), { name: 'AccessDenied' });

function incident(runbook: string): Incident {
  return {
    id: 'INC-1',
    runbook,
    declaredAt: '2026-03-01T04:00:00Z',
    declaredBy: 'alice',
    parameters: {},
    role: null,
    state: 'running',
    finishedAt: null,
    facts: {},
    steps: new Map(),
    operators: [],
    acknowledgements: [],
    approvals: [],
  };
}

it('a service that is well has no warning', async () => {
  expect(warningsOf(await examine(surveyOf(healthy)))).toEqual([]);
});

it.each<[string, Seen, string, string]>([
  ['writes that AppConfig disables', { pointer: halted }, 'writesEnabled false', 'npx recover resume-writes'],
  [
    'writes that a recovery halted',
    { pointer: halted, 'running incidents': [incident('data-corruption')] },
    'writesEnabled false',
    'npx recover resume INC-1',
  ],
  [
    'a fence on the live table',
    { [`fence ${LIVE}`]: true },
    `the policy of ${LIVE} denies writes`,
    'npx recover resume-writes',
  ],
  [
    'an old table that can be written',
    { 'fence SyncWellMetadata': false },
    'SyncWellMetadata can be written',
    'npx recover halt-writes --table SyncWellMetadata',
  ],
  [
    'stale settings',
    { 'settings table': 'SyncWellMetadata' },
    'the settings file SyncWellMetadata',
    'git pull',
  ],
  [
    'a stale interlock',
    { 'interlock table': 'SyncWellMetadata' },
    'the interlock SyncWellMetadata',
    'aws ssm get-parameter-history --name /syncwell/drill/live-table --region us-east-1',
  ],
  [
    'a restorable past that is too old',
    { 'point-in-time recovery': { ...HISTORY, latest: ago(20) } },
    'up to 2026-03-01T04:40:00.000Z, 20.0 minutes ago; the objective is 15 minutes',
    `aws dynamodb describe-continuous-backups --table-name SyncWellMetadata --region us-east-1`,
  ],
  [
    'a copy of the table that is too old',
    { 'table mark': { ...TABLE_MARK, exports: { ...TABLE_MARK.exports, to: ago(16) }, changes: null } },
    'exports alone (no changes have been copied yet), up to 2026-03-01T04:44:00.000Z, 16.0 minutes ago; the objective is 15 minutes',
    'npx recover protect',
  ],
  [
    'a copy of the table that is missing',
    { 'table mark': undefined },
    'vault/table: nothing was ever copied',
    'npx recover protect',
  ],
  [
    'secrets that are not sealed',
    { 'secrets mark': undefined },
    'vault/secrets: nothing was ever sealed',
    'npx recover protect',
  ],
  [
    'a vault that only the operator may see',
    { 'table mark': denied },
    'vault/table: only the operator may see it: AccessDenied: planted',
    'npx recover sign-in',
  ],
  [
    'a run that has stopped',
    { 'running incidents': [incident('data-corruption')] },
    'INC-1 (data-corruption), declared 2026-03-01T04:00:00Z by alice, has stopped half way',
    'npx recover resume INC-1',
  ],
  [
    'a run that goes on',
    {
      'running incidents': [incident('data-corruption')],
      lease: {
        incident: 'INC-1',
        operator: 'alice',
        host: 'laptop',
        processId: 1,
        token: 1,
        expiresAt: ago(-1),
      },
    },
    'is being run by alice on laptop',
    'npx recover report INC-1',
  ],
])('%s is told with the command that ends it', async (_, change, what, next) => {
  const warnings = warningsOf(await examine(surveyOf({ ...healthy, ...change })));
  expect(warnings).toContainEqual({ what: expect.stringContaining(what), next });
});

it('what several checks cannot see for one reason is told once, with all of them', async () => {
  const warnings = warningsOf(await examine(surveyOf({ ...healthy, pointer: new Error('dark') })));
  expect(warnings).toHaveLength(1);
  expect(warnings[0]?.what).toMatch(/^table\/writes, table\/old-generations, state\/interlock: .*dark$/);
});

it.each([
  ['none on record', [], 'no drill is on record'],
  ['one that failed', [{ time: ago(1), scenario: 'data-corruption', passed: false }], 'failed'],
  [
    'one of more than a quarter ago',
    [{ time: ago(120 * 24 * 60), scenario: 'data-corruption', passed: true }],
    '120 days ago',
  ],
])('a last drill, %s, is a warning', async (_, drills, what) => {
  const records = drills.map((drill) => ({ ...drill, recoveryTimeMinutes: 34 }));
  const warnings = warningsOf(await examine(surveyOf(healthy, { drills: records })));
  expect(warnings).toContainEqual({ what: expect.stringContaining(what), next: 'npm run drill' });
});

it('recovery points are told by source, from what the checks have seen', async () => {
  expect(await readRecoveryPoints(surveyOf(healthy), LIVE)).toEqual({
    vault: { value: { at: ago(1), ageSeconds: 60 } },
    vaultChanges: { value: { at: ago(1), ageSeconds: 60 } },
    vaultExports: { value: { at: ago(25), ageSeconds: 1500 } },
    secrets: { value: { at: ago(6), ageSeconds: 360 } },
  });
});

describe('the last drill', () => {
  const drill = {
    time: '2026-01-01T00:00:00Z',
    scenario: 'data-corruption',
    recoveryTimeMinutes: 34,
    passed: true,
  };

  it('is told', () => {
    expect(describeDrill(drill)).toBe(
      'last drill: data-corruption, 2026-01-01T00:00:00Z, recovered in 34 min, passed',
    );
    expect(describeDrill(undefined)).toBe('last drill: none on record');
    expect(readDrills('/nowhere/log.jsonl')).toEqual([]);
  });

  it('is one that recovered something: the loss of a zone needs no recovery', () => {
    const folder = mkdtempSync(join(tmpdir(), 'drills-'));
    const log = join(folder, 'log.jsonl');
    const zone = { ...drill, scenario: 'az-failure', recoveryTimeMinutes: null };
    writeFileSync(log, [drill, zone].map((one) => `${JSON.stringify(one)}\n`).join(''));
    expect(readDrills(log)).toEqual([drill]);
    rmSync(folder, { recursive: true });
  });
});
