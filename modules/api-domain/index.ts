import { AcmCertificate } from '@cdktf/provider-aws/lib/acm-certificate';
import { AcmCertificateValidation } from '@cdktf/provider-aws/lib/acm-certificate-validation';
import { Apigatewayv2DomainName } from '@cdktf/provider-aws/lib/apigatewayv2-domain-name';
import { DataAwsRoute53Zone } from '@cdktf/provider-aws/lib/data-aws-route53-zone';
import { Route53Record } from '@cdktf/provider-aws/lib/route53-record';
import { SsmParameter } from '@cdktf/provider-aws/lib/ssm-parameter';
import { Construct } from 'constructs';
import type { Names } from '../../settings';

export interface ApiDomainProps {
  readonly names: Names;
  /** The name that the app calls, the same in both regions. */
  readonly domainName: string;
  /** The public hosted zone, already in the account, that the name lies in. */
  readonly zoneName: string;
}

/**
 * The API's domain name in one region, with its certificate, made ahead of any API: proving a name to ACM needs a
 * DNS record, which cannot be written while Route 53's control plane is down (aws-facts.md, 7.8 and 7.10). A recovery
 * only maps its API to this name.
 */
export class ApiDomain extends Construct {
  readonly domain: Apigatewayv2DomainName;

  constructor(scope: Construct, id: string, { names, domainName, zoneName }: ApiDomainProps) {
    super(scope, id);
    const certificate = new AcmCertificate(this, 'certificate', {
      domainName,
      validationMethod: 'DNS',
      lifecycle: { createBeforeDestroy: true },
    });
    const proof = certificate.domainValidationOptions.get(0);
    const record = new Route53Record(this, 'validation-record', {
      zoneId: new DataAwsRoute53Zone(this, 'zone', { name: zoneName, privateZone: false }).zoneId,
      name: proof.resourceRecordName,
      type: proof.resourceRecordType,
      records: [proof.resourceRecordValue],
      ttl: 60,
      // ACM asks for one and the same record for a name in every region of an account, so both regions write it.
      allowOverwrite: true,
    });
    const validation = new AcmCertificateValidation(this, 'validation', {
      certificateArn: certificate.arn,
      validationRecordFqdns: [record.fqdn],
    });
    this.domain = new Apigatewayv2DomainName(this, 'domain', {
      domainName,
      domainNameConfiguration: {
        certificateArn: validation.certificateArn,
        endpointType: 'REGIONAL',
        securityPolicy: 'TLS_1_2',
      },
      // The failover records point to a target that AWS chose when it made this; another one would be elsewhere.
      lifecycle: { preventDestroy: true },
    });
    const { targetDomainName, hostedZoneId } = this.domain.domainNameConfiguration;
    publish(this, 'target', names.apiDomainTargetParameter, targetDomainName);
    publish(this, 'hosted-zone', names.apiDomainZoneParameter, hostedZoneId);
  }
}

/** Tells the traffic stack where the name points, without a look into this stack's state. */
function publish(scope: Construct, id: string, name: string, value: string): void {
  // `insecure_value` is for what is no secret: a plan shows it.
  new SsmParameter(scope, id, { name, type: 'String', insecureValue: value });
}
