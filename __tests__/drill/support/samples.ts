import type { CorruptionResult } from '../../../scripts/drill/corruption/result';
import type { OutageResult } from '../../../scripts/drill/outage/result';
import { experimentCommands, OPEN_CLAIMS } from '../../../scripts/drill/zone/open-claims';
import type { AzFailureResult } from '../../../scripts/drill/zone/result';
import { namesFor } from '../../../settings';

const COMMON = {
  startedAt: '2026-01-01T00:00:00.000Z',
  wallSeconds: 251.4,
  speed: 30,
  users: 100,
  seed: 1,
  phases: [
    { name: 'deploy', seconds: 61.04 },
    { name: 'prove', seconds: 9.96 },
  ],
} as const;

const CLAIMS = [
  { id: 'items', claim: 'every item is there', holds: true, evidence: '700 items' },
  { id: 'settings', claim: 'no | is misread', holds: false, evidence: 'a|b differs' },
];

export const CORRUPTION_RESULT: CorruptionResult = {
  ...COMMON,
  scenario: 'data-corruption',
  strategy: 'restore',
  items: 700,
  secrets: 250,
  incident: 'inc-1',
  restorePoint: '2026-01-01T00:10:00.000Z',
  restoredTable: 'SyncWellMetadata-restored-2026-01-01',
  objectives: { recoveryTimeMinutes: 240, recoveryPointMinutes: 15 },
  measured: {
    recoveryTimeMinutes: 31.64,
    outageMinutes: null,
    recoveryPointMinutes: 6.81,
    recoveryTimeMet: true,
    recoveryPointMet: true,
    goodWritesKept: 500,
    goodWritesSalvaged: 40,
    goodWritesWaiting: 3,
    goodWritesLost: 2,
    badWritesRemoved: 9,
    writesSinceRecovery: 70,
    refusedWrites: { halted: 5, denied: 4, failed: 1 },
    reads: { answered: 900, failed: 0 },
    lastWriteKept: '2026-01-01T00:09:59.000Z',
    lastWriteLost: null,
  },
  findings: CLAIMS,
  steps: [
    { id: 'halt-writes', minutes: 1.25, startedAfter: 0.5 },
    { id: 'restore', minutes: null, startedAfter: 2 },
  ],
  passed: false,
};

export const OUTAGE_RESULT: OutageResult = {
  ...COMMON,
  scenario: 'regional-outage',
  outage: 'worsening',
  stages: ['slow', 'down'],
  items: 700,
  secrets: 250,
  rounds: 3,
  lostAt: '2026-01-01T00:30:00.000Z',
  restorePoint: '2026-01-01T00:27:00.000Z',
  rebuild: {
    incident: 'inc-2',
    table: 'SyncWellMetadata-away',
    steps: [{ id: 'survey', minutes: 2, startedAfter: 0.04 }],
  },
  failback: {
    incident: 'inc-3',
    table: 'SyncWellMetadata-home',
    steps: [{ id: 'resume-writes', minutes: null, startedAfter: null }],
  },
  objectives: { recoveryTimeMinutes: 240, recoveryPointMinutes: 15 },
  measured: {
    recoveryTimeMinutes: null,
    recoveryPointMinutes: 16.26,
    recoveryTimeMet: false,
    recoveryPointMet: false,
    writesKept: 400,
    writesLost: 12,
    newestLossMinutes: 0.21,
    oldestLossMinutes: null,
    writesAway: 60,
    failbackOutageMinutes: 44.26,
    writesBack: 30,
  },
  findings: CLAIMS,
  passed: false,
};

export const ZONE_RESULT: AzFailureResult = {
  ...COMMON,
  scenario: 'az-failure',
  zones: ['us-east-1a', 'us-east-1b', 'us-east-1c'],
  objectives: null,
  measured: null,
  findings: CLAIMS,
  designed: CLAIMS.slice(0, 1),
  seen: CLAIMS.slice(1),
  open: {
    claims: OPEN_CLAIMS,
    commands: experimentCommands({
      names: namesFor({ environment: 'drill', accountId: '123456789012' }),
      region: 'us-east-1',
    }),
  },
  passed: false,
};
