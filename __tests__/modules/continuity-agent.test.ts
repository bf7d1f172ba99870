import { ContinuityAgent, type ContinuityAgentProps } from '../../modules/continuity-agent';
import { matchesLogFilter } from '../support/log-filter';
import { alarmTopicArn, kmsKeyArn, names } from '../support/module-props';
import { synthModule } from '../support/synth';

const DIGEST = `sha256:${'b'.repeat(64)}`;

const agent = (props: Partial<ContinuityAgentProps> = {}) =>
  synthModule(
    (stack) =>
      new ContinuityAgent(stack, 'continuity-agent', {
        names,
        region: 'us-west-2',
        clusterArn: 'arn:aws:ecs:us-west-2:123456789012:cluster/syncwell-drill',
        vpcId: 'vpc-1',
        privateSubnetIds: ['subnet-a', 'subnet-b', 'subnet-c'],
        streamsUrl: 'https://streams.example',
        imageDigest: DIGEST,
        enabled: true,
        kmsKeyArn,
        logRetentionDays: 30,
        alarmTopicArn,
        ...props,
      }),
  );
const schedule = (props?: Partial<ContinuityAgentProps>) => agent(props).only('aws_scheduler_schedule');
const container = (props?: Partial<ContinuityAgentProps>) => {
  const [only, ...others] = JSON.parse(agent(props).only('aws_ecs_task_definition').container_definitions);
  expect(others).toEqual([]);
  return only;
};
const alarmOf = (what: string, props?: Partial<ContinuityAgentProps>) =>
  agent(props)
    .resources('aws_cloudwatch_metric_alarm')
    .find(({ alarm_name }) => alarm_name === names.alarm(what))!;

describe('the continuity agent', () => {
  it('starts a round every minute, in any of the three zones, without a public address', () => {
    expect(schedule()).toMatchObject({
      schedule_expression: 'rate(1 minutes)',
      flexible_time_window: { mode: 'OFF' },
      state: 'ENABLED',
    });
    expect(schedule().target.ecs_parameters).toMatchObject({
      launch_type: 'FARGATE',
      network_configuration: { subnets: ['subnet-a', 'subnet-b', 'subnet-c'], assign_public_ip: false },
    });
  });

  it('is off in a pilot light, and nobody is called because of it', () => {
    expect(schedule({ enabled: false }).state).toBe('DISABLED');
    expect(alarmOf('protection-not-started', { enabled: false }).treat_missing_data).toBe('notBreaching');
  });

  it('runs the image of its own region by digest, with roles made in peacetime', () => {
    expect(container()).toMatchObject({
      image: `123456789012.dkr.ecr.us-west-2.amazonaws.com/syncwell-drill/worker@${DIGEST}`,
      command: ['protect', '--from', 'us-west-2', '--json'],
    });
    expect(agent().only('aws_ecs_task_definition')).toMatchObject({
      task_role_arn: names.roleArn('continuity-agent'),
      execution_role_arn: names.roleArn('worker-execution'),
    });
    expect(schedule().target.role_arn).toBe(names.roleArn('continuity-scheduler'));
  });

  it('is started by a role that may start this family', () => {
    expect(agent().only('aws_ecs_task_definition').family).toBe(names.continuityAgent);
  });

  it('cannot write to its disk and listens nowhere', () => {
    expect(container().readonlyRootFilesystem).toBe(true);
    expect(container()).not.toHaveProperty('portMappings');
    expect(agent().resources('aws_vpc_security_group_ingress_rule')).toEqual([]);
    expect(agent().only('aws_vpc_security_group_egress_rule')).toMatchObject({
      from_port: 443,
      to_port: 443,
    });
  });

  it('learns the environment, where DynamoDB Streams is, and another recovery region than the settings name', () => {
    const environment = (props?: Partial<ContinuityAgentProps>) =>
      Object.fromEntries(container(props).environment.map(({ name, value }: any) => [name, value]));
    expect(environment()).toEqual({
      AWS_ENDPOINT_URL_DYNAMODB_STREAMS: 'https://streams.example',
      AWS_REGION: 'us-west-2',
      NODE_OPTIONS: expect.any(String),
      SYNCWELL_ENV: 'drill',
    });
    expect(environment({ recoveryRegion: 'eu-west-1' }).RECOVERY_REGION).toBe('eu-west-1');
  });

  it('has memory for the secrets of a million users, and lets Node.js use it', () => {
    const memory = Number(agent().only('aws_ecs_task_definition').memory);
    const options = container().environment.find(({ name }: any) => name === 'NODE_OPTIONS').value;
    const heap = Number(/^--max-old-space-size=(\d+)$/.exec(options)?.[1]);
    expect(heap).toBeGreaterThan(2 * 1536);
    expect(memory - heap).toBeGreaterThanOrEqual(1024);
  });

  it('rings when no round was started, silence included', () => {
    expect(alarmOf('protection-not-started')).toMatchObject({
      comparison_operator: 'LessThanThreshold',
      threshold: 1,
      treat_missing_data: 'breaching',
    });
    const [started, ...metrics] = alarmOf('protection-not-started').metric_query;
    expect(started.expression).toBe('attempts - FILL(refused, 0)');
    for (const { metric } of metrics) {
      expect(metric.dimensions).toEqual({
        ScheduleGroup: expect.stringContaining('aws_scheduler_schedule_group.'),
      });
    }
    expect(agent().only('aws_scheduler_schedule_group').name).toBe(names.continuityAgent);
  });

  const filterOf = (metric: string) =>
    agent()
      .resources('aws_cloudwatch_log_metric_filter')
      .find(({ metric_transformation }) => metric_transformation.name === metric)!;

  it('rings when rounds fail, or parts of them, as their log says', () => {
    const { metric_name, namespace } = alarmOf('protection-failing');
    const { pattern, metric_transformation } = filterOf(metric_name);
    expect(metric_transformation.namespace).toBe(namespace);
    const rings = (event: object) => matchesLogFilter(pattern, JSON.stringify(event));
    expect(rings({ error: { code: 'CONFIG_MISSING', message: '', next: null } })).toBe(true);
    expect(rings({ outcome: 'failed', failed: ['table.exports.failed'], table: {} })).toBe(true);
    expect(rings({ outcome: 'done', failed: [], table: { value: {} } })).toBe(false);
    expect(matchesLogFilter(pattern, '17 changes copied')).toBe(false);
  });

  it('rings when rounds start and none comes to its end, silence included, but not in a pilot light', () => {
    const ended = alarmOf('protection-not-finished');
    expect(ended).toMatchObject({
      comparison_operator: 'LessThanThreshold',
      threshold: 1,
      treat_missing_data: 'breaching',
    });
    const { pattern } = filterOf(ended.metric_name);
    const counts = (event: object) => matchesLogFilter(pattern, JSON.stringify(event));
    expect([{ outcome: 'done' }, { outcome: 'failed' }, { error: { code: 'X' } }].map(counts)).toEqual([
      true,
      true,
      false,
    ]);
    expect(alarmOf('protection-not-finished', { enabled: false }).treat_missing_data).toBe('notBreaching');
  });
});
