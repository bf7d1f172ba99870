import { SchedulerSchedule } from '@cdktf/provider-aws/lib/scheduler-schedule';
import { SchedulerScheduleGroup } from '@cdktf/provider-aws/lib/scheduler-schedule-group';
import { SecurityGroup } from '@cdktf/provider-aws/lib/security-group';
import { VpcSecurityGroupEgressRule } from '@cdktf/provider-aws/lib/vpc-security-group-egress-rule';
import { Construct } from 'constructs';
import type { Names, Region } from '../../settings';
import { logGroup } from '../log-group';
import { agentAlarms } from './alarms';
import { agentTask } from './task';

export interface ContinuityAgentProps {
  readonly names: Names;
  readonly region: Region;
  /** Recovery region, where it is another one than the settings in the image name. @default the settings' */
  readonly recoveryRegion?: Region;
  readonly clusterArn: string;
  readonly vpcId: string;
  readonly privateSubnetIds: string[];
  /** Address of DynamoDB Streams, whose endpoint in the VPC has no private DNS name. */
  readonly streamsUrl: string;
  readonly imageDigest: string;
  /** @default false: no plan passes without an image */
  readonly allowUnpinned?: boolean;
  /** Whether this region serves: a pilot light has nothing to protect. */
  readonly enabled: boolean;
  readonly kmsKeyArn: string;
  readonly logRetentionDays: number;
  readonly alarmTopicArn: string;
}

/**
 * Runs `recover protect` every minute: table and secrets are copied into the other region's vault, so that they are
 * there when this one is lost. Its roles were made in peacetime by the identity stack.
 */
export class ContinuityAgent extends Construct {
  readonly schedule: SchedulerSchedule;

  constructor(scope: Construct, id: string, props: ContinuityAgentProps) {
    super(scope, id);
    const { names, vpcId, enabled, kmsKeyArn, alarmTopicArn } = props;
    const logs = logGroup(this, 'continuity-agent', {
      names,
      kmsKeyArn,
      retentionDays: props.logRetentionDays,
    });
    const securityGroup = new SecurityGroup(this, 'security-group', {
      name: names.continuityAgent,
      description: 'Continuity agent',
      vpcId,
      tags: { Name: names.continuityAgent },
    });
    // AWS alone, but the vault is in the other region, which has no endpoint here.
    new VpcSecurityGroupEgressRule(this, 'agent-to-aws', {
      securityGroupId: securityGroup.id,
      cidrIpv4: '0.0.0.0/0',
      ipProtocol: 'tcp',
      fromPort: 443,
      toPort: 443,
    });
    // Of its own, because the scheduler counts by group.
    const group = new SchedulerScheduleGroup(this, 'schedule-group', { name: names.continuityAgent });
    this.schedule = new SchedulerSchedule(this, 'schedule', {
      name: names.continuityAgent,
      groupName: group.name,
      description: 'Starts a round of protection',
      scheduleExpression: 'rate(1 minutes)',
      flexibleTimeWindow: { mode: 'OFF' },
      state: enabled ? 'ENABLED' : 'DISABLED',
      target: {
        arn: props.clusterArn,
        roleArn: names.roleArn('continuity-scheduler'),
        ecsParameters: {
          taskDefinitionArn: agentTask(this, { ...props, logs }).arn,
          taskCount: 1,
          launchType: 'FARGATE',
          platformVersion: '1.4.0',
          networkConfiguration: {
            subnets: props.privateSubnetIds,
            securityGroups: [securityGroup.id],
            assignPublicIp: false,
          },
        },
        // A round that is a minute late is the next one.
        retryPolicy: { maximumEventAgeInSeconds: 60, maximumRetryAttempts: 1 },
      },
    });
    agentAlarms(this, { names, scheduleGroup: group.name, logs, enabled, alarmTopicArn });
  }
}
