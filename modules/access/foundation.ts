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
export function deployFoundations(names: Names, apiDomain: string): Statement[] {
  const patterns = patternsFor(names);
  return [
    // What does not exist yet has neither alias nor id to be told by.
    allow('NewResources', ['kms:CreateKey', 'acm:RequestCertificate', 'route53:CreateHealthCheck'], '*'),
    allow('KeyAlias', ['kms:CreateAlias'], [patterns.keyAlias, patterns.keys]),
    allow('NewKey', ['kms:TagResource', 'kms:EnableKeyRotation', 'kms:PutKeyPolicy'], patterns.keys),
    // A new alias may take five minutes to count (KMS developer guide, "ABAC for AWS KMS"), and repository and vault are
    // made right after it: what these two services do with a key in the deployer's name needs no alias.
    allowIf(
      { StringLike: { 'kms:ViaService': ['backup.*.amazonaws.com', 'ecr.*.amazonaws.com'] } },
      'KeyOfNewFoundation',
      ['kms:CreateGrant', 'kms:DescribeKey', 'kms:GenerateDataKey'],
      patterns.keys,
    ),
    allowIf(ofOurKey(names), 'KeyDescription', ['kms:UpdateKeyDescription'], patterns.keys),
    allow(
      'Images',
      [
        'ecr:CreateRepository',
        'ecr:PutImageScanningConfiguration',
        'ecr:PutImageTagMutability',
        'ecr:PutLifecyclePolicy',
        'ecr:SetRepositoryPolicy',
        'ecr:TagResource',
      ],
      patterns.images,
    ),
    // The registry is one a region and has no name; so are the services that AWS Backup covers there.
    allow('RegionSettings', ['backup:UpdateRegionSettings', 'ecr:PutReplicationConfiguration'], '*'),
    // A bucket that is made refuses these to CI from then on, by its own policy.
    allow(
      'BucketSetup',
      [
        's3:CreateBucket',
        's3:PutBucketObjectLockConfiguration',
        's3:PutBucketPolicy',
        's3:PutBucketPublicAccessBlock',
        's3:PutBucketTagging',
        's3:PutBucketVersioning',
        's3:PutEncryptionConfiguration',
        's3:PutLifecycleConfiguration',
      ],
      patterns.buckets,
    ),
    allow('Vaults', ['backup:PutBackupVault*'], patterns.backupVaults),
    // Part of making a vault under a key; knows no resource.
    allow('VaultStorage', ['backup-storage:MountCapsule'], '*'),
    allow(
      'Trails',
      ['cloudtrail:AddTags', 'cloudtrail:CreateTrail', 'cloudtrail:StartLogging'],
      patterns.trails,
    ),
    allow(
      'Certificates',
      ['acm:AddTagsToCertificate', 'acm:DeleteCertificate'],
      [`arn:aws:acm:*:${names.accountId}:certificate/*`],
    ),
    // A zone's id is random: the record's name is the bound. The second one proves the name to ACM.
    allowIf(
      {
        'ForAllValues:StringLike': {
          'route53:ChangeResourceRecordSetsNormalizedRecordNames': [apiDomain, `_*.${apiDomain}`],
        },
        // Without records at hand, a condition on all of them holds.
        Null: { 'route53:ChangeResourceRecordSetsNormalizedRecordNames': 'false' },
      },
      'Records',
      ['route53:ChangeResourceRecordSets'],
      'arn:aws:route53:::hostedzone/*',
    ),
    allow(
      'HealthChecks',
      ['route53:ChangeTagsForResource', 'route53:UpdateHealthCheck'],
      'arn:aws:route53:::healthcheck/*',
    ),
  ];
}

/** Roles that AWS makes for its own services. */
export function serviceLinkedRoles(names: Names): Statement {
  return allowIf(
    { StringEquals: { 'iam:AWSServiceName': SERVICE_LINKED.map((service) => `${service}.amazonaws.com`) } },
    'ServiceLinkedRoles',
    ['iam:CreateServiceLinkedRole'],
    `arn:aws:iam::${names.accountId}:role/aws-service-role/*`,
  );
}

/** Replaces or retires what holds no data. */
export function retireCompute(names: Names): Statement[] {
  const patterns = patternsFor(names);
  return [
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
        ...patterns.loadBalancing,
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
