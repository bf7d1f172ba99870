import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadSettings } from '../../../settings';
import { describeDrill, drillWarnings, lastDrill, readDrills } from '../../../scripts/cli/support/last-drill';
import type { Posture } from '../../../scripts/recovery/readiness/read-posture';
import { warningsOf } from '../../../scripts/recovery/readiness/warnings';
import type { Incident } from '../../../scripts/engine/journal/replay';

const settings = loadSettings({ env: { SYNCWELL_ENV: 'drill' } });
const now = Date.parse('2026-03-01T05:00:00Z');
const LIVE = 'SyncWellMetadata-restored-2026-03-01';

/** A recovery point of so many minutes ago. */
function point(minutes: number, note?: string) {
  const at = new Date(now - minutes * 60_000).toISOString();
  return { value: { at, ageSeconds: minutes * 60, ...(note === undefined ? {} : { note }) } };
}

const MISSING = { value: { at: null, ageSeconds: null } };

const healthy: Posture = {
  now,
  pointer: {
    value: {
      schemaVersion: 1,
      tableName: LIVE,
      epoch: 2,
      writesEnabled: true,
      incidentId: 'INC-1',
      updatedAt: '2026-03-01T04:00:00Z',
    },
  },
  settingsTable: { value: LIVE },
  parameterTable: { value: LIVE },
  window: { value: { earliest: '2026-02-01T00:00:00Z', latest: '2026-03-01T04:55:00Z' } },
  recoveryPoints: {
    pointInTime: point(5),
    vault: point(1),
    vaultChanges: point(1),
    vaultExports: point(25),
    secrets: point(6),
  },
  fences: { [LIVE]: { value: false }, SyncWellMetadata: { value: true } },
  lease: { value: null },
  running: { value: [] },
};

const halted: Posture['pointer'] = {
  value: { ...(healthy.pointer as { value: object }).value, writesEnabled: false } as never,
};

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

it('a service that is well has no warning', () => {
  expect(warningsOf(healthy, settings)).toEqual([]);
});

it.each<[string, Partial<Posture>, string, string]>([
  ['writes that AppConfig disables', { pointer: halted }, 'writesEnabled false', 'npx recover resume-writes'],
  [
    'writes that a recovery halted',
    { pointer: halted, running: { value: [incident('data-corruption')] } },
    'writesEnabled false',
    'npx recover resume INC-1',
  ],
  [
    'a fence on the live table',
    { fences: { [LIVE]: { value: true } } },
    'denies writes',
    'npx recover resume-writes',
  ],
  [
    'an old table that can be written',
    { fences: { [LIVE]: { value: false }, SyncWellMetadata: { value: false } } },
    'SyncWellMetadata is no longer live',
    'npx recover halt-writes --table SyncWellMetadata',
  ],
  [
    'stale settings',
    { settingsTable: { value: 'SyncWellMetadata' } },
    'the settings file names SyncWellMetadata',
    'git pull',
  ],
  [
    'a stale interlock',
    { parameterTable: { value: 'SyncWellMetadata' } },
    'the deploy interlock names SyncWellMetadata',
    'aws ssm get-parameter-history --name /syncwell/drill/live-table --region us-east-1',
  ],
  [
    'a restorable past that is too old',
    { window: { value: { earliest: '2026-02-01T00:00:00Z', latest: '2026-03-01T04:40:00Z' } } },
    '20 minutes before',
    `aws dynamodb describe-continuous-backups --table-name ${LIVE}`,
  ],
  [
    'a copy of the table that is too old',
    { recoveryPoints: { ...healthy.recoveryPoints, vault: point(16, 'no changes have been copied yet') } },
    'reaches only to 2026-03-01T04:44:00.000Z, 16 minutes before 2026-03-01T05:00:00.000Z (no changes have been copied yet); allowed are 15',
    'npx recover protect',
  ],
  [
    'a copy of the table that is missing',
    { recoveryPoints: { ...healthy.recoveryPoints, vault: MISSING } },
    'the copy of the table in the other region is missing',
    'npx recover protect',
  ],
  [
    'exports that are late',
    { recoveryPoints: { ...healthy.recoveryPoints, vaultExports: point(61) } },
    'the last export of the table reaches only',
    'npx recover protect',
  ],
  [
    'secrets that are not sealed',
    { recoveryPoints: { ...healthy.recoveryPoints, secrets: MISSING } },
    'the sealed copy of the secrets is missing',
    'npx recover protect',
  ],
  [
    'a replica that should be there',
    { recoveryPoints: { ...healthy.recoveryPoints, replica: MISSING } },
    'the replica of the table is missing',
    'npx recover doctor --only table',
  ],
  [
    'a vault that cannot be seen',
    { recoveryPoints: { ...healthy.recoveryPoints, vault: { problem: 'AccessDenied' } } },
    'the copy of the table in the other region cannot be seen: AccessDenied',
    'npx recover protect',
  ],
  [
    'a run that has stopped',
    { running: { value: [incident('data-corruption')] } },
    'has stopped half way',
    'npx recover resume INC-1',
  ],
  [
    'a run that goes on',
    {
      running: { value: [incident('data-corruption')] },
      lease: {
        value: {
          incident: 'INC-1',
          operator: 'alice',
          host: 'laptop',
          processId: 1,
          token: 1,
          expiresAt: '2026-03-01T05:01:00Z',
        },
      },
    },
    'is being run by alice on laptop',
    'npx recover report INC-1',
  ],
  [
    'what cannot be seen',
    { window: { problem: 'PITR is off' } },
    'window cannot be seen: PITR is off',
    'aws sts get-caller-identity',
  ],
])('%s is told with the command that ends it', (_, change, what, next) => {
  const warnings = warningsOf({ ...healthy, ...change }, settings);
  expect(warnings).toContainEqual({ what: expect.stringContaining(what), next });
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
    expect(lastDrill('/nowhere/log.jsonl')).toBeUndefined();
  });

  it('is one that recovered something: the loss of a zone needs no recovery', () => {
    const folder = mkdtempSync(join(tmpdir(), 'drills-'));
    const log = join(folder, 'log.jsonl');
    const zone = { ...drill, scenario: 'az-failure', recoveryTimeMinutes: null };
    writeFileSync(log, [drill, zone].map((one) => `${JSON.stringify(one)}\n`).join(''));
    expect(lastDrill(log)).toEqual(drill);
    expect(readDrills(log)).toEqual([drill]);
    rmSync(folder, { recursive: true });
  });

  it.each([
    ['none on record', undefined, 'no drill is on record'],
    ['one that failed', { ...drill, passed: false }, 'failed'],
    ['one of more than a quarter ago', { ...drill, time: '2025-11-01T00:00:00Z' }, '120 days ago'],
  ])('%s is a warning', (_, record, what) => {
    expect(drillWarnings(record, now)).toEqual([
      { what: expect.stringContaining(what), next: 'npm run drill' },
    ]);
  });

  it('within the quarter is none', () => {
    expect(drillWarnings(drill, now)).toEqual([]);
  });
});
