import { SecurityGroup } from '@cdktf/provider-aws/lib/security-group';
import { VpcSecurityGroupEgressRule } from '@cdktf/provider-aws/lib/vpc-security-group-egress-rule';
import { VpcSecurityGroupIngressRule } from '@cdktf/provider-aws/lib/vpc-security-group-ingress-rule';
import { Construct } from 'constructs';
import type { Names } from '../../settings';
import { LISTENER_PORT, REDIS_PORT, SERVICE_PORT } from './ports';

export interface SecurityGroupsProps {
  readonly names: Names;
  readonly vpcId: string;
  /** The VPC's network. */
  readonly cidr: string;
}

/** Who may talk to whom: the API's link to the load balancer, that to the workers, those to Redis, AWS and the world. */
export class SecurityGroups extends Construct {
  readonly apiLink: SecurityGroup;
  readonly loadBalancer: SecurityGroup;
  readonly workers: SecurityGroup;
  readonly cache: SecurityGroup;
  readonly endpoints: SecurityGroup;

  constructor(scope: Construct, id: string, { names, vpcId, cidr }: SecurityGroupsProps) {
    super(scope, id);
    const group = (what: string, description: string): SecurityGroup =>
      new SecurityGroup(this, what, {
        name: `${names.prefix}-${what}`,
        description,
        vpcId,
        tags: { Name: `${names.prefix}-${what}` },
      });
    this.apiLink = group('api-link', 'VPC link of the public API');
    this.loadBalancer = group('load-balancer', 'Internal load balancer of the workers');
    this.workers = group('workers', 'Worker tasks');
    this.cache = group('cache', 'Redis');
    this.endpoints = group('endpoints', 'Endpoints of AWS services');

    this.allow('api-to-load-balancer', this.apiLink, this.loadBalancer, LISTENER_PORT);
    this.allow('load-balancer-to-workers', this.loadBalancer, this.workers, SERVICE_PORT);
    this.allow('workers-to-cache', this.workers, this.cache, REDIS_PORT);
    const https = { ipProtocol: 'tcp', fromPort: 443, toPort: 443 };
    new VpcSecurityGroupIngressRule(this, 'vpc-to-endpoints', {
      securityGroupId: this.endpoints.id,
      cidrIpv4: cidr,
      ...https,
    });
    // Third-party APIs have no fixed addresses.
    new VpcSecurityGroupEgressRule(this, 'workers-to-world', {
      securityGroupId: this.workers.id,
      cidrIpv4: '0.0.0.0/0',
      ...https,
    });
  }

  /** Lets one group call another on a port: a rule at each end, and no other. */
  private allow(id: string, from: SecurityGroup, to: SecurityGroup, port: number): void {
    const traffic = { ipProtocol: 'tcp', fromPort: port, toPort: port };
    new VpcSecurityGroupEgressRule(this, `${id}-out`, {
      securityGroupId: from.id,
      referencedSecurityGroupId: to.id,
      ...traffic,
    });
    new VpcSecurityGroupIngressRule(this, `${id}-in`, {
      securityGroupId: to.id,
      referencedSecurityGroupId: from.id,
      ...traffic,
    });
  }
}
