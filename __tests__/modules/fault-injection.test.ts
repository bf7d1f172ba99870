import { CloudwatchMetricAlarm } from '@cdktf/provider-aws/lib/cloudwatch-metric-alarm';
import { FaultInjection } from '../../modules/fault-injection';
import { Network } from '../../modules/network';
import { alarmTopicArn, kmsKeyArn, names } from '../support/module-props';
import { synthModule, type Attributes } from '../support/synth';

const synthesized = synthModule((stack) => {
  const { zones } = new Network(stack, 'network', {
    names,
    region: 'us-east-1',
    cidr: '10.20.0.0/16',
    kmsKeyArn,
    logRetentionDays: 30,
  });
  const alarm = new CloudwatchMetricAlarm(stack, 'alarm', {
    alarmName: 'errors',
    alarmActions: [alarmTopicArn],
    comparisonOperator: 'GreaterThanThreshold',
    evaluationPeriods: 1,
  });
  new FaultInjection(stack, 'fault-injection', {
    names,
    zones,
    stopAlarmArn: alarm.arn,
    kmsKeyArn,
    logRetentionDays: 30,
  });
});
const templates = synthesized.resources('aws_fis_experiment_template');
const [first] = templates;
const named = (list: Attributes[], name: string) => list.find((one) => one.name === name)!;

describe('the experiments', () => {
  it('take each of the three zones away, and no two the same', () => {
    const zones = templates.map(({ target }) => named(target, 'tasks').filter[0].values);
    expect(new Set(zones.map(String)).size).toBe(3);
    expect(templates.map(({ tags }) => tags.Name)).toEqual([1, 2, 3].map((zone) => names.experiment(zone)));
  });

  it('end when users notice', () => {
    for (const { stop_condition } of templates) {
      expect(stop_condition).toEqual([
        { source: 'aws:cloudwatch:alarm', value: '${aws_cloudwatch_metric_alarm.alarm.arn}' },
      ]);
    }
  });

  it('stop the tasks of the zone, cut its subnets off and take its nodes of Redis', () => {
    expect(first!.action.map(({ action_id }: Attributes) => action_id)).toEqual([
      'aws:ecs:stop-task',
      'aws:network:disrupt-connectivity',
      'aws:elasticache:replicationgroup-interrupt-az-power',
    ]);
  });

  it('aim at this environment alone', () => {
    const { target } = first!;
    expect(named(target, 'tasks').parameters).toEqual({ cluster: names.cluster, service: names.service });
    expect(named(target, 'subnets').resource_arns).toEqual([
      expect.stringMatching(/zone-1_public_\w+\.arn/),
      expect.stringMatching(/zone-1_private_\w+\.arn/),
    ]);
    // FIS takes a replication group by its tags and no ARN.
    expect(named(target, 'cache')).toMatchObject({
      resource_tag: [{ key: 'syncwell:environment', value: 'drill' }],
      parameters: { availabilityZoneIdentifier: named(target, 'tasks').filter[0].values[0] },
    });
    expect(named(target, 'cache')).not.toHaveProperty('resource_arns');
  });

  it('give everything back by themselves', () => {
    const lasting = first!.action.filter(({ action_id }: Attributes) => action_id !== 'aws:ecs:stop-task');
    for (const { parameter } of lasting)
      expect(parameter).toContainEqual({ key: 'duration', value: 'PT10M' });
  });

  it('act under the role that was made for them, and say what they did', () => {
    for (const template of templates) {
      expect(template.role_arn).toBe(names.roleArn('fault-injection'));
      expect(template.log_configuration.cloudwatch_logs_configuration.log_group_arn).toMatch(/:\*$/);
    }
  });
});
