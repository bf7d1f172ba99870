/** Variable of a resource type's ARN -> the parameters that may hold it, by path. A text alone is the last variable. */
export type Whence = Readonly<Record<string, readonly string[]>> | readonly string[];

/**
 * Where the parameters of a call name a resource, by service and resource type. A value that is an ARN of the type is
 * taken as it stands; any other fills the type's ARN. What is not here is named by rules of its own.
 */
export const RESOURCES: Readonly<Record<string, Readonly<Record<string, Whence>>>> = {
  acm: { certificate: ['CertificateArn', 'ResourceArn'] },
  appconfig: {
    application: ['ApplicationId', 'ResourceArn'],
    environment: { ApplicationId: ['ApplicationId'], EnvironmentId: ['EnvironmentId', 'ResourceArn'] },
    configurationprofile: {
      ApplicationId: ['ApplicationId'],
      ConfigurationProfileId: ['ConfigurationProfileId', 'ResourceArn'],
    },
    hostedconfigurationversion: {
      ApplicationId: ['ApplicationId'],
      ConfigurationProfileId: ['ConfigurationProfileId'],
      VersionNumber: ['VersionNumber'],
    },
    deployment: {
      ApplicationId: ['ApplicationId'],
      EnvironmentId: ['EnvironmentId'],
      DeploymentNumber: ['DeploymentNumber', 'ResourceArn'],
    },
    deploymentstrategy: ['DeploymentStrategyId', 'ResourceArn'],
    configuration: {
      ApplicationId: ['ApplicationIdentifier'],
      EnvironmentId: ['EnvironmentIdentifier'],
      ConfigurationProfileId: ['ConfigurationProfileIdentifier'],
    },
  },
  'application-autoscaling': { ScalableTarget: ['ResourceARN'] },
  backup: {
    backupVault: ['BackupVaultName', 'SourceBackupVaultName', 'ResourceArn'],
    backupPlan: ['BackupPlanId', 'ResourceArn'],
    recoveryPoint: ['RecoveryPointArn', 'ResourceArn'],
  },
  cloudwatch: {
    alarm: ['AlarmName', 'AlarmNames', 'ResourceARN'],
    dashboard: ['DashboardName', 'DashboardNames', 'ResourceARN'],
  },
  dynamodb: {
    table: ['TableName', 'TableArn', 'ResourceArn', 'TableCreationParameters.TableName'],
    index: { TableName: ['TableName'], IndexName: ['IndexName'] },
    stream: ['StreamArn', 'ResourceArn'],
    export: ['ExportArn'],
    import: ['ImportArn'],
    backup: ['BackupArn'],
    'global-table': ['GlobalTableName'],
  },
  ec2: {
    vpc: ['VpcId', 'ResourceId'],
    subnet: ['SubnetId', 'ResourceId', 'SubnetIds', 'AddSubnetId', 'RemoveSubnetId'],
    'security-group': ['GroupId', 'SecurityGroupId', 'AddSecurityGroupId', 'RemoveSecurityGroupId'],
    'security-group-rule': ['SecurityGroupRuleId', 'SecurityGroupRule.*.SecurityGroupRuleId'],
    'route-table': ['RouteTableId', 'AddRouteTableId', 'RemoveRouteTableId'],
    'internet-gateway': ['InternetGatewayId', 'GatewayId'],
    natgateway: ['NatGatewayId'],
    'elastic-ip': ['AllocationId'],
    'vpc-endpoint': ['VpcEndpointId'],
    'network-acl': ['NetworkAclId'],
    'vpc-flow-log': ['FlowLogId'],
  },
  ecr: { repository: ['repositoryName', 'repositoryNames', 'resourceArn'] },
  ecs: {
    cluster: ['cluster', 'clusterName', 'clusters', 'resourceArn'],
    service: { ClusterName: ['cluster'], ServiceName: ['service', 'serviceName', 'services', 'resourceArn'] },
    task: { ClusterName: ['cluster'], TaskId: ['task', 'tasks', 'resourceArn'] },
    'task-definition': ['taskDefinition', 'resourceArn'],
  },
  elasticache: {
    replicationgroup: ['ReplicationGroupId', 'ResourceName'],
    cluster: ['CacheClusterId', 'ResourceName'],
    parametergroup: ['CacheParameterGroupName', 'ResourceName'],
    subnetgroup: ['CacheSubnetGroupName', 'ResourceName'],
    user: ['UserId', 'UserIds', 'UserIdsToAdd', 'UserIdsToRemove', 'ResourceName'],
    usergroup: ['UserGroupId', 'UserGroupIds', 'ResourceName'],
    snapshot: ['SnapshotName', 'FinalSnapshotIdentifier', 'ResourceName'],
  },
  elasticloadbalancing: {
    'listener/app': ['ListenerArn', 'ListenerArns'],
    'listener/net': ['ListenerArn', 'ListenerArns'],
    'listener/gwy': ['ListenerArn', 'ListenerArns'],
    'listener-rule/app': ['RuleArn', 'RulePriorities.*.RuleArn'],
    'listener-rule/net': ['RuleArn', 'RulePriorities.*.RuleArn'],
    'loadbalancer/app/': ['LoadBalancerArn'],
    'loadbalancer/net/': ['LoadBalancerArn'],
    'loadbalancer/gwy/': ['LoadBalancerArn'],
    loadbalancer: ['LoadBalancerArn'],
    targetgroup: ['TargetGroupArn'],
  },
  fis: {
    'experiment-template': ['id', 'experimentTemplateId', 'resourceArn'],
    experiment: ['experimentId', 'resourceArn'],
    action: ['actions.*.actionId'],
  },
  iam: {
    policy: ['PolicyArn'],
    user: ['UserName'],
    group: ['GroupName'],
    'instance-profile': ['InstanceProfileName'],
    'oidc-provider': ['OpenIDConnectProviderArn'],
    mfa: ['SerialNumber', 'VirtualMFADeviceName'],
  },
  kinesis: { stream: ['StreamARN', 'StreamName'] },
  logs: {
    'log-group': ['logGroupName', 'logGroupIdentifier', 'resourceArn'],
    'log-stream': { LogGroupName: ['logGroupName'], LogStreamName: ['logStreamName'] },
  },
  route53: {
    hostedzone: ['HostedZoneId'],
    healthcheck: ['HealthCheckId'],
    change: ['Id'],
  },
  scheduler: {
    'schedule-group': ['GroupName', 'ResourceArn'],
    schedule: { GroupName: ['GroupName', 'groupName'], ScheduleName: ['Name'] },
  },
  servicediscovery: {
    namespace: ['NamespaceId'],
    service: ['ServiceId'],
  },
  servicequotas: { quota: { ServiceCode: ['ServiceCode'], QuotaCode: ['QuotaCode'] } },
  sns: { topic: ['TopicArn', 'ResourceArn', 'SubscriptionArn', 'Name'] },
  sqs: { queue: ['QueueUrl', 'QueueName'] },
  ssm: { parameter: ['Name', 'Names'] },
};

/** What a name is before the service knows it, where a part of the ARN is made by the service. */
export const ANY = '*';

/** Resource types of which a call without a name means every one. */
export const LISTED: Readonly<Record<string, readonly string[]>> = {
  cloudwatch: ['alarm', 'dashboard'],
  ecr: ['repository'],
  elasticache: [
    'replicationgroup',
    'cluster',
    'parametergroup',
    'subnetgroup',
    'user',
    'usergroup',
    'snapshot',
  ],
  ecs: ['cluster', 'container-instance'],
  fis: ['experiment-template', 'experiment'],
  backup: ['backupPlan'],
  logs: ['log-group'],
};

/** What ids of EC2 begin with, by resource type: CreateTags and CreateFlowLogs name resources by the id alone. */
export const EC2_IDS: Readonly<Record<string, string>> = {
  vpc: 'vpc-',
  subnet: 'subnet-',
  'security-group': 'sg-',
  'security-group-rule': 'sgr-',
  'route-table': 'rtb-',
  'internet-gateway': 'igw-',
  natgateway: 'nat-',
  'elastic-ip': 'eipalloc-',
  'vpc-endpoint': 'vpce-',
  'network-acl': 'acl-',
  'vpc-flow-log': 'fl-',
  'network-interface': 'eni-',
};
