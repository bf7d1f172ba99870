import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { Traffic } from '../../modules/traffic';
import { SwitchBucket } from '../../modules/traffic/switch-bucket';
import { namesFor } from '../../settings';
import { parsePolicy, synthModule } from '../support/synth';

const names = namesFor({ environment: 'drill', accountId: '123456789012' });

describe('traffic', () => {
  const synthesized = synthModule((stack) => {
    const provider = (alias: string, region: string) => new AwsProvider(stack, alias, { alias, region });
    new Traffic(stack, 'traffic', {
      names,
      recoveryRegion: 'us-west-2',
      domainName: 'api.syncwell.example',
      zoneName: 'syncwell.example',
      primaryProvider: provider('primary', 'us-east-1'),
      recoveryProvider: provider('recovery', 'us-west-2'),
    });
  });
  const check = synthesized.only('aws_route53_health_check');
  const [checkAddress] = Object.keys(synthesized.json.resource!.aws_route53_health_check!);
  const records = Object.fromEntries(
    synthesized.resources('aws_route53_record').map((record) => [record.set_identifier, record]),
  );

  it('looks for the switch in the recovery region', () => {
    expect(check).toMatchObject({
      type: 'HTTPS',
      fqdn: 'syncwell-drill-switch-123456789012-us-west-2.s3.us-west-2.amazonaws.com',
      resource_path: '/failover/serve-from-recovery',
      enable_sni: true,
    });
  });

  it('is inverted: losing sight of the recovery region fails nothing over', () => {
    expect(check.invert_healthcheck).toBe(true);
  });

  it('switches after half a minute, and not back for a shorter hitch', () => {
    expect(check.request_interval * check.failure_threshold).toBe(30);
    expect(check.failure_threshold).toBeGreaterThan(1);
  });

  it('answers with the primary while the check is healthy, else with the recovery region', () => {
    expect(records.primary).toMatchObject({
      name: 'api.syncwell.example',
      type: 'A',
      failover_routing_policy: { type: 'PRIMARY' },
      health_check_id: `\${aws_route53_health_check.${checkAddress}.id}`,
    });
    expect(records.recovery).toMatchObject({
      name: 'api.syncwell.example',
      type: 'A',
      failover_routing_policy: { type: 'SECONDARY' },
    });
    expect(records.recovery).not.toHaveProperty('health_check_id');
  });

  it('lets the switch alone decide', () => {
    expect(records.primary!.alias.evaluate_target_health).toBe(false);
    expect(records.recovery!.alias.evaluate_target_health).toBe(false);
  });

  it.each(['primary', 'recovery'])(
    'reads where the domain name of the %s region points from that region',
    (role) => {
      const address = /data\.aws_ssm_parameter\.([\w-]+)\.insecure_value/;
      const { alias } = records[role]!;
      const parameters = [alias.name, alias.zone_id].map(
        (reference: string) => synthesized.json.data!.aws_ssm_parameter[address.exec(reference)![1]!],
      );
      expect(parameters).toEqual([
        expect.objectContaining({ name: names.apiDomainTargetParameter, provider: `aws.${role}` }),
        expect.objectContaining({ name: names.apiDomainZoneParameter, provider: `aws.${role}` }),
      ]);
    },
  );
});

describe('switch bucket', () => {
  const synthesized = synthModule(
    (stack) => new SwitchBucket(stack, 'switch', { names, region: 'us-west-2' }),
  );
  const arn = 'arn:aws:s3:::syncwell-drill-switch-123456789012-us-west-2';
  const { Statement: statements } = parsePolicy(synthesized.only('aws_s3_bucket_policy').policy);

  it('shows the public exactly one object, and no list', () => {
    expect(statements.filter(({ Effect }) => Effect === 'Allow')).toEqual([
      expect.objectContaining({
        Principal: '*',
        Action: 's3:GetObject',
        Resource: `${arn}/failover/serve-from-recovery`,
      }),
    ]);
  });

  it('refuses plain HTTP', () => {
    expect(statements.find(({ Effect }) => Effect === 'Deny')).toMatchObject({
      Resource: [arn, `${arn}/*`],
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    });
  });

  it('blocks public access lists, and lets that one policy through', () => {
    expect(synthesized.only('aws_s3_bucket_public_access_block')).toMatchObject({
      block_public_acls: true,
      ignore_public_acls: true,
      block_public_policy: false,
      restrict_public_buckets: false,
    });
  });

  it('uses no key of ours: a health checker has no credentials to use one', () => {
    const [rule] = synthesized.only('aws_s3_bucket_server_side_encryption_configuration').rule;
    expect(rule.apply_server_side_encryption_by_default).toEqual({ sse_algorithm: 'AES256' });
  });

  it('keeps every version and cannot be destroyed by a plan', () => {
    expect(synthesized.only('aws_s3_bucket_versioning').versioning_configuration).toEqual({
      status: 'Enabled',
    });
    expect(synthesized.only('aws_s3_bucket').lifecycle).toEqual({ prevent_destroy: true });
  });
});
