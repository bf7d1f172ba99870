import type { Names } from '../../settings';
import { patternsFor } from './patterns';
import { ofOurKey, allow, allowIf, type Statement } from './statement';

/** Services whose service-linked role AWS makes at first use, in the name of whoever deploys. */
const SERVICE_LINKED = [
  'backup',
  'contributorinsights.dynamodb',
  'dynamodb.application-autoscaling',
  'ecs',
  'ecs.application-autoscaling',
  'elasticache',
  'elasticloadbalancing',
  'fis',
  'ops.apigateway',
  'replication.ecr',
];

/** Makes and changes the foundations and the traffic stack, in peacetime, beside what a regional stack needs. */
export function deployFoundations(names: Names): Statement[] {
  const patterns = patternsFor(names);
  return [
    // What does not exist yet has neither alias nor id to be told by.
    allow('NewResources', ['kms:CreateKey', 'acm:RequestCertificate', 'route53:CreateHealthCheck'], '*'),
    allow('KeyAlias', ['kms:CreateAlias', 'kms:UpdateAlias'], [patterns.keyAlias, patterns.keys]),
    allow('NewKey', ['kms:TagResource', 'kms:EnableKeyRotation', 'kms:PutKeyPolicy'], patterns.keys),
    allowIf(ofOurKey(names), 'KeyDescription', ['kms:UpdateKeyDescription'], patterns.keys),
    allow(
      'Images',
      ['ecr:CreateRepository', 'ecr:Put*', 'ecr:SetRepositoryPolicy', 'ecr:TagResource'],
      patterns.images,
    ),
    // The registry is one a region and has no name.
    allow('ImageReplication', ['ecr:PutReplicationConfiguration'], '*'),
    allow(
      'BucketSetup',
      ['s3:CreateBucket', 's3:PutBucket*', 's3:PutEncryptionConfiguration', 's3:PutLifecycleConfiguration'],
      patterns.buckets,
    ),
    allow('Vaults', ['backup:PutBackupVault*'], patterns.backupVaults),
    // Part of making a vault under a key; knows no resource.
    allow('VaultStorage', ['backup-storage:MountCapsule'], '*'),
    allow(
      'Certificates',
      ['acm:AddTagsToCertificate', 'acm:DeleteCertificate'],
      [`arn:aws:acm:*:${names.accountId}:certificate/*`],
    ),
    allow(
      'Records',
      ['route53:ChangeResourceRecordSets', 'route53:ChangeTagsForResource', 'route53:UpdateHealthCheck'],
      ['arn:aws:route53:::hostedzone/*', 'arn:aws:route53:::healthcheck/*'],
    ),
    allowIf(
      {
        StringEquals: { 'iam:AWSServiceName': SERVICE_LINKED.map((service) => `${service}.amazonaws.com`) },
      },
      'ServiceLinkedRoles',
      ['iam:CreateServiceLinkedRole'],
      `arn:aws:iam::${names.accountId}:role/aws-service-role/*`,
    ),
    // Replacing or retiring what holds no data.
    allow(
      'Retire',
      [
        'application-autoscaling:DeregisterScalableTarget',
        'application-autoscaling:DeleteScalingPolicy',
        'cloudwatch:DeleteAlarms',
        'cloudwatch:DeleteDashboards',
        'ecs:DeleteService',
        'elasticloadbalancing:Delete*',
        'apigateway:DELETE',
        'scheduler:DeleteSchedule',
        'sns:Unsubscribe',
      ],
      [
        patterns.scalableTargets,
        ...patterns.alarms,
        patterns.services,
        patterns.loadBalancing,
        ...patterns.apis,
        ...patterns.schedules,
        patterns.topics,
      ],
    ),
    allow(
      'RetireNetwork',
      [
        'ec2:DeleteFlowLogs',
        'ec2:DeleteNatGateway',
        'ec2:DeleteRoute*',
        'ec2:DeleteSecurityGroup',
        'ec2:DeleteTags',
        'ec2:DeleteVpcEndpoints',
        'ec2:DisassociateRouteTable',
        'ec2:ReleaseAddress',
      ],
      '*',
    ),
  ];
}
