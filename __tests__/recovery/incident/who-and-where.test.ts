import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadSettings } from '../../../settings';
import { personOf, requireAccount } from '../../../scripts/recovery/aws/caller';
import { clockFrom } from '../../../scripts/recovery/incident/connection';
import {
  incidentsFolder,
  listIncidents,
  newestIncident,
  newIncidentId,
  readIncident,
  requireIncidentId,
} from '../../../scripts/recovery/incident/incident-folder';
import { systemClock } from '../../../scripts/engine/clock';
import { Journal } from '../../../scripts/engine/journal/journal';
import { MemoryMirror } from '../../../scripts/engine/journal/store';

describe('the person behind an ARN', () => {
  it.each([
    ['arn:aws:sts::123456789012:assumed-role/syncwell-drill-recovery-operator/alice', 'alice'],
    ['arn:aws:sts::123456789012:assumed-role/syncwell-drill-recovery-approver/alice', 'alice'],
    ['arn:aws:sts::123456789012:assumed-role/sso/bob@syncwell.example', 'bob@syncwell.example'],
    ['arn:aws:iam::123456789012:user/engineers/carol', 'carol'],
    ['arn:aws:iam::123456789012:root', 'root'],
  ])('%s is %s', (arn, person) => {
    expect(personOf(arn)).toBe(person);
  });
});

it('credentials of another account are refused, naming both', () => {
  const settings = loadSettings({ env: { SYNCWELL_ENV: 'drill' } });
  const caller = {
    arn: 'arn:aws:iam::999999999999:user/alice',
    accountId: '999999999999',
    userId: 'AIDAALICE',
    person: 'alice',
  };
  expect(() => {
    requireAccount(caller, settings);
  }).toThrow(
    expect.objectContaining({
      kind: 'precondition',
      code: 'WRONG_ACCOUNT',
      message: expect.stringMatching(/999999999999.*123456789012/),
    }),
  );
});

describe('the clock', () => {
  const SYNCWELL_CLOCK = JSON.stringify({ speed: 60, start: 1_000, wallStart: Date.now() });

  it("is the wall's unless something else is said", () => {
    expect(clockFrom({})).toEqual({ clock: systemClock, speed: 1 });
  });

  it.each(['http://127.0.0.1:4566', 'http://localhost:4566', 'http://[::1]:4566'])(
    'may be another one with %s',
    (AWS_ENDPOINT_URL) => {
      const { clock, speed } = clockFrom({ SYNCWELL_CLOCK, AWS_ENDPOINT_URL });
      expect(speed).toBe(60);
      expect(clock.now()).toBeLessThan(1_000_000);
    },
  );

  it.each([undefined, '', 'https://dynamodb.us-east-1.amazonaws.com', 'http://127.0.0.1.example.com'])(
    'may not with the endpoint %p',
    (AWS_ENDPOINT_URL) => {
      expect(() => clockFrom({ SYNCWELL_CLOCK, AWS_ENDPOINT_URL })).toThrow(
        expect.objectContaining({ kind: 'usage', code: 'CLOCK_REFUSED' }),
      );
    },
  );

  it.each(['fast', '{}', '{"speed":0,"start":0,"wallStart":0}'])('may not be %s', (given) => {
    expect(() => clockFrom({ SYNCWELL_CLOCK: given, AWS_ENDPOINT_URL: 'http://127.0.0.1:4566' })).toThrow(
      expect.objectContaining({ kind: 'usage', code: 'CLOCK_REFUSED' }),
    );
  });
});

describe('incidents on this machine', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'incidents-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it('get ids of their time, which sort by it', () => {
    const clock = { now: () => Date.parse('2026-03-01T04:15:09.999Z') };
    const id = newIncidentId(clock, () => Buffer.from([0x9f, 0x3a]));
    expect(id).toBe('INC-20260301-041509-9f3a');
    expect(requireIncidentId(id)).toBe(id);
  });

  it.each(['', 'INC', '../INC-20260301-041509-9f3a', 'INC-20260301-041509-9F3A'])('%p is no id', (text) => {
    expect(() => requireIncidentId(text)).toThrow(expect.objectContaining({ kind: 'usage' }));
  });

  it('are listed, and the newest that was declared is found', async () => {
    expect(listIncidents(join(folder, 'none'))).toEqual([]);
    expect(newestIncident(folder)).toBeUndefined();
    for (const incident of ['INC-20260301-000000-0000', 'INC-20260201-000000-0000']) {
      const path = join(folder, incident, 'journal.jsonl');
      const mirror = new MemoryMirror();
      const journal = await Journal.open({ incident, path, mirror, token: 1, clock: systemClock });
      await journal.append({ kind: 'declared', data: { incident, runbook: 'toy', operator: 'alice' } });
      await journal.close();
    }
    mkdirSync(join(folder, 'INC-20260401-000000-0000'));
    writeFileSync(join(folder, 'notes.txt'), '');
    expect(listIncidents(folder)).toEqual([
      'INC-20260201-000000-0000',
      'INC-20260301-000000-0000',
      'INC-20260401-000000-0000',
    ]);
    expect(readIncident(folder, 'INC-20260401-000000-0000')).toBeUndefined();
    expect(newestIncident(folder)?.id).toBe('INC-20260301-000000-0000');
  });

  it('are where SYNCWELL_INCIDENTS_DIRECTORY says', () => {
    expect(incidentsFolder({ SYNCWELL_INCIDENTS_DIRECTORY: folder })).toBe(folder);
    expect(incidentsFolder({})).toMatch(/incidents$/);
  });
});
