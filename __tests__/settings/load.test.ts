import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { listEnvironments, loadSettings, SettingsError } from '../../settings';
import { isPinned } from '../../settings/schema';
import { KNOWN_REGIONS } from '../../settings/regions';

const SHIPPED = join(__dirname, '..', '..', 'settings');

function problemsOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    expect(error).toBeInstanceOf(SettingsError);
    return (error as SettingsError).message;
  }
  throw new Error('the settings were accepted');
}

/** The problems of drill's settings after an edit of their text. */
function problemsAfter(edit: (text: string) => string): string {
  const directory = mkdtempSync(join(tmpdir(), 'settings-'));
  try {
    const text = readFileSync(join(SHIPPED, 'drill.json'), 'utf8');
    writeFileSync(join(directory, 'drill.json'), edit(text));
    return problemsOf(() => loadSettings({ env: { SYNCWELL_ENV: 'drill' }, directory }));
  } finally {
    rmSync(directory, { recursive: true });
  }
}

describe('what JSON lets pass', () => {
  it('a key that is there twice: the last would win without a word', () => {
    const twice = problemsAfter((text) =>
      text.replace('"required": false', '"required": true, "required": false'),
    );
    expect(twice).toContain('drill.json: approvals.required: is set twice');
  });

  it('the same key in two objects is none', () => {
    expect(loadSettings({ env: { SYNCWELL_ENV: 'drill' } }).primary.fleet.minTasks).toBe(3);
  });

  it('a webhook with a key in it', () => {
    const webhooks = (url: string) => (text: string) =>
      text.replace('"alertEmail"', `"alertWebhooks": ["${url}"], "alertEmail"`);
    expect(problemsAfter(webhooks('https://pager.example/hook?key=1'))).toContain(
      'must bear no user, password or query',
    );
    expect(problemsAfter(webhooks('http://pager.example/hook'))).toContain('alertWebhooks.0');
  });
});

describe('images', () => {
  it('may be unpinned, and the digest of nothing is no pin', () => {
    const { worker } = loadSettings({ env: { SYNCWELL_ENV: 'production' } });
    expect(isPinned(worker.imageDigest)).toBe(false);
    expect(isPinned(`sha256:${createHash('sha256').digest('hex')}`)).toBe(false);
    expect(isPinned(`sha256:${'a'.repeat(64)}`)).toBe(true);
  });
});

describe('choosing the environment', () => {
  it('ships production, staging and drill, each valid', () => {
    expect(listEnvironments()).toEqual(expect.arrayContaining(['drill', 'production', 'staging']));
    for (const environment of listEnvironments()) {
      expect(loadSettings({ env: { SYNCWELL_ENV: environment } }).environment).toBe(environment);
    }
  });

  it('keeps every environment in an account of its own, so that a drill cannot reach production', () => {
    const accounts = listEnvironments().map(
      (environment) => loadSettings({ env: { SYNCWELL_ENV: environment } }).accountId,
    );
    expect(new Set(accounts).size).toBe(accounts.length);
  });

  it('meets the objectives of the requirements in every environment', () => {
    for (const environment of listEnvironments()) {
      expect(loadSettings({ env: { SYNCWELL_ENV: environment } }).objectives).toEqual({
        recoveryTimeMinutes: 240,
        recoveryPointMinutes: 15,
      });
    }
  });

  it.each([
    [undefined, 'is not set'],
    ['', 'is not set'],
    ['prod', 'is "prod"'],
    ['../settings/drill', 'is "../settings/drill"'],
  ])('refuses SYNCWELL_ENV=%s and says what is allowed', (value, got) => {
    const message = problemsOf(() => loadSettings({ env: { SYNCWELL_ENV: value } }));
    expect(message).toContain(`SYNCWELL_ENV ${got}; allowed: drill, production, staging`);
  });
});

describe('choosing the recovery region', () => {
  const load = (region?: string) => loadSettings({ env: { SYNCWELL_ENV: 'drill', RECOVERY_REGION: region } });

  it('takes the one of the file unless told', () => {
    expect(load().recovery.region).toBe('us-west-2');
    expect(load('').recovery.region).toBe('us-west-2');
  });

  it.each(KNOWN_REGIONS.filter((region) => region !== 'us-east-1'))('takes %s', (region) => {
    expect(load(region).recovery.region).toBe(region);
    expect(load(region).configuredRecoveryRegion).toBe('us-west-2');
  });

  it('refuses the primary region', () => {
    expect(problemsOf(() => load('us-east-1'))).toMatch(
      /RECOVERY_REGION "us-east-1" is the primary region; allowed: af-south-1, /,
    );
  });

  it('refuses anything that is no region', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), (text) => {
        fc.pre(!(KNOWN_REGIONS as readonly string[]).includes(text));
        expect(problemsOf(() => load(text))).toContain('is not a known region; allowed: ');
      }),
    );
  });
});

describe('checking the file', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'settings-'));
    cpSync(join(SHIPPED, 'drill.json'), join(directory, 'drill.json'));
  });
  afterEach(() => {
    rmSync(directory, { recursive: true });
  });

  function problemsAfter(edit: (settings: any) => void): string {
    const file = join(directory, 'drill.json');
    const settings = JSON.parse(readFileSync(file, 'utf8'));
    edit(settings);
    writeFileSync(file, JSON.stringify(settings));
    return problemsOf(() => loadSettings({ env: { SYNCWELL_ENV: 'drill' }, directory }));
  }

  it.each<[string, (settings: any) => void, string]>([
    [
      'an account id that is no account id',
      (s) => (s.accountId = '42'),
      'accountId: got "42"; must be the 12 digits of an AWS account id',
    ],
    [
      'an unknown region',
      (s) => (s.primary.region = 'us-east-9'),
      'primary.region: got "us-east-9"; allowed: af-south-1, ',
    ],
    [
      'one region for both',
      (s) => (s.recovery.region = 'us-east-1'),
      'recovery.region: got "us-east-1"; must differ from primary.region',
    ],
    [
      'a public network',
      (s) => (s.primary.cidr = '172.40.0.0/16'),
      'primary.cidr: got "172.40.0.0/16"; must lie in',
    ],
    [
      'overlapping networks',
      (s) => (s.recovery.cidr = s.primary.cidr),
      'recovery.cidr: got "10.20.0.0/16"; must differ from primary.cidr',
    ],
    ['a single cache node', (s) => (s.cache.nodes = 1), 'cache.nodes: got 1; '],
    [
      'an image tag in place of a digest',
      (s) => (s.worker.imageDigest = 'latest'),
      'worker.imageDigest: got "latest"; must be sha256:',
    ],
    [
      'a replica of a table whose capacity is provisioned',
      (s) => {
        s.table.replica = true;
        s.table.billing = {
          mode: 'provisioned',
          read: { min: 1, max: 2 },
          write: { min: 1, max: 2 },
          targetUtilization: 70,
        };
      },
      'table.replica: got true; must be false while billing.mode is provisioned',
    ],
    [
      'a tag in place of the digest of the continuity agent',
      (s) => (s.continuityAgent.imageDigest = 'latest'),
      'continuityAgent.imageDigest: got "latest"; must be sha256:',
    ],
    [
      'an active table that nobody adopted',
      (s) => (s.table.primary.activeName = 'Other'),
      'table.primary.activeName: got "Other"; must be SyncWellMetadata or one of adoptedNames',
    ],
    [
      'a table that no restore made',
      (s) => (s.table.primary.adoptedNames = ['Mine']),
      'table.primary.adoptedNames.0: got "Mine"; must look like SyncWellMetadata-restored-',
    ],
    [
      'a misspelt key',
      (s) => (s.retention.vaultDay = 35),
      'retention.vaultDay: is not a known setting; remove it',
    ],
    ['a missing part', (s) => delete s.domain, 'domain: got nothing; '],
    [
      'capacity upside down',
      (s) =>
        (s.table.billing = {
          mode: 'provisioned',
          read: { min: 9, max: 5 },
          write: { min: 1, max: 2 },
          targetUtilization: 70,
        }),
      'table.billing.read.min: got 9; min must not be above max',
    ],
    [
      'a name outside the zone',
      (s) => (s.domain.api = 'api.example.org'),
      'domain.api: got "api.example.org"; must be a name inside domain.zone',
    ],
  ])('refuses %s, naming file, path, value and what is allowed', (_, edit, expected) => {
    const message = problemsAfter(edit);
    expect(message).toContain('drill.json: ');
    expect(message).toContain(expected);
  });

  it('tells every problem at once', () => {
    const message = problemsAfter((settings) => {
      settings.accountId = '42';
      settings.cache.nodes = 0;
    });
    expect(message.split('\n')).toHaveLength(2);
  });

  it('refuses a file that is not JSON', () => {
    writeFileSync(join(directory, 'drill.json'), '{');
    expect(problemsOf(() => loadSettings({ env: { SYNCWELL_ENV: 'drill' }, directory }))).toMatch(
      /drill\.json: is not JSON: /,
    );
  });
});
