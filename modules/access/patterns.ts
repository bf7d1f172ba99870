import type { Names } from '../../settings';
import { HEALTH_PATH } from '../../settings/health-route';
import { ORIGINAL_TABLE } from '../../settings/naming';

/**
 * ARN patterns of what the environment owns, in every region: account and name prefix are fixed, the region is not, so
 * that a recovery in any region needs no change of IAM, whose control plane may be in the lost one (aws-facts.md, 7.9).
 */
export function patternsFor(names: Names) {
  const { accountId, prefix } = names;
  const arn = (service: string, resource: string) => `arn:aws:${service}:*:${accountId}:${resource}`;
  const anyTable = names.tableArn('*', `${ORIGINAL_TABLE}*`);
  return {
    /** Every generation of the table: a restored one starts with the original's name. */
    tables: anyTable,
    tableIndexes: `${anyTable}/index/*`,
    tableStreams: `${anyTable}/stream/*`,
    tableExports: `${anyTable}/export/*`,
    tableImports: `${anyTable}/import/*`,
    tableBackups: `${anyTable}/backup/*`,
    keys: arn('kms', 'key/*'),
    keyAlias: arn('kms', names.keyAlias),
    images: arn('ecr', `repository/${names.imageRepository}`),
    logGroups: arn('logs', `log-group:${names.logGroup('*')}`),
    jobQueue: arn('sqs', names.jobQueue),
    queues: arn('sqs', `${prefix}-*`),
    topics: arn('sns', `${prefix}-*`),
    alarms: [arn('cloudwatch', `alarm:${prefix}-*`), `arn:aws:cloudwatch::${accountId}:dashboard/${prefix}*`],
    /** Named by Application Auto Scaling, after the policy that they serve. */
    scalingAlarms: arn('cloudwatch', 'alarm:TargetTracking-*'),
    cache: [
      arn('elasticache', `replicationgroup:${names.cache}`),
      arn('elasticache', `user:${names.cacheUser}`),
    ],
    caches: [
      'replicationgroup',
      'cluster',
      'subnetgroup',
      'parametergroup',
      'user',
      'usergroup',
      'snapshot',
    ].map((kind) => arn('elasticache', `${kind}:${prefix}-*`)),
    cluster: arn('ecs', `cluster/${names.cluster}`),
    services: arn('ecs', `service/${names.cluster}/*`),
    tasks: arn('ecs', `task/${names.cluster}/*`),
    taskDefinitions: arn('ecs', `task-definition/${prefix}-*:*`),
    agentTaskDefinition: arn('ecs', `task-definition/${names.continuityAgent}:*`),
    /** A star may not stand for the type of a resource, so each type is named (IAM user guide, "Resource"). */
    loadBalancing: ['loadbalancer/app', 'targetgroup', 'listener/app', 'listener-rule/app'].map((kind) =>
      arn('elasticloadbalancing', `${kind}/${prefix}-*`),
    ),
    /** AppConfig, scaling targets, APIs, backup plans: their ids are random, so the account is the bound. */
    appConfig: [arn('appconfig', 'application/*'), arn('appconfig', 'deploymentstrategy/*')],
    configSessions: arn('appconfig', 'application/*/environment/*/configuration/*'),
    scalableTargets: arn('application-autoscaling', 'scalable-target/*'),
    apis: ['apis', 'vpclinks', 'domainnames', 'tags'].map((kind) => `arn:aws:apigateway:*::/${kind}*`),
    /** The route of the API that shows whether the service answers, at any API: its id is random. */
    health: arn('execute-api', `*/$default/GET${HEALTH_PATH}`),
    /** FIS asks for the actions of a template as well. */
    experiments: [arn('fis', 'experiment-template/*'), arn('fis', 'action/*')],
    backupPlans: arn('backup', 'backup-plan:*'),
    backupVaults: names.backupVaultArn('*'),
    recoveryPoints: arn('backup', 'recovery-point:*'),
    trails: arn('cloudtrail', `trail/${names.trail}`),
    parameters: arn('ssm', `parameter${names.parameterPath}/*`),
    liveTable: arn('ssm', `parameter${names.liveTableParameter}`),
    schedules: [arn('scheduler', `schedule/*/${prefix}-*`), arn('scheduler', `schedule-group/${prefix}-*`)],
    secrets: [names.secretArnPattern('providers', '*'), names.secretArnPattern('users', '*')],
    buckets: `arn:aws:s3:::${prefix}-*`,
    stateObjects: `${names.bucketArn('state', '*')}/*`,
    /** Terraform state of the primary and the recovery stack only. */
    regionalStateObjects: (['primary', 'recovery'] as const).map(
      (kind) => `${names.bucketArn('state', '*')}/${names.stateKey(names.stack(kind))}`,
    ),
    /** Terraform's lock: an object beside each state. */
    stateLocks: `${names.bucketArn('state', '*')}/*.tflock`,
    vaultBuckets: (['exports', 'changes', 'secrets'] as const).map((purpose) =>
      names.bucketArn(purpose, '*'),
    ),
    vaultObjects: (['exports', 'changes', 'secrets'] as const).map(
      (purpose) => `${names.bucketArn(purpose, '*')}/*`,
    ),
    exportObjects: `${names.bucketArn('exports', '*')}/*`,
    auditObjects: `${names.bucketArn('audit', '*')}/*`,
    approvals: `${names.bucketArn('audit', '*')}/${names.approvalPrefix}*`,
    /**
     * Below the caller's own id, `<role id>:<session name>` (IAM user guide, "IAM policy elements: Variables and tags",
     * principal key values). Two dollars: Terraform's escape for one, which makes it IAM's variable.
     */
    ownApprovals: `${names.bucketArn('audit', '*')}/${names.approvalPrefix}*/$\${aws:userid}/*.json`,
    failoverSwitch: `${names.bucketArn('switch', '*')}/${names.failoverSwitchKey}`,
  };
}
