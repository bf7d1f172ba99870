import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  CreateTableCommand,
  DynamoDBClient,
  UpdateContinuousBackupsCommand,
  UpdateContributorInsightsCommand,
  UpdateTimeToLiveCommand,
  type KeySchemaElement,
} from '@aws-sdk/client-dynamodb';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { loadSettings, namesFor } from '../../../settings';
import { SPEED } from '../../../scripts/drill/local-drill';
import { Phases } from '../../../scripts/drill/phases';
import type { CorruptionResult } from '../../../scripts/drill/corruption/result';
import { populate } from '../../../scripts/drill/population';
import { runDrill } from '../../../scripts/drill/corruption/run-drill';
import { deployLocally, type LocalDeployment } from '../../../scripts/local-deploy/deploy';
import type { LocalEnvironment } from '../../../scripts/local-deploy/environment';
import { checksAt } from '../../../scripts/recovery/readiness';
import { examineAsOperator, type Examined } from './support/doctor';

const MINUTES = 60_000;
const RESTORED = 'SyncWellMetadata-restored-2026-01-31';

const settings = loadSettings({ env: { SYNCWELL_ENV: 'drill' } });
const names = namesFor(settings);

describe('the whole environment on a local cloud, with the real cdktf and Terraform', () => {
  let deployment: LocalDeployment;
  let examined: Examined;
  let drill: CorruptionResult;

  beforeAll(async () => {
    deployment = await deployLocally({
      settings,
      env: process.env,
      speed: SPEED,
      progress: () => undefined,
      // One deployment serves all proofs: this one takes minutes.
      inPeacetime: async (environment) => {
        const { cloud, env } = environment;
        examined = await examineAsOperator({ endpoint: cloud.endpoint, settings, env });
        drill = await rehearse(environment);
      },
    });
  }, 15 * MINUTES);

  afterAll(async () => {
    await (deployment as LocalDeployment | undefined)?.environment.close();
  });

  it('deploys every stack, and a second plan says no changes, recovery while the primary region is dark', () => {
    const plans = deployment.stacks.map(({ stack, secondPlan }) => [stack, secondPlan]);
    expect(Object.fromEntries(plans)).toEqual({
      'drill-bootstrap': 'no changes',
      'drill-identity': 'no changes',
      'drill-foundation-primary': 'no changes',
      'drill-foundation-recovery': 'no changes',
      'drill-primary': 'no changes',
      'drill-traffic': 'no changes',
      'drill-recovery': 'no changes',
    });
  });

  describe('recover doctor, before that, and before any round of the agent,', () => {
    const found = (wanted: (finding: Examined['findings'][number]) => boolean) =>
      Object.fromEntries(
        examined.findings.filter(wanted).map(({ id, state, found: said }) => [id, [state, said]]),
      );

    it('makes all of its checks, more than 40, in less than half a minute', () => {
      expect(examined.findings.map(({ id }) => id)).toEqual(checksAt('doctor').map(({ id }) => id));
      expect(examined.findings.length).toBeGreaterThanOrEqual(40);
      expect(examined.seconds).toBeLessThan(30);
    });

    it('calls it not ready, for nothing was ever copied into the vault', () => {
      expect(examined).toMatchObject({ status: 4, ready: false });
      expect(found(({ area }) => area === 'vault')).toEqual({
        'vault/table': ['failed', 'nothing was ever copied'],
        'vault/chain': ['failed', 'no export is complete yet'],
        'vault/locked': ['failed', 'no export is complete yet'],
        'vault/settings': ['failed', 'they are not'],
        'vault/secrets': ['failed', 'nothing was ever sealed'],
      });
    });

    it('leaves no critical check unanswered, and finds keys, table and pointer as the stacks made them', () => {
      const critical = examined.findings.filter(({ severity }) => severity === 'critical');
      expect(critical.filter(({ state }) => state === 'unknown' || state === 'operator-only')).toEqual([]);
      expect(
        critical.filter(({ area, state }) => ['keys', 'table', 'runtime'].includes(area) && state !== 'ok'),
      ).toEqual([]);
    });
  });

  describe('a drill of corrupted data, before that,', () => {
    it('proves every claim about the service that was recovered', () => {
      expect(drill.findings.filter(({ holds }) => !holds)).toEqual([]);
      expect(drill.findings.map(({ id }) => id)).toEqual([
        'pointer',
        'restore-point',
        'sources-agree',
        'items',
        'no-bad-value',
        'items-since',
        'old-table-untouched',
        'settings',
        'alarms',
        'next-deploy',
        'late-writer',
        'service',
        'no-secret',
      ]);
    });

    it('meets the objectives, as a worker felt it', () => {
      expect(drill.measured).toMatchObject({ recoveryTimeMet: true, recoveryPointMet: true });
    });

    it('had something to lose, and lost no right write: good ones around bad ones, and users at work', () => {
      const { goodWritesKept, goodWritesSalvaged, badWritesRemoved, writesSinceRecovery, reads } =
        drill.measured;
      expect(drill.measured.goodWritesLost).toBe(0);
      for (const count of [
        goodWritesKept,
        goodWritesSalvaged,
        badWritesRemoved,
        writesSinceRecovery,
        reads.answered,
      ])
        expect(count).toBeGreaterThan(0);
    });
  });

  describe('the gateway saw, since the primary region was lost,', () => {
    const sinceDark = async () => deployment.environment.cloud.requests({ since: deployment.darkSince });

    it('calls to the recovery region', async () => {
      const regions = new Set((await sinceDark()).map(({ region }) => region));
      expect([...regions]).toEqual(['us-west-2']);
    });

    it('no call to IAM, Route 53 or anything else that is global', async () => {
      const services = new Set((await sinceDark()).map(({ service }) => service));
      expect(services.size).toBeGreaterThan(10);
      for (const service of ['iam', 'route53', 'cloudfront', 'organizations'])
        expect(services).not.toContain(service);
    });

    it('no bucket being made', async () => {
      const operations = (await sinceDark())
        .filter(({ service }) => service === 's3')
        .map(({ operation }) => operation);
      expect(operations).toContain('PutObject');
      expect(operations).not.toContain('CreateBucket');
    });
  });

  it(
    'is valid Terraform, every stack',
    async () => {
      for (const { stack } of deployment.stacks) {
        const { stdout } = await deployment.environment.workspace.terraform(stack, ['validate', '-json']);
        expect(JSON.parse(stdout)).toMatchObject({ valid: true, error_count: 0 });
      }
    },
    3 * MINUTES,
  );

  describe('after the live table moved', () => {
    const client = { region: 'us-west-2', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };
    const recovery = names.stack('recovery');

    beforeAll(async () => {
      const endpoint = deployment.environment.cloud.endpoint;
      await makeRestoredTable(new DynamoDBClient({ ...client, endpoint }));
      await new SSMClient({ ...client, endpoint }).send(
        new PutParameterCommand({ Name: names.liveTableParameter, Value: RESTORED, Overwrite: true }),
      );
    }, MINUTES);

    it(
      'a deploy from stale settings is refused when it is planned',
      async () => {
        const { status, output } = await deployment.environment.workspace.terraform(
          recovery,
          ['plan', '-input=false', '-no-color'],
          [0, 1],
        );
        expect(status).toBe(1);
        expect(output).toContain(`the live table is ${RESTORED}`);
        expect(output).toContain('settings/drill.json');
      },
      3 * MINUTES,
    );

    it(
      'adopting the restored table imports it, and destroys and replaces nothing',
      async () => {
        adoptInSettings(deployment.environment.settingsDirectory);
        await deployment.environment.synth();
        const { changes } = await deployment.environment.workspace.plan(recovery);
        const imports = changes.filter(({ imported }) => imported).map(({ address }) => address);
        expect(imports.map((address) => address.split('.')[0]).sort()).toEqual([
          ...Array.from({ length: 3 }, () => 'aws_dynamodb_contributor_insights'),
          'aws_dynamodb_table',
        ]);
        for (const address of imports) expect(address).toContain(RESTORED);
        expect(
          changes.filter(({ actions }) => actions.includes('delete') || actions.includes('forget')),
        ).toEqual([]);
      },
      3 * MINUTES,
    );
  });

  it('leaves no secret value in any synthesized file, plan or state', () => {
    const files = filesBelow(deployment.environment.workspace.directory).filter((file) =>
      /\.(json|tfstate)$/.test(file),
    );
    expect(files.length).toBeGreaterThan(7);
    for (const file of files) {
      expect(readFileSync(file, 'utf8')).not.toMatch(
        /"(auth_token|secret_string|secret_binary|password)": ?"[^"]/,
      );
    }
  });
});

/** A table as a restore leaves it once its settings were put back. */
async function makeRestoredTable(dynamodb: DynamoDBClient): Promise<void> {
  await dynamodb.send(
    new CreateTableCommand({
      TableName: RESTORED,
      BillingMode: 'PAY_PER_REQUEST',
      DeletionProtectionEnabled: true,
      AttributeDefinitions: ['PK', 'SK', 'ReAuthStatus', 'SyncTierShardId', 'NextSyncTimestamp'].map(
        (name) => ({ AttributeName: name, AttributeType: 'S' }),
      ),
      KeySchema: keys('PK', 'SK'),
      GlobalSecondaryIndexes: [
        { IndexName: names.reauthIndex, KeySchema: keys('ReAuthStatus', 'PK') },
        { IndexName: names.scheduleIndex, KeySchema: keys('SyncTierShardId', 'NextSyncTimestamp') },
      ].map((index) => ({ ...index, Projection: { ProjectionType: 'ALL' as const } })),
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
    }),
  );
  await dynamodb.send(
    new UpdateContinuousBackupsCommand({
      TableName: RESTORED,
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true, RecoveryPeriodInDays: 35 },
    }),
  );
  await dynamodb.send(
    new UpdateTimeToLiveCommand({
      TableName: RESTORED,
      TimeToLiveSpecification: { Enabled: true, AttributeName: 'ttl' },
    }),
  );
  for (const index of [{}, { IndexName: names.reauthIndex }, { IndexName: names.scheduleIndex }]) {
    await dynamodb.send(
      new UpdateContributorInsightsCommand({
        TableName: RESTORED,
        ...index,
        ContributorInsightsAction: 'ENABLE',
      }),
    );
  }
}

function keys(hash: string, range: string): KeySchemaElement[] {
  return [
    { AttributeName: hash, KeyType: 'HASH' },
    { AttributeName: range, KeyType: 'RANGE' },
  ];
}

/** Names the restored table in the settings, as the tool does after a repoint. */
function adoptInSettings(directory: string): void {
  const file = join(directory, 'drill.json');
  const content = JSON.parse(readFileSync(file, 'utf8'));
  content.table.recovery = { activeName: RESTORED, adoptedNames: [RESTORED] };
  writeFileSync(file, JSON.stringify(content));
}

async function rehearse(environment: LocalEnvironment): Promise<CorruptionResult> {
  const progress = (): void => undefined;
  const props = { users: 300, seed: 1, phases: new Phases(progress), progress };
  return runDrill(environment, await populate(environment, props), props);
}

function filesBelow(directory: string): string[] {
  return readdirSync(directory, { recursive: true, encoding: 'utf8', withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.parentPath.includes('.terraform'))
    .map((entry) => join(entry.parentPath, entry.name));
}
