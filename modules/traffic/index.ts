import { DataAwsRoute53Zone } from '@cdktf/provider-aws/lib/data-aws-route53-zone';
import { DataAwsSsmParameter } from '@cdktf/provider-aws/lib/data-aws-ssm-parameter';
import { Route53HealthCheck } from '@cdktf/provider-aws/lib/route53-health-check';
import { Route53Record } from '@cdktf/provider-aws/lib/route53-record';
import type { TerraformProvider } from 'cdktf';
import { Construct } from 'constructs';
import type { Names, Region, RegionKind } from '../../settings';

export interface TrafficProps {
  readonly names: Names;
  /** The region whose switch bucket decides. */
  readonly recoveryRegion: Region;
  /** The name that the app calls. */
  readonly domainName: string;
  /** The public hosted zone that the name lies in. */
  readonly zoneName: string;
  /** Providers of the two regions, to read where each one's API domain name points. */
  readonly primaryProvider: TerraformProvider;
  readonly recoveryProvider: TerraformProvider;
}

/**
 * The failover records of the API's name, made in peacetime: no record can be changed while Route 53's control plane
 * is down (aws-facts.md, 7.8), so a failover must not need one.
 *
 * The switch is an object in the recovery region. A health check, whose workings are data plane, looks for it and is
 * inverted: while the object is absent, S3 answers 403 and the primary counts as healthy; once it is there, S3 answers
 * 200, the primary counts as failed, and the name points to the recovery region. So losing sight of the recovery
 * region fails nothing over, and nothing fails over by itself: the data must be there first.
 */
export class Traffic extends Construct {
  readonly switchHealthCheck: Route53HealthCheck;

  constructor(scope: Construct, id: string, props: TrafficProps) {
    super(scope, id);
    const { names, recoveryRegion } = props;
    this.switchHealthCheck = new Route53HealthCheck(this, 'switch', {
      type: 'HTTPS',
      fqdn: `${names.bucket('switch', recoveryRegion)}.s3.${recoveryRegion}.amazonaws.com`,
      port: 443,
      resourcePath: `/${names.failoverSwitchKey}`,
      enableSni: true,
      invertHealthcheck: true,
      // Three answers, ten seconds apart: traffic moves within a minute, and while the recovery region serves, a
      // short hitch of S3 there does not send it back to the lost one.
      requestInterval: 10,
      failureThreshold: 3,
      tags: { Name: `${names.prefix}-failover-switch` },
    });
    const { zoneId } = new DataAwsRoute53Zone(this, 'zone', { name: props.zoneName, privateZone: false });
    const record = (regionKind: RegionKind, provider: TerraformProvider, healthCheckId?: string) =>
      new Route53Record(this, regionKind, {
        zoneId,
        name: props.domainName,
        // No AAAA: a regional API domain name has IPv4 addresses.
        type: 'A',
        setIdentifier: regionKind,
        failoverRoutingPolicy: { type: regionKind === 'primary' ? 'PRIMARY' : 'SECONDARY' },
        alias: {
          name: this.parameter(`${regionKind}-target`, names.apiDomainTargetParameter, provider),
          zoneId: this.parameter(`${regionKind}-hosted-zone`, names.apiDomainZoneParameter, provider),
          // The switch alone decides.
          evaluateTargetHealth: false,
        },
        ...(healthCheckId === undefined ? {} : { healthCheckId }),
      });
    record('primary', props.primaryProvider, this.switchHealthCheck.id);
    // Without a health check of its own it always counts as healthy, and answers whenever the primary does not.
    record('recovery', props.recoveryProvider);
  }

  private parameter(id: string, name: string, provider: TerraformProvider): string {
    return new DataAwsSsmParameter(this, id, { name, provider }).insecureValue;
  }
}
