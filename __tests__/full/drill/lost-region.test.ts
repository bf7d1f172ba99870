import { drillRegionalOutage } from '../../../scripts/drill/outage/drill';
import { loadSettings } from '../../../settings';

it(
  'a drill of a lost region proves every claim and meets the objectives, there and back',
  async () => {
    const drill = await drillRegionalOutage({
      settings: loadSettings({ env: { SYNCWELL_ENV: 'drill' } }),
      env: process.env,
      users: 100,
      secrets: 250,
      seed: 1,
      outage: 'worsening',
      progress: () => undefined,
    });
    expect(drill.findings.filter(({ holds }) => !holds)).toEqual([]);
    expect(drill.measured).toMatchObject({ recoveryTimeMet: true, recoveryPointMet: true });
    expect(drill.passed).toBe(true);
  },
  25 * 60_000,
);
