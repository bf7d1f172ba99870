import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { startLocalCloud, type LocalCloud } from '../../scripts/local-cloud/local-cloud';
import { mfaCode } from '../../scripts/local-cloud/services/mfa';
import { sessionEnd, withProfile, writeProfile } from '../../scripts/recovery/aws/profile';
import { type } from '../support/service-with-operators';

/** A process of its own: where credentials lie is the SDK's business. */
const signIn = (line: string, env: Record<string, string | undefined>) => type(line, env).ended;

const OTHER = '# kept\n[default]\naws_access_key_id = alice\naws_secret_access_key = local\n';
const SESSION = {
  accessKeyId: 'a',
  secretAccessKey: 'b',
  sessionToken: 'c',
  expiresAt: '2026-03-01T12:00:00Z',
};

describe('recover sign-in', () => {
  let cloud: LocalCloud;
  let folder: string;
  let file: string;
  let env: Record<string, string | undefined>;
  beforeAll(async () => {
    cloud = await startLocalCloud({ owned: true });
  }, 120_000);
  afterAll(() => cloud.stop());
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'sign-in-'));
    file = join(folder, 'credentials');
    writeFileSync(file, OTHER, { mode: 0o644 });
    env = {
      ...cloud.clientEnvironment(),
      SYNCWELL_ENV: 'drill',
      AWS_SHARED_CREDENTIALS_FILE: file,
      AWS_CONFIG_FILE: join(folder, 'config'),
      AWS_ACCESS_KEY_ID: undefined,
      AWS_SECRET_ACCESS_KEY: undefined,
    };
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it('keeps a session of 12 hours in a profile of its own, and prints no secret', async () => {
    const { status, stdout, stderr } = await signIn(`sign-in --mfa-code ${mfaCode(Date.now())} --json`, env);
    expect({ status, stderr }).toMatchObject({ status: 0 });
    const { profile, expiresAt, next } = JSON.parse(stdout);
    expect(profile).toBe('syncwell-drill-operator');
    expect(next).toBe('export AWS_PROFILE=syncwell-drill-operator');
    expect(Date.parse(expiresAt) - Date.now()).toBeGreaterThan(11.9 * 3_600_000);
    const text = readFileSync(file, 'utf8');
    expect(text.startsWith(OTHER)).toBe(true);
    const [, secret = '', token = ''] = /secret_access_key = (\S+)\naws_session_token = (\S+)/.exec(
      text.slice(OTHER.length),
    )!;
    for (const value of [secret, token]) {
      expect(value).not.toBe('');
      expect(stdout + stderr).not.toContain(value);
    }
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(sessionEnd({ ...env, AWS_PROFILE: profile }, folder)).toBe(Date.parse(expiresAt));
  }, 60_000);

  it('is refused with a wrong code, and changes no file', async () => {
    const { status, stdout } = await signIn('sign-in --mfa-code 000000 --json', env);
    expect(status).toBe(4);
    expect(JSON.parse(stdout).error).toMatchObject({ code: 'SIGN_IN_REFUSED' });
    expect(readFileSync(file, 'utf8')).toBe(OTHER);
  }, 60_000);

  it.each([
    ['engineer', "Use an IAM user's access key"],
    ['AWSReservedSSO_Operator_0123', 'Use the permission set'],
  ])(
    'does not chain a session of %s: the reason is the hour after which it would end',
    async (role, advice) => {
      const sts = new STSClient({
        endpoint: cloud.endpoint,
        region: 'us-east-1',
        credentials: { accessKeyId: 'alice', secretAccessKey: 'local' },
      });
      const RoleArn = `arn:aws:iam::123456789012:role/${role}`;
      const { Credentials } = await sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'alice' }));
      const { stdout, status } = await signIn(`sign-in --mfa-code ${mfaCode(Date.now())} --json`, {
        ...env,
        AWS_ACCESS_KEY_ID: Credentials?.AccessKeyId,
        AWS_SECRET_ACCESS_KEY: Credentials?.SecretAccessKey,
        AWS_SESSION_TOKEN: Credentials?.SessionToken,
      });
      expect(status).toBe(3);
      const { error } = JSON.parse(stdout);
      expect(error).toMatchObject({
        code: 'SIGN_IN_CHAINED',
        message: expect.stringContaining('after one hour'),
      });
      expect(error.message).toContain(advice);
      expect(readFileSync(file, 'utf8')).toBe(OTHER);
    },
    60_000,
  );
});

describe('a profile', () => {
  it('replaces the one of its name only', () => {
    const once = withProfile(`${OTHER}\n[work]\nregion = x\n`, 'own', SESSION);
    const text = withProfile(`${once}[last]\na = b\n`, 'own', { ...SESSION, accessKeyId: 'new' });
    expect(text).toContain(`${OTHER}\n[work]\nregion = x\n[last]\na = b\n[own]\naws_access_key_id = new\n`);
    expect(text.match(/\[own\]/g)).toHaveLength(1);
  });

  it('makes the file and its folder, for their owner alone', () => {
    const folder = mkdtempSync(join(tmpdir(), 'profile-'));
    try {
      const file = join(folder, '.aws', 'credentials');
      writeProfile(file, 'own', SESSION);
      expect(existsSync(file)).toBe(true);
      expect(statSync(file).mode & 0o777).toBe(0o600);
      expect(statSync(join(folder, '.aws')).mode & 0o777).toBe(0o700);
      expect(sessionEnd({ AWS_PROFILE: 'own' }, folder)).toBe(Date.parse(SESSION.expiresAt));
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
