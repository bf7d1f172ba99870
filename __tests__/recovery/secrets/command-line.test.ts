import { CreateAliasCommand, CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectLockConfigurationCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import {
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  ReplicateSecretToRegionsCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { startLocalCloud, type LocalCloud } from '../../../scripts/local-cloud/local-cloud';
import { loadSettings, namesFor } from '../../../settings';

const PROJECT_ROOT = join(__dirname, '..', '..', '..');
const settings = loadSettings({ env: { SYNCWELL_ENV: 'drill' } });
const names = namesFor(settings);
const SOURCE = 'us-east-1';
const RECOVERED = 'us-west-2';
const Bucket = names.bucket('secrets', RECOVERED);
/** In every value; nobody but Secrets Manager may show it. */
const CANARY = `canary${randomBytes(12).toString('hex')}`;
const user = (index: number) => names.userSecret(`u${index}`, 'c1');

let cloud: LocalCloud;
let folder: string;
let s3: S3Client;
let source: SecretsManagerClient;
let recovered: SecretsManagerClient;
/** Whatever a command said, and how it was called. */
const heard: string[] = [];

beforeAll(async () => {
  cloud = await startLocalCloud({ owned: true });
  folder = mkdtempSync(join(tmpdir(), 'secrets-cli-'));
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const config = (region: string) => ({ region, endpoint: cloud.endpoint, credentials });
  s3 = new S3Client({ ...config(RECOVERED), forcePathStyle: true });
  source = new SecretsManagerClient(config(SOURCE));
  recovered = new SecretsManagerClient(config(RECOVERED));
  const kms = new KMSClient(config(RECOVERED));
  const { KeyMetadata } = await kms.send(new CreateKeyCommand({}));
  await kms.send(new CreateAliasCommand({ AliasName: names.keyAlias, TargetKeyId: KeyMetadata?.KeyId }));
  kms.destroy();
  await s3.send(
    new CreateBucketCommand({
      Bucket,
      ObjectLockEnabledForBucket: true,
      CreateBucketConfiguration: { LocationConstraint: RECOVERED },
    }),
  );
  await s3.send(
    new PutObjectLockConfigurationCommand({
      Bucket,
      ObjectLockConfiguration: {
        ObjectLockEnabled: 'Enabled',
        Rule: { DefaultRetention: { Mode: 'GOVERNANCE', Days: 35 } },
      },
    }),
  );
  for (let index = 0; index < 25; index += 1) {
    await source.send(new CreateSecretCommand({ Name: user(index), SecretString: `${CANARY}-${index}` }));
  }
  await source.send(new PutSecretValueCommand({ SecretId: user(0), SecretString: `${CANARY}-renewed` }));
  await source.send(new CreateSecretCommand({ Name: names.providerSecret('fitbit') }));
}, 180_000);
afterAll(async () => {
  for (const client of [s3, source, recovered]) client.destroy();
  await cloud.stop();
  rmSync(folder, { recursive: true });
});

async function recover(...args: string[]): Promise<{ status: number | null; out: string; error: string }> {
  const command = [join(PROJECT_ROOT, 'bin', 'recover.js'), 'secrets', ...args, '--env', 'drill'];
  const child = spawn(process.execPath, command, {
    cwd: PROJECT_ROOT,
    env: { ...process.env, ...cloud.clientEnvironment(), SYNCWELL_INCIDENTS_DIRECTORY: folder },
  });
  const cmdline = readFileSync(`/proc/${child.pid}/cmdline`, 'utf8');
  let [out, error] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (error += chunk.toString()));
  const status = await new Promise<number | null>((resolve) => child.once('close', resolve));
  heard.push(cmdline, out, error);
  return { status, out, error };
}

const json = ({ out }: { out: string }) => JSON.parse(out) as Record<string, unknown>;

async function vaultContents(): Promise<Buffer[]> {
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket }));
  return Promise.all(
    Contents.map(async ({ Key }) => {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
      return Buffer.from((await Body?.transformToByteArray()) ?? []);
    }),
  );
}

describe('recover secrets, as programs against the local cloud', () => {
  it('refuses to restore from an empty vault, and names the command that fills it', async () => {
    const { status, error } = await recover('restore');
    expect(status).toBe(4);
    expect(error).toContain(`next: node bin/recover.js secrets backup --region ${SOURCE} --env drill`);
  });

  it('seals, twice at once, what there is', async () => {
    expect(json(await recover('backup', '--no-table', '--dry-run', '--json'))).toMatchObject({
      toSeal: 25,
      empty: 1,
    });
    const both = await Promise.all([
      recover('backup', '--no-table', '--json'),
      recover('backup', '--no-table', '--json'),
    ]);
    expect(both).toEqual([expect.objectContaining({ status: 0 }), expect.objectContaining({ status: 0 })]);
    expect(both.map(json)).toEqual([
      expect.objectContaining({ round: 1, secrets: 25 }),
      expect.objectContaining({ round: 1, secrets: 25 }),
    ]);
  });

  it('restores into the recovery region when the source is dark: deleted names, replicas and empty containers too', async () => {
    await recovered.send(new CreateSecretCommand({ Name: user(1), SecretString: `${CANARY}-old` }));
    await recovered.send(new DeleteSecretCommand({ SecretId: user(1) }));
    await recovered.send(new CreateSecretCommand({ Name: user(2) }));
    await recovered.send(new CreateSecretCommand({ Name: user(3), SecretString: `${CANARY}-other` }));
    const replicas = { SecretId: user(4), AddReplicaRegions: [{ Region: RECOVERED }] };
    await source.send(new ReplicateSecretToRegionsCommand(replicas));
    await source.send(new PutSecretValueCommand({ SecretId: user(4), SecretString: `${CANARY}-wrong` }));
    await cloud.setRegion(SOURCE, 'refuse');
    const before = (await cloud.requests({ region: SOURCE })).length;
    expect(json(await recover('restore', '--json'))).toMatchObject({
      counts: { created: 22, written: 1, kept: 2 },
      kept: [user(3), user(4)],
    });
    expect((await recover('verify')).status).toBe(5);
    expect(json(await recover('restore', '--overwrite', '--json'))).toMatchObject({
      counts: { written: 2 },
      kept: [],
    });
    expect(await recover('verify', '--json')).toMatchObject({ status: 0 });
    expect(await recover('verify', '--vault')).toMatchObject({ status: 0 });
    const { SecretString } = await recovered.send(new GetSecretValueCommand({ SecretId: user(0) }));
    expect(SecretString).toBe(`${CANARY}-renewed`);
    const { PrimaryRegion } = await recovered.send(new DescribeSecretCommand({ SecretId: user(4) }));
    expect(PrimaryRegion).toBeUndefined();
    expect(await cloud.requests({ region: SOURCE })).toHaveLength(before);
  });

  it('restores again what was changed and deleted since, whatever the last restore has noted', async () => {
    await recovered.send(new PutSecretValueCommand({ SecretId: user(5), SecretString: `${CANARY}-corrupt` }));
    await recovered.send(new DeleteSecretCommand({ SecretId: user(6), ForceDeleteWithoutRecovery: true }));
    expect((await recover('verify')).status).toBe(5);
    expect(json(await recover('restore', '--overwrite', '--json'))).toMatchObject({
      before: 0,
      proven: 25,
      counts: { created: 1, written: 1, found: 23, kept: 0 },
    });
    expect(await recover('verify', '--json')).toMatchObject({ status: 0 });
  });

  it('shows no value anywhere: not in output, arguments, files or objects', async () => {
    const files = readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'));
    const objects = (await vaultContents()).flatMap((bytes) => [
      bytes.toString('latin1'),
      bytes[0] === 0x1f ? gunzipSync(bytes).toString('latin1') : '',
    ]);
    expect(files.length).toBeGreaterThan(0);
    expect(objects.length).toBeGreaterThan(8);
    expect(heard.length).toBeGreaterThan(20);
    for (const text of [...heard, ...files, ...objects]) expect(text).not.toContain(CANARY);
  });
});
