import { CreateTableCommand } from '@aws-sdk/client-dynamodb';
import { CreateAliasCommand, CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PointerDocument } from '../../settings/runtime-documents';
import { isoSecond } from '../../scripts/engine/clock';
import { recover, startService, type, type Service } from '../support/service-with-operators';

type Env = Record<string, string | undefined>;

let service: Service;
let alice: Env;
let bob: Env;
beforeAll(async () => {
  service = await startService();
  alice = await service.signIn('alice');
  bob = await service.signIn('bob');
  await Promise.all(['us-east-1', 'us-west-2'].map(makeKey));
  await makePlainTable('SyncWellMetadata-restored-2026-01-31');
  // A past to go back to.
  await service.clock.sleep(10 * 60_000);
}, 180_000);
afterAll(() => service.close());

function ago(minutes: number): string {
  return isoSecond(service.clock.now() - minutes * 60_000);
}

/** Calls that change anything of the service, or write a line of a journal. */
async function changes(): Promise<number> {
  const requests = await service.cloud.requests();
  return requests.filter(({ operation }) =>
    /^(Put|Update|Delete|Create|Start(?!ConfigurationSession)|Stop|Restore|Tag|Register)/.test(operation),
  ).length;
}

async function makePlainTable(TableName: string): Promise<void> {
  await service.clients.dynamodb.send(
    new CreateTableCommand({
      TableName,
      KeySchema: [{ AttributeName: 'PK', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'PK', AttributeType: 'S' }],
      BillingMode: 'PAY_PER_REQUEST',
    }),
  );
}

/** Readiness asks for the key of each region, by its alias. */
async function makeKey(region: string): Promise<void> {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const kms = new KMSClient({ region, endpoint: service.cloud.endpoint, credentials });
  const { KeyMetadata } = await kms.send(new CreateKeyCommand({}));
  const AliasName = service.target.names.keyAlias;
  await kms.send(new CreateAliasCommand({ AliasName, TargetKeyId: KeyMetadata?.KeyId }));
  kms.destroy();
}

async function livePointer(): Promise<PointerDocument> {
  return JSON.parse((await recover('status --json', alice)).stdout).pointer.value;
}

describe('before anything changes', () => {
  const run = 'run data-corruption --no-plan';

  it('status says that all is well, in words and as JSON', async () => {
    const { status, stdout } = await recover('status', alice);
    expect(status).toBe(0);
    expect(stdout).toContain('live table (AppConfig): SyncWellMetadata, epoch 1');
    expect(stdout).toContain('recoveries: none under way; lease: free');
    const json = JSON.parse((await recover('status --json', alice)).stdout);
    expect(json.pointer.value).toMatchObject({ tableName: 'SyncWellMetadata', writesEnabled: true });
    // Nobody drilled or copied anything here.
    const expected = ['npm run drill', 'node bin/recover.js protect --env drill'];
    expect(json.warnings.filter(({ next }: { next: string }) => !expected.includes(next))).toEqual([]);
  });

  it('preflight makes every check, and says what would stop a run', async () => {
    const before = await changes();
    const good = JSON.parse(
      (await recover(`preflight data-corruption --restore-to ${ago(2)} --json`, alice)).stdout,
    );
    expect(good).toMatchObject({ ready: true });
    const { status, stdout } = await recover(
      'preflight data-corruption --restore-to 2020-01-01T00:00:00Z --json',
      alice,
    );
    expect(status).toBe(4);
    const failed = JSON.parse(stdout).checks.filter(({ result }: { result: string }) => result === 'failed');
    expect(failed).toEqual([
      { check: 'restore time', result: 'failed', detail: expect.any(String), next: expect.any(String) },
    ]);
    // The write that cannot succeed, once a preflight.
    expect((await changes()) - before).toBe(2);
  });

  it('a dry run plans every step and changes nothing', async () => {
    const before = await changes();
    const { status, stdout } = await recover(`${run} --restore-to ${ago(2)} --dry-run --json`, alice);
    expect(status).toBe(0);
    const { steps } = JSON.parse(stdout);
    expect(steps.map(({ step }: { step: string }) => step)).toEqual(
      expect.arrayContaining(['survey', 'halt-writes', 'restore', 'validate', 'repoint', 'resume-writes']),
    );
    expect(steps.find(({ step }: { step: string }) => step === 'halt-writes').state).toBe('to do');
    expect(await changes()).toBe(before);
  });

  it.each<[string, () => string, number, string]>([
    ['a restore time in the future', () => `${run} --restore-to ${ago(-60)}`, 2, 'RESTORE_TIME_IN_FUTURE'],
    ['one before the history', () => `${run} --restore-to 2020-01-01T00:00:00Z`, 2, 'RESTORE_TIME_TOO_OLD'],
    [
      'a table that is not there',
      () => `${run} --restore-to ${ago(2)} --table SyncWellMetadata-x`,
      4,
      'TABLE_MISSING',
    ],
    [
      'a name that is taken',
      () => `${run} --restore-to ${ago(2)} --target SyncWellMetadata-restored-2026-01-31`,
      3,
      'TARGET_NAME_TAKEN',
    ],
    ['no acknowledgement', () => `${run} --restore-to ${ago(2)}`, 3, 'DATA_LOSS_NOT_ACCEPTED'],
    [
      'an acknowledgement of another window',
      () => `${run} --restore-to ${ago(2)} --accept-data-loss ${ago(3)}/${ago(-60)}`,
      3,
      'DATA_LOSS_NOT_ACCEPTED',
    ],
    [
      'an acknowledgement that ends before now',
      () => `${run} --restore-to ${ago(2)} --accept-data-loss ${ago(2)}/${ago(1)}`,
      3,
      'DATA_LOSS_NOT_ACCEPTED',
    ],
    ['an unknown incident', () => 'resume INC-20260301-000000-0000', 4, 'INCIDENT_UNKNOWN'],
    ['an unknown incident to approve', () => 'approve INC-20260301-000000-0000 --yes', 4, 'INCIDENT_UNKNOWN'],
    ['nothing to resume', () => 'resume-writes', 4, 'NOTHING_TO_UNDO'],
    ['no repoint to undo', () => 'repoint --undo', 4, 'NOTHING_TO_UNDO'],
  ])('%s is refused', async (_, line, expected, code) => {
    const { status, stdout } = await recover(`${line()} --json`, alice);
    expect(JSON.parse(stdout)).toMatchObject({ error: { code, next: expect.any(String) } });
    expect(status).toBe(expected);
  });

  it('credentials of another account are refused', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'settings-'));
    cpSync(service.settingsDirectory, directory, { recursive: true });
    const file = join(directory, 'drill.json');
    writeFileSync(file, readFileSync(file, 'utf8').replace('123456789012', '210987654321'));
    const { status, stderr } = await recover(`${run} --restore-to ${ago(2)}`, {
      ...alice,
      SYNCWELL_SETTINGS_DIRECTORY: directory,
    });
    rmSync(directory, { recursive: true });
    expect(status).toBe(4);
    expect(stderr).toMatch(/account 123456789012 .* account 210987654321/);
  });

  it('settings that are wrong are refused', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'settings-'));
    writeFileSync(join(directory, 'drill.json'), '{"accountId": 1}');
    const { status, stderr } = await recover('status', { ...alice, SYNCWELL_SETTINGS_DIRECTORY: directory });
    rmSync(directory, { recursive: true });
    expect(status).toBe(2);
    expect(stderr).toContain('accountId: got 1');
  });

  it('a table without point-in-time recovery is refused', async () => {
    await makePlainTable('SyncWellMetadata-plain');
    const { status, stdout } = await recover(
      `${run} --restore-to ${ago(2)} --table SyncWellMetadata-plain --json`,
      alice,
    );
    expect(JSON.parse(stdout).error.code).toBe('PITR_OFF');
    expect(status).toBe(4);
  });

  it('and nothing was written down by any of this', async () => {
    expect(existsSync(alice.SYNCWELL_INCIDENTS_DIRECTORY!)).toBe(false);
    const written = (await service.cloud.requests({ service: 's3' })).filter(
      ({ operation, status }) => operation === 'PutObject' && status === 200,
    );
    expect(written).toEqual([]);
  });
});

describe('halt-writes', () => {
  it('is proven, told by status, and taken back to the letter by resume-writes', async () => {
    const halted = JSON.parse((await recover('halt-writes --json', alice)).stdout);
    expect(halted).toMatchObject({
      runbook: 'halt-writes',
      state: 'completed',
      next: 'node bin/recover.js status --env drill',
    });
    expect(halted.report).toHaveLength(3);
    const { stdout } = await recover('status', bob);
    expect(stdout).toContain('DENIES WRITES');
    expect(stdout).toContain('next: node bin/recover.js resume-writes --env drill');
    expect((await recover('resume-writes --dry-run', bob)).stdout).toContain('would undo: halt-writes');
    const resumed = JSON.parse((await recover('resume-writes --json', bob)).stdout);
    expect(resumed).toMatchObject({ incident: halted.incident, state: 'aborted', undone: ['halt-writes'] });
    expect((await recover('status', alice)).stdout).toContain('policy of the table: no fence');
  }, 120_000);
});

describe('run data-corruption', () => {
  it('stops in order by Ctrl-C, refuses a second copy, goes on from another machine, and ends well', async () => {
    const restoreTo = ago(2);
    const refused = await recover(
      `run data-corruption --no-plan --restore-to ${restoreTo} --users-to-verify 2`,
      alice,
    );
    expect(refused.status).toBe(3);
    const next = /next: node bin\/recover\.js (.*)/.exec(refused.stderr)?.[1] ?? '';
    expect(next).toContain(`--restore-to ${restoreTo} --accept-data-loss ${restoreTo}/`);

    // At this speed, half an hour of the cloud's is over before a busy machine has started a process.
    const first = type(next.replace(/(--accept-data-loss [^/]+\/)\S+/, `$1${ago(-180)}`), alice);
    const incident = await first.says(/incident (INC-[0-9a-f-]+);/);
    await first.says(/restore: restoring/);
    const second = await recover(`resume ${incident} --json`, bob);
    expect(second.status).toBe(3);
    expect(JSON.parse(second.stdout).error).toMatchObject({ code: 'LEASE_HELD' });
    first.kill('SIGINT');
    const stopped = await first.ended;
    expect(stopped.status).toBe(130);
    expect(stopped.stderr).toContain(`next: node bin/recover.js resume ${incident} --env drill`);

    const status = await recover('status', bob);
    expect(status.stdout).toContain(`${incident} (data-corruption)`);
    expect(status.stdout).toContain(`next: node bin/recover.js resume ${incident} --env drill`);
    const other = await recover('resume-writes --json', bob);
    expect(JSON.parse(other.stdout).error).toMatchObject({ code: 'BELONGS_TO_RECOVERY' });

    const resumed = await recover(`resume ${incident} --json`, bob);
    expect(resumed.status).toBe(0);
    const outcome = JSON.parse(resumed.stdout);
    expect(outcome).toMatchObject({ incident, runbook: 'data-corruption', state: 'completed' });
    expect(new Set(outcome.steps.map(({ state }: { state: string }) => state))).toEqual(new Set(['done']));
    const after = JSON.parse((await recover('status --json', alice)).stdout);
    expect(after.pointer.value).toMatchObject({ epoch: 2, writesEnabled: true, incidentId: incident });
    expect(after.pointer.value.tableName).toMatch(/^SyncWellMetadata-restored-/);
    expect(after.settingsTable.value).toBe(after.pointer.value.tableName);

    expect((await recover(`resume ${incident}`, alice)).status).toBe(0);
    const abort = await recover(`abort ${incident} --json`, alice);
    expect(abort.status).toBe(3);
    expect(JSON.parse(abort.stdout).error.code).toBe('INCIDENT_COMPLETED');
  }, 240_000);

  it('ends a second Ctrl-C on the spot, and bears it', async () => {
    const halt = type('halt-writes', alice);
    const incident = await halt.says(/incident (INC-[0-9a-f-]+);/);
    await halt.says(/survey: Write down/);
    halt.kill('SIGINT');
    halt.kill('SIGINT');
    await halt.ended;
    expect((await recover(`resume ${incident}`, alice)).status).toBe(0);
    expect((await recover('resume-writes', alice)).status).toBe(0);
  }, 120_000);

  it('leaves data that validate finds good', async () => {
    const { status, stdout } = await recover('validate --json', alice);
    expect(status).toBe(0);
    expect(JSON.parse(stdout).badTotal).toBe(0);
  });
});

describe('restore and repoint', () => {
  it('make a table beside the live one, point to it, and back', async () => {
    const restored = JSON.parse((await recover('restore --restore-to latest --json', alice)).stdout);
    expect(restored).toMatchObject({ runbook: 'restore', state: 'completed' });
    const { evidence } = restored.steps.find(({ step }: { step: string }) => step === 'restore');
    const before = await livePointer();

    const moved = await recover(`repoint --table ${evidence.target} --json`, alice);
    expect(moved.status).toBe(0);
    const there = await livePointer();
    expect(there).toMatchObject({ tableName: evidence.target, epoch: before.epoch + 1, writesEnabled: true });

    expect((await recover('repoint --undo', bob)).status).toBe(0);
    const back = await livePointer();
    expect(back).toMatchObject({ tableName: before.tableName, epoch: before.epoch + 2, writesEnabled: true });
  }, 240_000);
});
