import { ApiDomain } from '../../modules/api-domain';
import { namesFor } from '../../settings';
import { synthModule } from '../support/synth';

describe('api domain', () => {
  const names = namesFor({ environment: 'drill', accountId: '123456789012' });
  const synthesized = synthModule(
    (stack) =>
      new ApiDomain(stack, 'api-domain', {
        names,
        domainName: 'api.syncwell.example',
        zoneName: 'syncwell.example',
      }),
  );
  const [certificateAddress] = Object.keys(synthesized.json.resource!.aws_acm_certificate!);
  const [domainAddress] = Object.keys(synthesized.json.resource!.aws_apigatewayv2_domain_name!);

  it('proves the name by DNS and is replaced without a gap', () => {
    expect(synthesized.only('aws_acm_certificate')).toMatchObject({
      domain_name: 'api.syncwell.example',
      validation_method: 'DNS',
      lifecycle: { create_before_destroy: true },
    });
  });

  it('may find the proof already there: the other region writes the same record', () => {
    const record = synthesized.only('aws_route53_record');
    expect(record.allow_overwrite).toBe(true);
    expect(record.name).toContain(`aws_acm_certificate.${certificateAddress}.domain_validation_options`);
  });

  it('finds the zone by its name, public only', () => {
    expect(Object.values(synthesized.json.data!.aws_route53_zone)).toEqual([
      expect.objectContaining({ name: 'syncwell.example', private_zone: false }),
    ]);
  });

  it('waits for the certificate, and speaks nothing older than TLS 1.2', () => {
    const { domain_name_configuration } = synthesized.only('aws_apigatewayv2_domain_name');
    expect(domain_name_configuration).toMatchObject({
      endpoint_type: 'REGIONAL',
      security_policy: 'TLS_1_2',
    });
    expect(domain_name_configuration.certificate_arn).toMatch(/^\$\{aws_acm_certificate_validation\./);
  });

  it('keeps its target: a plan cannot destroy it', () => {
    expect(synthesized.only('aws_apigatewayv2_domain_name').lifecycle).toEqual({ prevent_destroy: true });
  });

  it('publishes target and hosted zone where the traffic stack looks', () => {
    const published = Object.fromEntries(
      synthesized.resources('aws_ssm_parameter').map(({ name, insecure_value }) => [name, insecure_value]),
    );
    const configuration = `aws_apigatewayv2_domain_name.${domainAddress}.domain_name_configuration[0]`;
    expect(published).toEqual({
      [names.apiDomainTargetParameter]: `\${${configuration}.target_domain_name}`,
      [names.apiDomainZoneParameter]: `\${${configuration}.hosted_zone_id}`,
    });
  });
});
