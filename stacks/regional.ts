import { DataAwsKmsKey } from '@cdktf/provider-aws/lib/data-aws-kms-key';
import { TerraformOutput, TerraformStack } from 'cdktf';
import type { Construct } from 'constructs';
import { BackupPlan } from '../modules/backup-plan';
import { Cache } from '../modules/cache';
import { ContinuityAgent } from '../modules/continuity-agent';
import { Credentials } from '../modules/credentials';
import { FaultInjection } from '../modules/fault-injection';
import { JobQueue } from '../modules/job-queue';
import { MetadataTable } from '../modules/metadata-table';
import type { TableReplication } from '../modules/metadata-table/replica';
import { Network } from '../modules/network';
import { Observability } from '../modules/observability';
import { AlarmTopic } from '../modules/observability/alarm-topic';
import { PublicApi } from '../modules/public-api';
import { RuntimeConfig } from '../modules/runtime-config';
import { WorkerFleet } from '../modules/worker-fleet';
import { SettingsError, type Names, type RegionKind, type Settings } from '../settings';
import { addProvider, keepStateIn } from './regional-setup';

export interface RegionalStackProps {
  readonly names: Names;
  readonly settings: Settings;
  readonly regionKind: RegionKind;
  readonly allowUnpinned: boolean;
}

/**
 * The whole backend in one region. Primary and recovery are this class with other arguments, so that they cannot grow
 * apart. It makes nothing global (no role, record or bucket) and reads nothing outside its region: `cdktf deploy` of
 * the recovery stack must succeed while the primary region does not answer.
 */
export class RegionalStack extends TerraformStack {
  constructor(
    scope: Construct,
    id: string,
    { names, settings, regionKind, allowUnpinned }: RegionalStackProps,
  ) {
    super(scope, id);
    const { region, cidr } = settings[regionKind];
    const serves = settings.serving === regionKind;
    // The fleet of the serving region, whichever it is: a deploy after a failover must not send its workers away.
    const { fleet } = serves ? settings.primary : settings.recovery;
    const { logDays: logRetentionDays } = settings.retention;
    const generations = settings.table[regionKind];
    addProvider(this, { names, region });
    keepStateIn(this, { names, region });

    const kmsKeyArn = new DataAwsKmsKey(this, 'encryption-key', { keyId: names.keyAlias }).arn;
    const { topic } = new AlarmTopic(this, 'alarm-topic', {
      names,
      kmsKeyArn,
      email: settings.alertEmail,
      webhooks: settings.alertWebhooks,
    });
    const alarmTopicArn = topic.arn;

    const network = new Network(this, 'network', { names, region, cidr, kmsKeyArn, logRetentionDays });
    new MetadataTable(this, 'metadata-table', {
      names,
      generations,
      billing: settings.table.billing,
      kmsKeyArn,
      ...(settings.table.replica ? { replication: this.replication(names, settings, regionKind) } : {}),
      alarmTopicArn,
    });
    const cache = new Cache(this, 'cache', {
      names,
      kmsKeyArn,
      subnetIds: network.privateSubnetIds,
      securityGroupId: network.securityGroups.cache.id,
      nodeType: settings.cache.nodeType,
      nodes: settings.cache.nodes,
      alarmTopicArn,
    });
    new Credentials(this, 'credentials', { names, providers: settings.providers, kmsKeyArn });
    const jobs = new JobQueue(this, 'job-queue', { names, kmsKeyArn, alarmTopicArn });
    const workers = new WorkerFleet(this, 'worker-fleet', {
      names,
      region,
      vpcId: network.vpc.id,
      privateSubnetIds: network.privateSubnetIds,
      workerSecurityGroupId: network.securityGroups.workers.id,
      loadBalancerSecurityGroupId: network.securityGroups.loadBalancer.id,
      imageDigest: settings.worker.imageDigest,
      allowUnpinned,
      agentImage: settings.worker.agentImage,
      minTasks: fleet.minTasks,
      maxTasks: fleet.maxTasks,
      queue: jobs.queue,
      cacheEndpoint: cache.replicationGroup.primaryEndpointAddress,
      kmsKeyArn,
      logRetentionDays,
      alarmTopicArn,
    });
    new ContinuityAgent(this, 'continuity-agent', {
      names,
      region,
      ...(settings.recovery.region === settings.configuredRecoveryRegion
        ? {}
        : { recoveryRegion: settings.recovery.region }),
      clusterArn: workers.cluster.arn,
      vpcId: network.vpc.id,
      privateSubnetIds: network.privateSubnetIds,
      streamsUrl: network.endpoints.streamsUrl,
      imageDigest: settings.continuityAgent.imageDigest,
      allowUnpinned,
      // Where nobody is served, nothing is written that could be lost.
      enabled: serves,
      kmsKeyArn,
      logRetentionDays,
      alarmTopicArn,
    });
    const api = new PublicApi(this, 'public-api', {
      names,
      domainName: settings.domain.api,
      queueUrl: jobs.queue.url,
      listenerArn: workers.listener.arn,
      signIn: signInOf(settings),
      subnetIds: network.privateSubnetIds,
      linkSecurityGroupId: network.securityGroups.apiLink.id,
      kmsKeyArn,
      logRetentionDays,
      alarmTopicArn,
    });
    // Only where something runs that could fail: no recovery may have to wait for one more service.
    if (regionKind === 'primary') {
      new FaultInjection(this, 'fault-injection', {
        names,
        zones: network.zones,
        stopAlarmArn: api.serverErrorAlarm.arn,
        kmsKeyArn,
        logRetentionDays,
      });
    }
    const config = new RuntimeConfig(this, 'runtime-config', {
      names,
      activeTable: generations.activeName,
      featureAlarmArns: [api.serverErrorAlarm.arn],
    });
    new Observability(this, 'observability', {
      names,
      region,
      activeTable: generations.activeName,
      apiId: api.api.id,
      alarmTopicArn,
      objectives: settings.objectives,
    });
    new BackupPlan(this, 'backup-plan', {
      names,
      // While the service runs in the recovery region, the primary may be lost: a copy there would fail every day.
      ...(regionKind === 'primary' ? { copyToVaultArn: names.backupVaultArn(settings.recovery.region) } : {}),
    });

    new TerraformOutput(this, 'table-name', { value: generations.activeName });
    new TerraformOutput(this, 'api-endpoint', { value: api.api.apiEndpoint });
    new TerraformOutput(this, 'job-queue-url', { value: jobs.queue.url });
    new TerraformOutput(this, 'config-application-id', { value: config.application.id });
    new TerraformOutput(this, 'cluster', { value: workers.cluster.name });
  }

  /** The primary stack makes the replica, for which it must see the other region's key; the recovery stack uses it. */
  private replication(names: Names, settings: Settings, regionKind: RegionKind): TableReplication {
    if (regionKind === 'recovery') return { side: 'replica' };
    const provider = addProvider(this, { names, region: settings.recovery.region }, { alias: 'recovery' });
    const key = new DataAwsKmsKey(this, 'replica-encryption-key', { keyId: names.keyAlias, provider });
    return { side: 'source', provider, kmsKeyArn: key.arn };
  }
}

/** Without an issuer, anybody could enqueue jobs for any user. @throws SettingsError */
function signInOf({ signIn, environment }: Settings): NonNullable<Settings['signIn']> {
  if (signIn !== undefined) return signIn;
  throw new SettingsError([
    `settings/${environment}.json: signIn: got nothing; must name the issuer of users' tokens and its audience`,
  ]);
}
