import { DescribeKeyCommand, DisableKeyCommand, EnableKeyCommand } from '@aws-sdk/client-kms';
import {
  ask,
  CHECKS,
  checksAt,
  preflight,
  RUNS,
  warningsOf,
  type CheckResult,
  type Finding,
} from '../../../scripts/recovery/readiness';
import { told, type Planted } from './support/fault';
import { ReadyService } from './support/ready-service';

const AREA_OF_RUN = {
  'data-corruption': 'primary',
  'regional-outage': 'recovery',
  evacuation: 'recovery',
  failback: 'primary',
} as const;

it('every id is unique, and so is every name within a preflight', () => {
  expect(new Set(CHECKS.map(({ id }) => id)).size).toBe(CHECKS.length);
  for (const run of RUNS) {
    for (const moment of [`preflight ${run}`, `first step ${run}`] as const) {
      const printed = checksAt(moment, AREA_OF_RUN[run]).map(({ id, preflightName = id }) => preflightName);
      expect(new Set(printed).size).toBe(printed.length);
    }
  }
});

it.each(RUNS)('the preflight of %s asks checks of the model, and none of the other region', (run) => {
  const asked = checksAt(`preflight ${run}`, AREA_OF_RUN[run]);
  expect(asked.length).toBeGreaterThan(5);
  expect(asked.filter((check) => !CHECKS.includes(check))).toEqual([]);
  expect(asked.filter(({ region = AREA_OF_RUN[run] }) => region !== AREA_OF_RUN[run])).toEqual([]);
});

it('every preflight prints the names that programs know', () => {
  const printed = (run: (typeof RUNS)[number]) =>
    checksAt(`preflight ${run}`, AREA_OF_RUN[run]).map(({ id, preflightName = id }): string => preflightName);
  const common = ['account', 'role', 'audit bucket', 'lease', 'approval', 'Terraform'];
  const ofRegion = (region: string) => [
    `keys/${region}`,
    `fleet/image-${region}`,
    `traffic/domain-${region}`,
  ];
  expect(printed('data-corruption')).toEqual(
    expect.arrayContaining([
      ...common,
      ...[
        'worker role',
        'table',
        'restore window',
        'restore time',
        'target name',
        'AppConfig',
        'agreement',
        'writes',
      ],
    ]),
  );
  expect(printed('regional-outage')).toEqual(
    expect.arrayContaining([
      ...[...common, ...ofRegion('recovery'), 'traffic', 'table source', 'secrets vault', 'stack diff'],
      ...['fargate-recovery', 'networks', 'addresses', 'endpoints', 'table-reads', 'table-writes'].map(
        (quota) => `quotas/${quota}`,
      ),
    ]),
  );
  const moved = ['traffic', 'table that serves', 'stack diff'];
  expect(printed('evacuation')).toEqual(
    expect.arrayContaining([...common, ...ofRegion('recovery'), ...moved]),
  );
  expect(printed('failback')).toEqual(
    expect.arrayContaining([...common, ...ofRegion('primary'), 'quotas/fargate-primary', ...moved]),
  );
});

describe('what is asked at three moments', () => {
  let service: ReadyService;
  beforeAll(async () => {
    service = await ReadyService.start();
    await service.survey.clock.sleep(10 * 60_000);
  }, 120_000);
  afterAll(() => service.stop());

  interface Asked {
    readonly doctor: Finding | undefined;
    readonly preflight: CheckResult | undefined;
    readonly warnings: readonly string[];
  }

  async function askAll(id: string, printed: string): Promise<Asked> {
    const { survey } = service;
    const findings = await service.examine();
    const status = await ask({ ...survey, seen: new Map() }, checksAt('status'));
    const { caller, infrastructure } = survey;
    const { checks } = await preflight(survey.action, 'data-corruption', {
      connection: { caller },
      infrastructure,
      connecting: service.connecting,
    });
    return {
      doctor: findings.find((finding) => finding.id === id),
      preflight: checks.find(({ check }) => check === printed),
      warnings: warningsOf(status).map(({ what }) => what),
    };
  }

  const unusable = 'SyncWellMetadata is INACCESSIBLE_ENCRYPTION_CREDENTIALS';

  it.each<[string, string, string, () => Planted]>([
    [
      'a table whose key cannot be used',
      'table/active',
      'table',
      () =>
        told(service.survey.primary, 'dynamodb', 'DescribeTable', ({ Table, ...output }) => ({
          ...output,
          Table: { ...Table, TableStatus: 'INACCESSIBLE_ENCRYPTION_CREDENTIALS' },
        })),
    ],
    [
      'point-in-time recovery that is off',
      'backups/point-in-time',
      'restore window',
      () =>
        told(service.survey.primary, 'dynamodb', 'DescribeContinuousBackups', (output) => ({
          ...output,
          ContinuousBackupsDescription: {},
        })),
    ],
  ])('%s has one text, and stops a run', async (_, id, printed, plant) => {
    const { mend } = plant();
    const asked = await askAll(id, printed);
    mend?.();
    expect(asked.doctor?.state).toBe('failed');
    expect(asked.preflight).toEqual({
      check: printed,
      result: 'failed',
      detail: asked.doctor?.found,
      next: asked.doctor?.mend,
    });
    expect(asked.warnings.filter((what) => what.endsWith(asked.doctor?.found ?? ''))).toHaveLength(1);
    if (id === 'table/active') expect(asked.doctor?.found).toBe(unusable);
  });

  it('a key that was disabled is known to all three', async () => {
    const { kms } = service.survey.primary.clients;
    const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId: service.survey.names.keyAlias }));
    const KeyId = KeyMetadata?.KeyId ?? '';
    await kms.send(new DisableKeyCommand({ KeyId }));
    const asked = await askAll('keys/primary', 'keys/primary');
    await kms.send(new EnableKeyCommand({ KeyId }));
    expect(asked.doctor).toMatchObject({ state: 'failed', found: expect.stringContaining('is Disabled') });
    expect(asked.preflight).toMatchObject({
      result: 'failed',
      detail: asked.doctor?.found,
      next: asked.doctor?.mend,
    });
    expect(asked.warnings).toContain(`keys/primary: ${asked.doctor?.found}`);
  });
});
