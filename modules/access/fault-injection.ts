import type { Names } from '../../settings';
import { patternsFor } from './patterns';
import type { RoleDefinition } from './role';
import { allow, allowIf } from './statement';
import { trustServiceForAccount } from './trust';

/**
 * AWS FIS, while it takes an Availability Zone away: what the three actions of our experiments need (AWS FIS user guide,
 * "AWS FIS actions reference") and no more. It stops tasks, cuts subnets off and puts them back; it reaches no data.
 */
export function faultInjectionRole(names: Names): RoleDefinition {
  const patterns = patternsFor(names);
  const network = (kind: string): string => `arn:aws:ec2:*:${names.accountId}:${kind}/*`;
  return {
    description: 'AWS FIS: takes one Availability Zone away for minutes, and gives it back',
    trust: trustServiceForAccount(names, 'fis.amazonaws.com'),
    statements: [
      allow('StopTasks', ['ecs:StopTask', 'ecs:DescribeTasks', 'ecs:ListTasks'], patterns.tasks),
      allow('FindTasks', ['ecs:DescribeClusters', 'ecs:ListTasks', 'tag:GetResources'], '*'),
      allow(
        'Look',
        [
          'ec2:DescribeManagedPrefixLists',
          'ec2:DescribeNetworkAcls',
          'ec2:DescribeSubnets',
          'ec2:DescribeVpcs',
          'elasticache:DescribeReplicationGroups',
        ],
        '*',
      ),
      // An access list of FIS's own takes the place of the subnet's, and goes again.
      allowIf(
        { StringEquals: { 'ec2:CreateAction': 'CreateNetworkAcl', 'aws:RequestTag/managedByFIS': 'true' } },
        'TagAccessList',
        ['ec2:CreateTags'],
        network('network-acl'),
      ),
      allowIf(
        { StringEquals: { 'aws:RequestTag/managedByFIS': 'true' } },
        'MakeAccessList',
        ['ec2:CreateNetworkAcl'],
        network('network-acl'),
      ),
      allow('MakeAccessListInNetwork', ['ec2:CreateNetworkAcl'], network('vpc')),
      allowIf(
        { StringEquals: { 'ec2:ResourceTag/managedByFIS': 'true' } },
        'ChangeAccessList',
        ['ec2:CreateNetworkAclEntry', 'ec2:DeleteNetworkAcl'],
        network('network-acl'),
      ),
      allowIf(
        { StringEquals: { [`aws:ResourceTag/${names.environmentTag}`]: names.environment } },
        'CutSubnets',
        ['ec2:ReplaceNetworkAclAssociation'],
        network('subnet'),
      ),
      allow('SwapAccessList', ['ec2:ReplaceNetworkAclAssociation'], network('network-acl')),
      allow('InterruptCache', ['elasticache:InterruptClusterAzPower'], patterns.cache),
      // Its log is delivered in its name; these know no resource.
      allow(
        'Log',
        [
          'logs:CreateLogDelivery',
          'logs:PutResourcePolicy',
          'logs:DescribeResourcePolicies',
          'logs:DescribeLogGroups',
        ],
        '*',
      ),
    ],
  };
}
