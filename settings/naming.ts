import type { Region, RegionKind } from './regions';

/** The table's name before any restore. Restored generations start with it, so one prefix covers them all. */
export const ORIGINAL_TABLE = 'SyncWellMetadata';

/** Names of restored tables (`restoredTable`). */
export const RESTORED_TABLE = new RegExp(`^${ORIGINAL_TABLE}-restored-\\d{4}-\\d{2}-\\d{2}(-\\d+)?$`);

/** Tag that tells the original table from restored ones. */
export const GENERATION_TAG = 'syncwell:generation';

/** Roles that an AWS service takes. The others are of people and of CI. */
export const SERVICE_ROLES = [
  'worker',
  'worker-execution',
  'continuity-agent',
  'continuity-scheduler',
  'backup',
  'flow-log',
  'api-to-queue',
  'config-monitor',
  'fault-injection',
] as const;

/** The roles of the identity stack. Every one is made in peacetime and named here, so that nobody has to look it up. */
export const ROLE_PURPOSES = [
  ...SERVICE_ROLES,
  'recovery-operator',
  'recovery-approver',
  'ci-plan',
  'ci-apply',
  'ci-foundation',
] as const;
export type RolePurpose = (typeof ROLE_PURPOSES)[number];

/** Buckets of a region. `state` is made by bootstrap, the others by the foundation. */
export type BucketPurpose = 'state' | 'exports' | 'changes' | 'secrets' | 'audit' | 'switch' | 'trail';

export type StackKind =
  | 'bootstrap'
  | 'identity'
  | 'foundation-primary'
  | 'foundation-recovery'
  | 'primary'
  | 'recovery'
  | 'traffic';

export type Names = ReturnType<typeof namesFor>;

/**
 * Makes every resource name of an environment: for stacks and for tools, so that a tool never has to read Terraform
 * state to find something (the state may be in the lost region).
 *
 * Global names (roles, buckets) carry the environment and, for buckets, account and region; regional ones need no
 * region, because each region is its own name space.
 */
export function namesFor({ environment, accountId }: { environment: string; accountId: string }) {
  const prefix = `syncwell-${environment}`;
  const path = `/syncwell/${environment}`;
  const secretPrefix = `syncwell/${environment}/`;
  return {
    environment,
    accountId,
    /** Starts every name of this environment; IAM policies match it with a star behind. */
    prefix,

    stack: (kind: StackKind) => `${environment}-${kind}`,
    foundationStack: (regionKind: RegionKind) => `${environment}-foundation-${regionKind}`,
    /** Holds the state bucket of a region that is only named by RECOVERY_REGION. */
    extraBootstrapStack: (region: Region) => `${environment}-bootstrap-${region}`,
    stateKey: (stack: string) => `${stack}/terraform.tfstate`,
    bucket: (purpose: BucketPurpose, region: Region) => `${prefix}-${purpose}-${accountId}-${region}`,
    bucketArn: (purpose: BucketPurpose, region: Region | '*') =>
      `arn:aws:s3:::${prefix}-${purpose}-${accountId}-${region}`,

    role: (purpose: RolePurpose) => `${prefix}-${purpose}`,
    roleArn: (purpose: RolePurpose) => `arn:aws:iam::${accountId}:role/${prefix}-${purpose}`,
    /** A policy that several roles share. */
    policy: (what: string) => `${prefix}-${what}`,
    policyArn: (what: string) => `arn:aws:iam::${accountId}:policy/${prefix}-${what}`,
    /** Permissions boundary of every service role: no such role can do more than it allows. */
    boundary: 'boundary',
    /** Trail of the management events of a region. */
    trail: `${prefix}-trail`,
    trailArn: (region: Region) => `arn:aws:cloudtrail:${region}:${accountId}:trail/${prefix}-trail`,
    keyAlias: `alias/${prefix}`,
    /** ECR repository, the same in both regions, as replication demands. */
    imageRepository: `${prefix}/worker`,
    /** By digest; by tag while it is `unpinned`. */
    image: (region: Region, digest: string) =>
      `${accountId}.dkr.ecr.${region}.amazonaws.com/${prefix}/worker${digest.includes(':') ? '@' : ':'}${digest}`,
    backupVault: `${prefix}-vault`,
    backupVaultArn: (region: Region | '*') =>
      `arn:aws:backup:${region}:${accountId}:backup-vault:${prefix}-vault`,
    backupPlan: `${prefix}-metadata`,
    /** Tag that puts a resource into the backup plan. */
    backupTag: { key: 'syncwell:backup', value: environment },
    /** Tag that every resource of the environment carries. */
    environmentTag: 'syncwell:environment',
    generationTag: GENERATION_TAG,
    /** Tag that says which third-party provider a secret is for. */
    providerTag: 'syncwell:provider',

    originalTable: ORIGINAL_TABLE,
    /** A restored table of a day (ISO date), the first or the n-th of that day. No colons: a table's name may not have any. */
    restoredTable: (date: string, n = 1) => `${ORIGINAL_TABLE}-restored-${date}${n > 1 ? `-${n}` : ''}`,
    tableArn: (region: Region | '*', table: string) =>
      `arn:aws:dynamodb:${region}:${accountId}:table/${table}`,
    reauthIndex: 'ReAuthStatusIndex',
    scheduleIndex: 'SyncTierScheduleIndex',

    cache: `${prefix}-cache`,
    /** ElastiCache users are regional; the worker signs in with its IAM role, so that no password exists. */
    cacheUser: `${prefix}-worker`,
    cacheUserGroup: `${prefix}-workers`,

    jobQueue: `${prefix}-HotPathSyncQueue.fifo`,
    deadLetterQueue: `${prefix}-HotPathSyncDeadLetters.fifo`,
    api: `${prefix}-api`,
    cluster: prefix,
    service: `${prefix}-worker`,
    loadBalancer: `${prefix}-worker`,
    alarmTopic: `${prefix}-alarms`,
    alarm: (what: string) => `${prefix}-${what}`,
    dashboard: prefix,
    /** Experiment that takes the n-th zone away. */
    experiment: (zone: number) => `${prefix}-zone-${zone}-power`,
    metricNamespace: 'SyncWell/Recovery',
    logGroup: (what: string) => `${path}/${what}`,
    /** Family of the task that copies the table and the secrets into the other region's vault. */
    continuityAgent: `${prefix}-continuity-agent`,

    // Names of secrets end in a fixed word: a hyphen and six characters, as in `apple-health`, would look like an
    // ARN's suffix (aws-facts.md, 5.3).
    /** Starts the name of every secret of the environment. */
    secretPrefix,
    /** Starts the name of every provider's secret. */
    providerSecrets: `${secretPrefix}providers/`,
    /** App credentials of a third-party provider, filled by the tool. */
    providerSecret: (provider: string) => `${secretPrefix}providers/${provider}/client`,
    /** Token of one connection. */
    userSecret: (userId: string, connectionId: string) =>
      `${secretPrefix}users/${userId}/connections/${connectionId}/token`,
    secretArnPattern: (kind: 'providers' | 'users', region: Region | '*') =>
      `arn:aws:secretsmanager:${region}:${accountId}:secret:${secretPrefix}${kind}/*`,

    configApplication: prefix,
    configEnvironment: { pointer: 'pointer', features: 'features' },
    configProfile: { pointer: 'pointer', features: 'features' },
    configStrategy: { instant: `${prefix}-instant`, gradual: `${prefix}-gradual` },

    /** Every SSM parameter of the environment lies below. */
    parameterPath: path,
    /** SSM parameter that says which table is live: the deploy interlock compares it with the settings. */
    liveTableParameter: `${path}/live-table`,
    /** SSM parameters through which a foundation tells the traffic stack where its API domain name points. */
    apiDomainTargetParameter: `${path}/api-domain/target`,
    apiDomainZoneParameter: `${path}/api-domain/hosted-zone`,
    /** The object whose presence sends traffic to the recovery region. */
    failoverSwitchKey: 'failover/serve-from-recovery',
    /** Objects of the audit bucket that only an approver may write. */
    approvalPrefix: 'approvals/',
  };
}
