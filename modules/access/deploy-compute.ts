import type { Names } from '../../settings';
import { SERVICE_ROLES } from '../../settings/naming';
import { patternsFor } from './patterns';
import { allow, allowIf, type Statement } from './statement';

/** Services that a regional stack hands their roles to. */
const PASSED_TO = ['ecs-tasks', 'scheduler', 'backup', 'vpc-flow-logs', 'apigateway', 'appconfig', 'fis'];

/**
 * Makes and changes what a regional stack runs on and is watched by: network, fleet, API, logs, alarms. Nothing here
 * deletes anything.
 */
export function deployCompute(names: Names): Statement[] {
  const patterns = patternsFor(names);
  return [
    // EC2 names networks by random ids, and a route or an association carries no tag: the account is the bound.
    allow(
      'Network',
      [
        'ec2:AllocateAddress',
        'ec2:AssociateRouteTable',
        'ec2:AttachInternetGateway',
        'ec2:AuthorizeSecurityGroup*',
        'ec2:CreateFlowLogs',
        'ec2:CreateInternetGateway',
        'ec2:CreateNatGateway',
        'ec2:CreateRoute*',
        'ec2:CreateSecurityGroup',
        'ec2:CreateSubnet',
        'ec2:CreateTags',
        'ec2:CreateVpc*',
        'ec2:ModifySubnetAttribute',
        'ec2:ModifyVpc*',
        'ec2:ModifySecurityGroupRules',
        'ec2:ReplaceRoute*',
        'ec2:RevokeSecurityGroup*',
        // An interface endpoint that answers to the service's own name makes a private zone, in the caller's name.
        'route53:AssociateVPCWithHostedZone',
      ],
      '*',
    ),
    allow(
      'Logs',
      [
        'logs:CreateLogGroup',
        'logs:PutRetentionPolicy',
        'logs:PutMetricFilter',
        'logs:AssociateKmsKey',
        'logs:TagResource',
      ],
      [patterns.logGroups],
    ),
    // An API that logs its accesses makes the delivery itself, in the caller's name; these know no resource.
    allow(
      'LogDelivery',
      ['logs:CreateLogDelivery', 'logs:GetLogDelivery', 'logs:UpdateLogDelivery', 'logs:PutResourcePolicy'],
      '*',
    ),
    allow(
      'Alarms',
      [
        'cloudwatch:PutMetricAlarm',
        'cloudwatch:PutCompositeAlarm',
        'cloudwatch:PutDashboard',
        'cloudwatch:TagResource',
      ],
      [...patterns.alarms, patterns.scalingAlarms],
    ),
    allow(
      'Fleet',
      [
        'ecs:Create*',
        'ecs:Update*',
        'ecs:PutClusterCapacityProviders',
        'ecs:TagResource',
        'ecs:RegisterTaskDefinition',
      ],
      [patterns.cluster, patterns.services, patterns.taskDefinitions],
    ),
    // Knows no resource. An old revision only stops being offered: tasks that run on it go on.
    allow('FleetRevisions', ['ecs:DeregisterTaskDefinition'], '*'),
    allow(
      'LoadBalancers',
      [
        'elasticloadbalancing:AddTags',
        'elasticloadbalancing:CreateListener',
        'elasticloadbalancing:CreateLoadBalancer',
        'elasticloadbalancing:CreateTargetGroup',
        'elasticloadbalancing:Modify*',
        'elasticloadbalancing:SetSecurityGroups',
        'elasticloadbalancing:SetSubnets',
      ],
      patterns.loadBalancing,
    ),
    allow('Api', ['apigateway:POST', 'apigateway:PUT', 'apigateway:PATCH'], patterns.apis),
    allow(
      'Schedules',
      ['scheduler:Create*', 'scheduler:Update*', 'scheduler:TagResource'],
      patterns.schedules,
    ),
    // Only what is drilled; who deploys may start none of them.
    allow(
      'Experiments',
      ['fis:CreateExperimentTemplate', 'fis:UpdateExperimentTemplate', 'fis:TagResource'],
      patterns.experiments,
    ),
    allowIf(
      { StringEquals: { 'iam:PassedToService': PASSED_TO.map((service) => `${service}.amazonaws.com`) } },
      'PassRoles',
      ['iam:PassRole'],
      SERVICE_ROLES.map((purpose) => names.roleArn(purpose)),
    ),
  ];
}
