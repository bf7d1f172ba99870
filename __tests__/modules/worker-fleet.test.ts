import { SqsQueue } from '@cdktf/provider-aws/lib/sqs-queue';
import { WorkerFleet } from '../../modules/worker-fleet';
import { alarmTopicArn, kmsKeyArn, names } from '../support/module-props';
import { synthModule } from '../support/synth';

const DIGEST = `sha256:${'a'.repeat(64)}`;

const fleet = (minTasks = 3) =>
  synthModule(
    (stack) =>
      new WorkerFleet(stack, 'worker-fleet', {
        names,
        region: 'us-west-2',
        vpcId: 'vpc-1',
        privateSubnetIds: ['subnet-a', 'subnet-b', 'subnet-c'],
        workerSecurityGroupId: 'sg-workers',
        loadBalancerSecurityGroupId: 'sg-load-balancer',
        imageDigest: DIGEST,
        agentImage: 'agent:1',
        minTasks,
        maxTasks: 30,
        queue: new SqsQueue(stack, 'queue', { name: names.jobQueue }),
        cacheEndpoint: 'redis.internal',
        kmsKeyArn,
        logRetentionDays: 30,
        alarmTopicArn,
      }),
  );
const containers = () => JSON.parse(fleet().only('aws_ecs_task_definition').container_definitions);

describe('the worker fleet', () => {
  it('spreads tasks of 1 vCPU and 2 GB over three zones', () => {
    expect(fleet().only('aws_ecs_task_definition')).toMatchObject({ cpu: '1024', memory: '2048' });
    expect(fleet().only('aws_ecs_service')).toMatchObject({
      availability_zone_rebalancing: 'ENABLED',
      network_configuration: { subnets: ['subnet-a', 'subnet-b', 'subnet-c'], assign_public_ip: false },
    });
  });

  it('takes a broken deployment back', () => {
    expect(fleet().only('aws_ecs_service').deployment_circuit_breaker).toEqual({
      enable: true,
      rollback: true,
    });
  });

  it('can be a pilot light, and leaves the number of tasks to autoscaling', () => {
    const pilot = fleet(0);
    expect(pilot.only('aws_ecs_service')).toMatchObject({
      desired_count: 0,
      lifecycle: { ignore_changes: ['desired_count'] },
    });
    expect(pilot.only('aws_appautoscaling_target')).toMatchObject({ min_capacity: 0, max_capacity: 30 });
  });

  it('scales on the jobs that wait for each running task', () => {
    const [metric] = [fleet().only('aws_appautoscaling_policy').target_tracking_scaling_policy_configuration];
    const { metrics } = metric.customized_metric_specification;
    expect(metrics.find(({ return_data }: any) => return_data === true).expression).toBe('waiting / running');
    expect(metrics[0].metric_stat.metric.dimensions).toEqual([{ name: 'QueueName', value: names.jobQueue }]);
  });

  it('runs the image of its own region by digest, with the roles made in peacetime', () => {
    expect(containers()[0].image).toBe(
      `123456789012.dkr.ecr.us-west-2.amazonaws.com/syncwell-drill/worker@${DIGEST}`,
    );
    expect(fleet().only('aws_ecs_task_definition')).toMatchObject({
      task_role_arn: names.roleArn('worker'),
      execution_role_arn: names.roleArn('worker-execution'),
    });
  });

  it('learns the table from AppConfig alone, through the agent beside it', () => {
    const [worker, agent] = containers();
    expect(JSON.stringify(worker)).not.toContain('SyncWellMetadata');
    expect(worker.environment).toContainEqual({
      name: 'CONFIG_POINTER_URL',
      value: 'http://localhost:2772/applications/syncwell-drill/environments/pointer/configurations/pointer',
    });
    expect(agent.environment).toContainEqual({ name: 'POLL_INTERVAL', value: '15' });
    expect(agent.essential).toBe(true);
  });

  it('gives the container environment in the order in which ECS gives it back', () => {
    for (const { environment } of containers()) {
      const found = environment.map(({ name }: any) => name);
      expect(found).toEqual([...found].sort());
    }
  });

  it('is entered through a load balancer that nobody outside can reach', () => {
    expect(fleet().only('aws_lb')).toMatchObject({
      internal: true,
      subnets: ['subnet-a', 'subnet-b', 'subnet-c'],
    });
    expect(names.loadBalancer.length).toBeLessThanOrEqual(32);
  });
});
