import { drillDataCorruption } from '../../../scripts/drill/corruption/drill';
import type { CorruptionResult } from '../../../scripts/drill/corruption/result';
import { loadSettings } from '../../../settings';

/** Milliseconds. Terraform waits for most of it, on a busy machine longer. */
const LONGEST = 15 * 60_000;

describe('a small drill of corrupted data, in a region deployed by the real cdktf and Terraform,', () => {
  let drill: CorruptionResult;
  beforeAll(async () => {
    drill = await drillDataCorruption({
      settings: loadSettings({ env: { SYNCWELL_ENV: 'drill' } }),
      env: process.env,
      users: 50,
      seed: 1,
      progress: () => undefined,
    });
  }, LONGEST);

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

  it('loses no right write', () => {
    expect(drill.measured.goodWritesLost).toBe(0);
    expect(drill.measured.goodWritesKept).toBeGreaterThan(0);
    expect(drill.measured.badWritesRemoved).toBeGreaterThan(0);
  });
});
