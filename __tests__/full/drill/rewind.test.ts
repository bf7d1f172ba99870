import { drillDataCorruption } from '../../../scripts/drill/corruption/drill';
import { loadSettings } from '../../../settings';

it(
  'a drill of corrupted data that is rewound in the live table proves every claim, meets the objectives and loses no right write',
  async () => {
    const drill = await drillDataCorruption({
      settings: loadSettings({ env: { SYNCWELL_ENV: 'drill' } }),
      env: process.env,
      strategy: 'rewind',
      users: 300,
      seed: 2,
      progress: () => undefined,
    });
    expect(drill.findings.filter(({ holds }) => !holds)).toEqual([]);
    expect(drill.measured).toMatchObject({
      recoveryTimeMet: true,
      recoveryPointMet: true,
      goodWritesLost: 0,
    });
    expect(drill.measured.badWritesRemoved).toBeGreaterThan(0);
    expect(drill.passed).toBe(true);
  },
  20 * 60_000,
);
