import { recover } from '../../support/service-with-operators';

/** Nobody answers there: an estimate from flags asks nobody. */
const NOWHERE = {
  SYNCWELL_ENV: 'production',
  SYNCWELL_SETTINGS_DIRECTORY: undefined,
  AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
  AWS_ACCESS_KEY_ID: undefined,
  AWS_SECRET_ACCESS_KEY: undefined,
};

describe('recover estimate', () => {
  it('needs no AWS with --users, and ends with 4 when an objective would be missed', async () => {
    const { status, stdout } = await recover('estimate --users 1000000 --json', NOWHERE);
    expect(status).toBe(4);
    expect(JSON.parse(stdout)).toMatchObject({
      environment: 'production',
      holds: false,
      sizes: { users: { likely: 1_000_000 } },
    });
  });

  it('ends with 0 when they are likely to be met, and shows steps, path, objectives and assumptions', async () => {
    const { status, stdout } = await recover('estimate --items 6000 --secrets 1800', NOWHERE);
    expect(status).toBe(0);
    for (const word of ['restore *', 'critical path', 'recoveryTimeMinutes 240', 'aws-facts.md, 1.19']) {
      expect(stdout).toContain(word);
    }
    expect(stdout).toContain('the objectives are likely to be met');
  });

  it('refuses what is no number', async () => {
    const { status, stderr } = await recover('estimate --users many', NOWHERE);
    expect(status).toBe(2);
    expect(stderr).toContain('--users "many": give a whole number from 1');
  });
});
