import type { Region } from '../../settings';
import { portableFingerprint, secretNameOf, type TableState } from '../../scripts/drill/item';
import { judgeCredentials } from '../../scripts/drill/proof/credentials';
import { proveKept, proveRebuilt, type RebuiltProps } from '../../scripts/drill/proof/rebuilt-items';
import { proveRequests } from '../../scripts/drill/proof/requests';
import { proveSettingsElsewhere } from '../../scripts/drill/proof/settings-elsewhere';
import { darken, OUTAGES, stagesOf } from '../../scripts/drill/outage/dark';
import { measureOutage } from '../../scripts/drill/outage/measure';
import { Tokens } from '../../scripts/drill/tokens';
import { Ledger } from '../../scripts/drill/worker/ledger';
import { namesFor } from '../../settings';
import { createHash } from 'node:crypto';

const MINUTE = 60_000;
const TABLE = 'SyncWellMetadata';
const AWAY = 'SyncWellMetadata-restored-2026-01-31';

type Written = readonly [minute: number, key: string, image: string | null, operation?: string];

function ledgerOf(table: string, ...writes: readonly Written[]): Ledger {
  const ledger = new Ledger();
  for (const [minute, key, image, operation = 'x'] of writes) {
    ledger.record({ time: minute * MINUTE, table, operation, key, image, good: true, epoch: 1 });
  }
  return ledger;
}

/** Item `a` was written at 1, 5 and 11, `b` at 2, `c` at 3 and deleted at 6; the restore point is 10, the loss 14. */
function rebuilt(items: Record<string, string>, change: Partial<RebuiltProps> = {}): RebuiltProps {
  return {
    home: ledgerOf(
      TABLE,
      [1, 'a', 'a1'],
      [2, 'b', 'b1'],
      [3, 'c', 'c1'],
      [5, 'a', 'a2'],
      [6, 'c', null],
      [11, 'a', 'a3'],
    ),
    brought: new Map(Object.entries(items)),
    restorePoint: 10 * MINUTE,
    mark: 9 * MINUTE,
    lost: 14 * MINUTE,
    ...change,
  };
}

const failing = (findings: readonly { readonly id: string; readonly holds: boolean }[]): string[] =>
  findings.filter(({ holds }) => !holds).map(({ id }) => id);

describe('the proof of a rebuilt table', () => {
  it('holds for the items as they were at the restore point', () => {
    expect(failing(proveRebuilt(rebuilt({ a: 'a2', b: 'b1' })))).toEqual([]);
  });

  it('holds for an item that the copy of the changes had further', () => {
    expect(failing(proveRebuilt(rebuilt({ a: 'a3', b: 'b1' })))).toEqual([]);
  });

  it.each([
    ['an item that is missing', { a: 'a2' }],
    ['an item that is older than the restore point', { a: 'a1', b: 'b1' }],
    ['an item that had been deleted', { a: 'a2', b: 'b1', c: 'c1' }],
  ])('sees %s', (_, items) => {
    expect(failing(proveRebuilt(rebuilt(items)))).toEqual(['nothing-before-the-mark-lost']);
  });

  it.each([
    ['an item that nobody ever wrote', { a: 'a2', b: 'b1', d: 'd1' }],
    ['an item that was never like that', { a: 'a2', b: 'b2' }],
  ])('sees %s', (_, items) => {
    expect(failing(proveRebuilt(rebuilt(items)))).toEqual(['nothing-invented']);
  });

  it('sees a restore point that is behind the mark of the vault, or after the loss', () => {
    const items = { a: 'a2', b: 'b1' };
    expect(failing(proveRebuilt(rebuilt(items, { mark: 10.5 * MINUTE })))).toEqual(['mark']);
    expect(failing(proveRebuilt(rebuilt({ a: 'a3', b: 'b1' }, { restorePoint: 15 * MINUTE })))).toEqual([
      'mark',
    ]);
  });
});

describe('the proof of a failback', () => {
  const brought: TableState = new Map([
    ['a', 'a1'],
    ['b', 'b1'],
  ]);
  const away = ledgerOf(AWAY, [30, 'a', 'a2'], [31, 'c', 'c1'], [32, 'b', null]);
  const back = ledgerOf(AWAY, [60, 'a', 'a3']);
  const proven = (atHome: Record<string, string>, elsewhere = { a: 'a2', c: 'c1' }): string[] =>
    failing(
      proveKept({
        brought,
        away: { ledger: away, table: AWAY, state: new Map(Object.entries(elsewhere)) },
        back: { ledger: back, table: AWAY, state: new Map(Object.entries(atHome)) },
      }),
    );

  it('holds when everything that was written away is at home, and what was deleted is not', () => {
    expect(proven({ a: 'a3', c: 'c1' })).toEqual([]);
  });

  it.each([
    ['a write of the recovery region that was lost', { a: 'a3' }],
    ['a write after the failback that was lost', { a: 'a2', c: 'c1' }],
    ['an item that came back', { a: 'a3', b: 'b1', c: 'c1' }],
  ])('sees %s', (_, atHome) => {
    expect(proven(atHome)).toEqual(['items-back']);
  });

  it('sees a change in the recovery region that no user made', () => {
    expect(proven({ a: 'a3', c: 'c1' }, { a: 'a2', c: 'late' })).toEqual(['items-away']);
  });
});

describe('what a drill of a lost region measures', () => {
  const objectives = { recoveryTimeMinutes: 240, recoveryPointMinutes: 15 };
  const measured = (away: readonly Written[], restorePoint = 10, items = { a: 'a2', b: 'b1' }) => {
    const { home, brought, lost } = rebuilt(items);
    return measureOutage({
      ledgers: { home, away: ledgerOf(AWAY, ...away), back: ledgerOf(AWAY, [100, 'a', 'a9']) },
      lost,
      restorePoint: restorePoint * MINUTE,
      brought,
      objectives,
    });
  };
  const served: Written = [54, 'a', 'a5', 'schedule next sync'];

  it('takes the recovery time to the first job of a user that was done as a whole', () => {
    expect(measured([[50, 'a', 'a4', 'lock job'], served])).toMatchObject({
      recoveryTimeMinutes: 40,
      recoveryTimeMet: true,
    });
  });

  it('misses the recovery time when nobody was served again', () => {
    expect(measured([[50, 'a', 'a4', 'lock job']])).toMatchObject({
      recoveryTimeMinutes: null,
      recoveryTimeMet: false,
    });
  });

  it('takes the recovery point from the restore point that was claimed', () => {
    expect(measured([served])).toMatchObject({ recoveryPointMinutes: 4, recoveryPointMet: true });
  });

  it('believes the probe rather than the claim when an older write is missing', () => {
    expect(measured([served], 14, { a: 'a3' } as never)).toMatchObject({
      recoveryPointMinutes: 12,
      writesLost: 1,
      oldestLossMinutes: 12,
    });
  });

  it('counts what was kept and lost, and how long the failback refused writes', () => {
    expect(measured([served])).toMatchObject({
      writesKept: 5,
      writesLost: 1,
      newestLossMinutes: 3,
      writesAway: 1,
      failbackOutageMinutes: 46,
      writesBack: 1,
    });
  });
});

describe('the proof of the credentials', () => {
  const tokens = new Tokens();
  const arn = (owner: string, region = 'us-west-2'): string =>
    `arn:aws:secretsmanager:${region}:123456789012:secret:syncwell/drill/${owner}-AbCdEf`;
  const digestOf = (owner: string): string =>
    createHash('sha256').update(tokens.secretOf(owner)).digest('base64url');
  const proven = (connections: { owner: string; arn: string | undefined }[], digests: [string, string][]) =>
    judgeCredentials({ connections, digests: new Map(digests), region: 'us-west-2', tokens });

  it('holds when every connection leads to its own token', () => {
    expect(proven([{ owner: 'u1-c1', arn: arn('u1-c1') }], [[arn('u1-c1'), digestOf('u1-c1')]]).holds).toBe(
      true,
    );
  });

  it.each([
    ['a secret that is not there', { owner: 'u1-c1', arn: arn('u1-c2') }, '1 dangling: u1-c1'],
    ['a connection without one', { owner: 'u1-c1', arn: undefined }, '1 dangling: u1-c1'],
    [
      'a secret of the lost region',
      { owner: 'u1-c1', arn: arn('u1-c1', 'us-east-1') },
      '1 in another region: u1-c1',
    ],
    [
      "another connection's token",
      { owner: 'u2-c1', arn: arn('u1-c1') },
      '1 with a token that is not the newest: u2-c1',
    ],
  ])('sees %s', (_, connection, evidence) => {
    const { holds, evidence: found } = proven([connection], [[arn('u1-c1'), digestOf('u1-c1')]]);
    expect(holds).toBe(false);
    expect(found).toContain(evidence);
  });

  it('sees a token that was renewed since', () => {
    const old = digestOf('u3-c1');
    tokens.refresh('u3-c1');
    expect(proven([{ owner: 'u3-c1', arn: arn('u3-c1') }], [[arn('u3-c1'), old]]).holds).toBe(false);
    expect(tokens.accepts('u3-c1', tokens.secretOf('u3-c1'))).toBe(true);
  });
});

describe("the proof from the cloud's log", () => {
  const call = (service: string, operation: string, region = 'us-west-2') => ({ service, operation, region });
  const proven = (...requests: ReturnType<typeof call>[]): string[] =>
    failing(
      proveRequests({
        requests: [call('dynamodb', 'PutItem'), ...requests],
        lost: 'us-east-1',
        recovery: 'us-west-2',
      }),
    );

  it('holds for calls to the recovery region', () => {
    expect(proven(call('s3', 'PutObject'), call('s3', 'GetBucketPolicy'))).toEqual([]);
  });

  it.each([
    ['a call to the lost region', call('sts', 'GetCallerIdentity', 'us-east-1'), 'lost-region-not-asked'],
    ['a call to a third region', call('s3', 'GetObject', 'eu-west-1'), 'lost-region-not-asked'],
    ['a call to IAM', call('iam', 'GetRole'), 'no-global-control-plane'],
    ['a record changed', call('route53', 'POST /2013-04-01/hostedzone/Z1/rrset'), 'no-global-control-plane'],
    ['a bucket made', call('s3', 'CreateBucket'), 'no-bucket-made'],
    ['a bucket configured', call('s3', 'PutBucketPolicy'), 'no-bucket-made'],
  ])('sees %s', (_, request, id) => {
    expect(proven(request)).toEqual([id]);
  });
});

describe('the proof of the settings in another region', () => {
  const names = namesFor({ environment: 'drill', accountId: '123456789012' });
  const placed = (region: Region, table: string, keyArn = `arn:aws:kms:${region}:1:key/k-${region}`) => ({
    region,
    table,
    keyArn: `arn:aws:kms:${region}:1:key/k-${region}`,
    settings: {
      encryption: ['KMS', keyArn],
      policy: { Resource: names.tableArn(region, table) },
      tags: { owner: 'x', [names.generationTag]: table },
    },
  });
  const before = placed('us-east-1', TABLE);

  it('holds when everything but place and generation is the same', () => {
    expect(proveSettingsElsewhere({ names, before, after: placed('us-west-2', AWAY) }).holds).toBe(true);
  });

  it("sees a table that is encrypted under another region's key", () => {
    const after = placed('us-west-2', AWAY, before.keyArn);
    expect(proveSettingsElsewhere({ names, before, after })).toMatchObject({
      holds: false,
      evidence: 'different: encryption',
    });
  });
});

describe('an item that moved to another region', () => {
  const arn = (region: string, suffix: string): string =>
    `arn:aws:secretsmanager:${region}:123456789012:secret:syncwell/drill/users/u1/connections/c1/token-${suffix}`;
  const item = (credential: string) => ({ PK: { S: 'USER#u1' }, CredentialArn: { S: credential } });

  it('has the same portable fingerprint', () => {
    expect(portableFingerprint(item(arn('us-east-1', 'AbCdEf')))).toBe(
      portableFingerprint(item(arn('us-west-2', 'GhIjKl'))),
    );
  });

  it("has another one with another connection's secret", () => {
    const other = arn('us-west-2', 'GhIjKl').replace('/c1/', '/c2/');
    expect(portableFingerprint(item(other))).not.toBe(portableFingerprint(item(arn('us-west-2', 'GhIjKl'))));
    expect(secretNameOf(other)).toBe('syncwell/drill/users/u1/connections/c2/token');
  });
});

describe('an outage', () => {
  it.each(OUTAGES)('%s begins at once', (outage) => {
    expect(stagesOf(outage)[0]?.after).toBe(0);
  });

  it('that worsens passes through every way in which a region can be lost', async () => {
    const modes: string[] = [];
    const ended = new AbortController();
    const slept: number[] = [];
    await darken({
      cloud: { setRegion: (_, mode) => Promise.resolve(void modes.push(mode)) },
      clock: { sleep: (milliseconds) => Promise.resolve(void slept.push(milliseconds)) },
      region: 'us-east-1',
      outage: 'worsening',
      signal: ended.signal,
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(modes).toEqual(['data-plane-only', 'hang', 'refuse']);
    expect(slept.reduce((sum, milliseconds) => sum + milliseconds)).toBe(stagesOf('worsening').at(-1)?.after);
  });
});
