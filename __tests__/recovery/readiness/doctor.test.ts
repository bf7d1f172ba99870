import { performance } from 'node:perf_hooks';
import { recoveryOperatorRole } from '../../../modules/access/operator';
import { readSettings } from '../../../modules/access/reading';
import type { Statement } from '../../../modules/access/statement';
import { recover } from '../../support/service-with-operators';
import {
  ask,
  checksAt,
  verdictOf,
  type Finding,
  type RegionSurvey,
} from '../../../scripts/recovery/readiness';
import { refused } from './support/fault';
import { ReadyService, type Change } from './support/ready-service';

const CHECKS = checksAt('doctor');
/** Seconds on the wall. */
const ALLOWED = 30;

let service: ReadyService;
beforeAll(async () => {
  service = await ReadyService.start();
  await service.survey.clock.sleep(10 * 60_000);
}, 120_000);
afterAll(() => service.stop());

function byId(findings: readonly Finding[], id: string): Finding | undefined {
  return findings.find((finding) => finding.id === id);
}

describe('what cannot be seen', () => {
  it.each([
    ['AccessDeniedException', 'aws sts get-caller-identity'],
    ['NotImplemented', 'npx recover doctor --only keys'],
    ['InternalFailure', 'npx recover doctor --only keys'],
  ])('%s makes a check unknown, with the reason, and never ok', async (name, command) => {
    const { mend } = refused(service.survey.primary, 'kms', 'DescribeKey', name);
    const findings = await service.examine();
    mend?.();
    const found = expect.stringContaining(`${name}: planted`);
    expect(byId(findings, 'keys/primary')).toMatchObject({ state: 'unknown', found, mend: command });
    expect(byId(findings, 'keys/recovery')).toMatchObject({ state: 'ok' });
  });

  it('is not ready when it is critical, and the verdict says how much, and why', async () => {
    const mends = [
      refused(service.survey.primary, 'kms', 'DescribeKey', 'AccessDeniedException'),
      refused(service.survey.recovery, 'kms', 'DescribeKey', 'InternalFailure'),
      refused(service.survey.recovery, 'ecr', 'DescribeImages', 'InternalFailure'),
    ];
    const findings = await service.examine();
    for (const { mend } of mends) mend?.();
    expect(verdictOf(findings)).toEqual({
      ready: false,
      lines: [
        'NOT READY: 3 critical checks could not be answered: InternalFailure (2), AccessDeniedException (1)',
      ],
    });
  });

  it('may be what is merely slower: that does not make it not ready', async () => {
    const { mend } = refused(service.survey.primary, 'cache', 'DescribeReplicationGroups', 'InternalFailure');
    const findings = await service.examine();
    mend?.();
    expect(byId(findings, 'fleet/cache')).toMatchObject({ state: 'unknown', severity: 'major' });
    expect(verdictOf(findings).ready).toBe(true);
  });

  describe('because only the operator may do it', () => {
    const arn = 'arn:aws:sts::123456789012:assumed-role/syncwell-drill-ci-plan/GitHubActions';
    const denied = async (change: Change): Promise<Finding[]> => {
      const { primary, recovery } = service.survey;
      const mends = [
        refused(primary, 'sts', 'AssumeRole', 'AccessDenied'),
        refused(primary, 'dynamodb', 'Scan', 'AccessDeniedException'),
        refused(primary, 'audit', 'PutObject', 'AccessDenied'),
        refused(primary, 'audit', 'GetObject', 'AccessDenied'),
        refused(recovery, 's3', 'GetObject', 'AccessDenied'),
      ];
      const findings = await service.examine(change);
      for (const { mend } of mends) mend?.();
      return findings;
    };
    const ids = (findings: readonly Finding[], wanted: Finding['state']) =>
      findings.filter(({ state }) => state === wanted).map(({ id }) => id);

    it('is operator-only to others, told in a line of its own, and no reason to call it not ready', async () => {
      const findings = await denied({ caller: { ...service.survey.caller, arn } });
      expect(ids(findings, 'unknown')).toEqual([]);
      expect(ids(findings, 'operator-only')).toEqual(
        // Without an incident there is no journal that could be denied, and nothing to ask of a replica that nobody wants.
        CHECKS.flatMap(({ id, operatorOnly }) =>
          operatorOnly && !['state/no-incident', 'table/replica'].includes(id) ? [id] : [],
        ),
      );
      expect(verdictOf(findings)).toEqual({
        ready: true,
        lines: [
          'ready: no critical check failed or went unanswered',
          'not answered here: 10 checks are for the operator alone, 7 of them critical',
        ],
      });
    });

    it('is what the operator must be able to see', async () => {
      const findings = await denied({});
      expect(ids(findings, 'operator-only')).toEqual([]);
      expect(verdictOf(findings).ready).toBe(false);
    });

    it('is unknown to others too when it is not denied, but nobody answers', async () => {
      const { mend } = refused(service.survey.recovery, 's3', 'GetObject', 'TimeoutError');
      const findings = await service.examine({ caller: { ...service.survey.caller, arn } });
      mend?.();
      expect(byId(findings, 'vault/table')).toMatchObject({
        state: 'unknown',
        unseenBecause: 'TimeoutError',
      });
      expect(verdictOf(findings).ready).toBe(false);
    });

    it('is all that CI has no right to: every other check makes calls that read-settings allows', async () => {
      const { primary, recovery, names } = service.survey;
      const made = recordCalls([primary, recovery]);
      await ask(
        { ...service.survey, seen: new Map() },
        CHECKS.filter(({ operatorOnly }) => operatorOnly !== true),
      );
      expect([...made()].filter((call) => !isAllowed(call, readSettings(names)))).toEqual([]);
    });
  });

  it.each(['refuse', 'hang'] as const)(
    'is told in time when the recovery region is dark (%s)',
    async (mode) => {
      await service.cloud.setRegion('us-west-2', mode);
      const began = performance.now();
      const findings = await service.examineAsCommand();
      const seconds = (performance.now() - began) / 1000;
      await service.cloud.setRegion('us-west-2', 'up');
      expect(seconds).toBeLessThan(ALLOWED);
      for (const id of ['keys/recovery', 'fleet/image-recovery', 'buckets/exports-locked']) {
        expect(byId(findings, id)).toMatchObject({ state: 'unknown' });
      }
      for (const id of ['keys/primary', 'table/active', 'runtime/pointer']) {
        expect(byId(findings, id)).toMatchObject({ state: 'ok' });
      }
      expect(verdictOf(findings)).toMatchObject({
        ready: false,
        lines: [expect.stringMatching(/^NOT READY: \d\d critical checks could not be answered: \w+ \(\d+\)/)],
      });
    },
  );
});

describe('the checks', () => {
  it('are at least 40, each with a severity, a mend and an id of its own', () => {
    expect(CHECKS.length).toBeGreaterThanOrEqual(40);
    expect(new Set(CHECKS.map(({ id }) => id)).size).toBe(CHECKS.length);
    for (const check of CHECKS) expect(check.mend(service.survey)).not.toBe('');
  });

  it('change nothing, and make only calls that the operator may make', async () => {
    const made = recordCalls([service.survey.primary, service.survey.recovery]);
    await service.examine();
    const { names } = service.survey;
    const allowed = [...readSettings(names), ...recoveryOperatorRole(names, []).statements];
    const calls = [...made()];
    expect(calls.length).toBeGreaterThan(40);
    expect(calls.filter((call) => !isAllowed(call, allowed))).toEqual([]);
    const reading = /:(Get|List|Describe|Scan|AssumeRole|StartConfigurationSession)/;
    // Writes nothing: on a condition that never holds.
    expect(calls.filter((call) => !reading.test(call))).toEqual(['s3:PutObject']);
  });
});

describe('recover doctor', () => {
  const doctor = (options: string, env: Record<string, string | undefined> = {}) =>
    recover(`doctor ${options}`, {
      ...service.cloud.clientEnvironment(process.env),
      SYNCWELL_ENV: 'drill',
      SYNCWELL_SETTINGS_DIRECTORY: undefined,
      ...env,
    });

  it('makes every check in time and prints the findings as JSON', async () => {
    const began = performance.now();
    const { status, stdout } = await doctor('--json');
    expect((performance.now() - began) / 1000).toBeLessThan(ALLOWED);
    const { ready, findings, counted } = JSON.parse(stdout);
    expect({ status, ready }).toEqual({ status: 0, ready: true });
    expect(findings.map(({ id }: Finding) => id)).toEqual(CHECKS.map(({ id }) => id));
    const sum = Object.values(counted as Record<string, number>).reduce((all, one) => all + one, 0);
    expect(sum).toBe(CHECKS.length);
  });

  it('makes the checks of one area', async () => {
    const { stdout } = await doctor('--json --only keys');
    const { findings } = JSON.parse(stdout);
    expect(findings.map(({ area }: Finding) => area)).toEqual(['keys', 'keys', 'keys', 'keys']);
  });

  it('names the areas there are, with status 2, when asked for another', async () => {
    const { status, stderr } = await doctor('--only weather');
    expect(status).toBe(2);
    expect(stderr).toContain('access, keys, table');
  });

  it('ends with 4 and the command when a critical check fails', async () => {
    const { status, stdout } = await doctor('--only quotas --json', { RECOVERY_REGION: 'eu-west-1' });
    expect(status).toBe(0);
    expect(JSON.parse(stdout).ready).toBe(true);
    const keys = await doctor('--only keys', { RECOVERY_REGION: 'eu-west-1' });
    expect(keys.status).toBe(4);
    expect(keys.stdout).toMatch(/NOT READY: 1 critical check failed/);
    expect(keys.stdout.replaceAll(/[│\s]+/g, ' ')).toContain('npx cdktf deploy drill-foundation-recovery');
  });

  it('ends with 4 when a critical check cannot be answered: a region that is dark is not ready', async () => {
    await service.cloud.setRegion('us-east-1', 'refuse');
    const [{ status, stdout }, forPrograms] = await Promise.all([
      doctor('--only keys'),
      doctor('--only keys --json'),
    ]);
    await service.cloud.setRegion('us-east-1', 'up');
    expect(status).toBe(4);
    expect(stdout).toMatch(/NOT READY: 1 critical check could not be answered: \w+ \(1\)/);
    expect(forPrograms.status).toBe(4);
    expect(JSON.parse(forPrograms.stdout)).toMatchObject({
      ready: false,
      counted: { failed: 0, unknown: 2 },
    });
  });
});

function isAllowed(call: string, statements: readonly Statement[]): boolean {
  return statements
    .filter(({ Effect }) => Effect === 'Allow')
    .flatMap(({ Action }) => Action)
    .some((action) => new RegExp(`^${action.replaceAll('*', '.*')}$`).test(call));
}

/** IAM's name of a service, by the name of our client. */
const SERVICES: Readonly<Record<string, string>> = {
  appconfigdata: 'appconfig',
  audit: 's3',
  autoscaling: 'application-autoscaling',
  cache: 'elasticache',
  queues: 'sqs',
  quotas: 'servicequotas',
  secrets: 'secretsmanager',
  topics: 'sns',
};

/** Actions that are called otherwise than the operation that needs them (S3 user guide, "Required permissions"). */
const ACTIONS: Readonly<Record<string, string>> = {
  's3:HeadBucket': 's3:ListBucket',
  's3:ListObjectsV2': 's3:ListBucket',
  's3:GetBucketEncryption': 's3:GetEncryptionConfiguration',
  's3:GetObjectLockConfiguration': 's3:GetBucketObjectLockConfiguration',
  's3:GetPublicAccessBlock': 's3:GetBucketPublicAccessBlock',
};

/** Every call from now on, as IAM calls it. */
function recordCalls(sites: readonly RegionSurvey[]): () => ReadonlySet<string> {
  const made = new Set<string>();
  for (const { clients } of sites) {
    for (const [name, client] of Object.entries(clients)) {
      const stack = (client as { middlewareStack?: any }).middlewareStack;
      stack?.add(
        (next: any, { commandName }: { commandName: string }) =>
          (args: any) => {
            const call = `${SERVICES[name] ?? name}:${commandName.replace(/Command$/, '')}`;
            made.add(ACTIONS[call] ?? call);
            return next(args);
          },
        { step: 'initialize', name: 'recorded', override: true },
      );
    }
  }
  return () => made;
}
