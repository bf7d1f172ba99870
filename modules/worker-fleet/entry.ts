import { Lb } from '@cdktf/provider-aws/lib/lb';
import { LbListener } from '@cdktf/provider-aws/lib/lb-listener';
import { LbTargetGroup } from '@cdktf/provider-aws/lib/lb-target-group';
import { Construct } from 'constructs';
import type { Names } from '../../settings';
import { LISTENER_PORT, SERVICE_PORT } from '../network/ports';

export interface ServiceEntryProps {
  readonly names: Names;
  readonly vpcId: string;
  readonly subnetIds: string[];
  readonly securityGroupId: string;
}

/**
 * The way from the API's VPC link to the tasks: a load balancer with a leg in every zone. It is not reachable from
 * outside; TLS ends at the API, and what follows stays inside the VPC.
 */
export class ServiceEntry extends Construct {
  readonly loadBalancer: Lb;
  readonly targetGroup: LbTargetGroup;
  readonly listener: LbListener;

  constructor(scope: Construct, id: string, { names, vpcId, subnetIds, securityGroupId }: ServiceEntryProps) {
    super(scope, id);
    this.loadBalancer = new Lb(this, 'load-balancer', {
      name: names.loadBalancer,
      internal: true,
      loadBalancerType: 'application',
      subnets: subnetIds,
      securityGroups: [securityGroupId],
      dropInvalidHeaderFields: true,
      // Its replacement would cut off every user: whoever must replace it takes this off first.
      enableDeletionProtection: true,
    });
    this.targetGroup = new LbTargetGroup(this, 'target-group', {
      name: names.loadBalancer,
      vpcId,
      targetType: 'ip',
      protocol: 'HTTP',
      port: SERVICE_PORT,
      healthCheck: { path: '/healthz', interval: 10, timeout: 5, healthyThreshold: 2, unhealthyThreshold: 3 },
      // Requests are short; a longer wait would only slow deployments and scaling in.
      deregistrationDelay: '30',
    });
    this.listener = new LbListener(this, 'listener', {
      loadBalancerArn: this.loadBalancer.arn,
      protocol: 'HTTP',
      port: LISTENER_PORT,
      defaultAction: [{ type: 'forward', targetGroupArn: this.targetGroup.arn }],
    });
  }
}
