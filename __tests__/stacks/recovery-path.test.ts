import { synthStacks } from '../support/stacks';

const GLOBAL_TYPES = /^aws_(iam|route53|s3_bucket|cloudfront|organizations|acm)/;

describe.each([
  ['us-west-2', {}],
  ['eu-west-1', { RECOVERY_REGION: 'eu-west-1' }],
  ['ap-southeast-4', { RECOVERY_REGION: 'ap-southeast-4' }],
])('the recovery stack in %s', (region, env) => {
  const stacks = synthStacks({ SYNCWELL_ENV: 'drill', ...env });
  const recovery = stacks['drill-recovery']!;

  it('makes nothing that needs a global control plane', () => {
    const types = Object.keys(recovery.json.resource ?? {});
    expect(types.length).toBeGreaterThan(20);
    expect(types.filter((type) => GLOBAL_TYPES.test(type))).toEqual([]);
  });

  it('reads nothing from a global control plane or another state', () => {
    const types = Object.keys(recovery.json.data ?? {});
    expect(types.filter((type) => GLOBAL_TYPES.test(type) || type === 'terraform_remote_state')).toEqual([]);
  });

  it('names the primary region nowhere', () => {
    expect(JSON.stringify(recovery.json)).not.toContain('us-east-1');
  });

  it('has one provider, in its own region, and asks that region who it is', () => {
    expect(recovery.json.provider.aws).toEqual([
      expect.objectContaining({ region, sts_region: region, allowed_account_ids: ['123456789012'] }),
    ]);
  });

  it('keeps its state in its own region, with the native lock', () => {
    expect(recovery.json.terraform.backend.s3).toMatchObject({
      bucket: `syncwell-drill-state-123456789012-${region}`,
      region,
      encrypt: true,
      use_lockfile: true,
    });
  });
});

describe('a region that only RECOVERY_REGION names', () => {
  it('gets a bootstrap of its own and leaves the common one as it is', () => {
    const usual = synthStacks();
    const elsewhere = synthStacks({ SYNCWELL_ENV: 'drill', RECOVERY_REGION: 'eu-west-1' });
    expect(elsewhere['drill-bootstrap']!.json).toEqual(usual['drill-bootstrap']!.json);
    expect(elsewhere['drill-bootstrap-eu-west-1']!.only('aws_s3_bucket').bucket).toBe(
      'syncwell-drill-state-123456789012-eu-west-1',
    );
    expect(Object.keys(usual)).not.toContain('drill-bootstrap-eu-west-1');
  });
});

describe('the primary stack', () => {
  it('holds no global resource either, being the same class', () => {
    const types = Object.keys(synthStacks()['drill-primary']!.json.resource ?? {});
    expect(types.filter((type) => GLOBAL_TYPES.test(type))).toEqual([]);
  });
});
