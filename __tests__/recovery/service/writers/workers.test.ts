import {
  DescribeScalableTargetsCommand,
  RegisterScalableTargetCommand,
} from '@aws-sdk/client-application-auto-scaling';
import { DescribeServicesCommand } from '@aws-sdk/client-ecs';
import type { Region } from '../../../../settings/regions';
import type { Action } from '../../../../scripts/recovery/aws/action';
import {
  readWorkers,
  resumeWorkers,
  stopWorkers,
  suspendScaling,
  type WorkersBefore,
} from '../../../../scripts/recovery/service/writers/workers';
import { makeWorkers } from '../../../support/furnished-cloud/workers';
import { TestCloud } from '../../support/service';

let test: TestCloud;
beforeAll(async () => {
  test = await TestCloud.start(600);
}, 120_000);
afterAll(() => test.stop());

async function furnished(region: Region) {
  const action = test.actionIn(region);
  await makeWorkers(action.clients, action.target);
  return action;
}

const before: WorkersBefore = {
  desiredCount: 3,
  scaling: {
    minCapacity: 3,
    maxCapacity: 6,
    suspended: { dynamicScalingIn: false, dynamicScalingOut: false, scheduledScaling: false },
  },
};
const all = { dynamicScalingIn: true, dynamicScalingOut: true, scheduledScaling: true };

const scalableOf = ({ target }: Action) => ({
  ServiceNamespace: 'ecs' as const,
  ResourceId: `service/${target.names.cluster}/${target.names.service}`,
  ScalableDimension: 'ecs:service:DesiredCount' as const,
});

async function serviceOf({ clients, target }: Action) {
  const { services = [] } = await clients.ecs.send(
    new DescribeServicesCommand({ cluster: target.names.cluster, services: [target.names.service] }),
  );
  return services[0];
}

describe('the fleet of workers', () => {
  it('is stopped with its scaling suspended, and comes back as it was', async () => {
    const action = await furnished('us-east-1');
    expect(await readWorkers(action)).toEqual(before);
    await stopWorkers(action);
    expect(await serviceOf(action)).toMatchObject({ desiredCount: 0, runningCount: 0, pendingCount: 0 });
    expect(await readWorkers(action)).toEqual({
      desiredCount: 0,
      scaling: { ...before.scaling, suspended: all },
    });
    await stopWorkers(action);
    await resumeWorkers(action, before);
    expect(await readWorkers(action)).toEqual(before);
    expect(await serviceOf(action)).toMatchObject({ desiredCount: 3, runningCount: 3 });
    await resumeWorkers(action, before);
    expect(await readWorkers(action)).toEqual(before);
  });

  it('keeps a suspension that somebody had made before', async () => {
    const action = await furnished('us-east-2');
    await action.clients.autoscaling.send(
      new RegisterScalableTargetCommand({
        ...scalableOf(action),
        SuspendedState: { ScheduledScalingSuspended: true, DynamicScalingInSuspended: true },
      }),
    );
    const theirs = await readWorkers(action);
    expect(theirs.scaling?.suspended).toEqual({
      dynamicScalingIn: true,
      dynamicScalingOut: false,
      scheduledScaling: true,
    });
    await suspendScaling(action);
    expect((await readWorkers(action)).scaling).toEqual({ ...theirs.scaling, suspended: all });
    await resumeWorkers(action, theirs);
    expect(await readWorkers(action)).toEqual(theirs);
  });

  it('is not made to scale when it did not', async () => {
    const action = await furnished('us-west-1');
    await resumeWorkers(action, { desiredCount: 2, scaling: null });
    expect(await readWorkers(action)).toMatchObject({ desiredCount: 2, scaling: before.scaling });
  });

  it('must be there', async () => {
    const action = test.actionIn('ap-south-1');
    await expect(readWorkers(action)).rejects.toMatchObject({
      code: 'WORKERS_MISSING',
      kind: 'precondition',
    });
    await suspendScaling(action);
    const { ScalableTargets } = await action.clients.autoscaling.send(
      new DescribeScalableTargetsCommand({ ServiceNamespace: 'ecs' }),
    );
    expect(ScalableTargets).toEqual([]);
  });

  it('that does not stop ends the wait in minutes, and says how many still run', async () => {
    const action = await furnished('us-west-2');
    const { ecs } = action.clients;
    const stuck = new Proxy(ecs, {
      get: (client, name) =>
        name !== 'send'
          ? Reflect.get(client, name)
          : async (command: { constructor: { name: string } }) =>
              command.constructor.name === 'UpdateServiceCommand' ? {} : client.send(command as never),
    });
    await resumeWorkers(action, before);
    await expect(
      stopWorkers({ ...action, clients: { ...action.clients, ecs: stuck } }),
    ).rejects.toMatchObject({
      code: 'WORKERS_NOT_STABLE',
      kind: 'verification',
      message: '3 workers run 10 minutes after 0 were asked for.',
    });
  });

  it.each([1, 2])('comes to the same end when a fifth of all calls fail (seed %i)', async (seed) => {
    const regions: Region[] = ['eu-west-1', 'eu-west-2'];
    const action = await furnished(regions[seed - 1]!);
    await test.withFaults({ rate: 0.2, kinds: ['throttle', '500', '503', 'reset'], seed }, async () => {
      await stopWorkers(action);
      await resumeWorkers(action, before);
    });
    expect(await readWorkers(action)).toEqual(before);
  });
});
