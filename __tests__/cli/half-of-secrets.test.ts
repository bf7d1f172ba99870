import { halfOf } from '../../scripts/cli/commands/secrets/work';
import { loadSettings } from '../../settings';

const settings = loadSettings({ env: { SYNCWELL_ENV: 'drill' } });
const moved = { ...settings, serving: 'recovery' as const };
const option = '--from';

describe('the half whose secrets a command works on', () => {
  it('is the one that serves, wherever that is', () => {
    expect(halfOf(settings, { option })).toBe('primary');
    expect(halfOf(moved, { option })).toBe('recovery');
  });

  it('is the usual one of a command that works on the other half', () => {
    expect(halfOf(settings, { option, usual: 'recovery' })).toBe('recovery');
  });

  it('is the one that the operator names, by its region before its role', () => {
    expect(halfOf(moved, { option, role: 'primary' })).toBe('primary');
    expect(halfOf(moved, { option, region: settings.primary.region, role: 'recovery' })).toBe('primary');
    expect(() => halfOf(moved, { option, region: 'eu-west-1' })).toThrow('--from "eu-west-1"');
  });
});
