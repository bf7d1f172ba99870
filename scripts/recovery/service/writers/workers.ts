import {
  DescribeScalableTargetsCommand,
  RegisterScalableTargetCommand,
  type ScalableTarget,
} from '@aws-sdk/client-application-auto-scaling';
import { DescribeServicesCommand, UpdateServiceCommand, type Service } from '@aws-sdk/client-ecs';
import { stop } from '../../../engine/errors';
import type { Action } from '../../aws/action';
import { waitUntil } from '../../aws/wait-until';

/** Which scaling is switched off. */
export interface Suspended {
  readonly dynamicScalingIn: boolean;
  readonly dynamicScalingOut: boolean;
  readonly scheduledScaling: boolean;
}

/** The fleet of workers before a recovery touched it: what `resumeWorkers` puts back. */
export interface WorkersBefore {
  readonly desiredCount: number;
  /** null: the fleet does not scale by itself. */
  readonly scaling: {
    readonly minCapacity: number;
    readonly maxCapacity: number;
    readonly suspended: Suspended;
  } | null;
}

const ALL: Suspended = { dynamicScalingIn: true, dynamicScalingOut: true, scheduledScaling: true };

/** Milliseconds: what the service's own waiter does, 15 s and 10 minutes (aws-facts.md, 7.1). */
const EVERY = 15_000;
const WITHIN = 10 * 60_000;

/** The fleet as it is now. @throws Stop WORKERS_MISSING */
export async function readWorkers(action: Action): Promise<WorkersBefore> {
  const { desiredCount = 0 } = await readService(action);
  const target = await readTarget(action);
  if (target === undefined) return { desiredCount, scaling: null };
  const { MinCapacity = 0, MaxCapacity = 0, SuspendedState: state } = target;
  return {
    desiredCount,
    scaling: {
      minCapacity: MinCapacity,
      maxCapacity: MaxCapacity,
      suspended: {
        dynamicScalingIn: state?.DynamicScalingInSuspended ?? false,
        dynamicScalingOut: state?.DynamicScalingOutSuspended ?? false,
        scheduledScaling: state?.ScheduledScalingSuspended ?? false,
      },
    },
  };
}

/** Switches all scaling off: it would start workers again (aws-facts.md, 7.3). Nothing to do where the fleet does not scale. */
export async function suspendScaling(action: Action): Promise<void> {
  if ((await readTarget(action)) === undefined) return;
  action.progress('suspending the scaling of the workers');
  await register(action, { suspended: ALL });
}

/**
 * Stops every worker, and returns when none runs: tasks go on writing for up to two minutes after they are told to end
 * (aws-facts.md, 7.1). Their scaling is suspended first.
 *
 * @throws Stop WORKERS_MISSING, WORKERS_NOT_STABLE
 */
export async function stopWorkers(action: Action): Promise<void> {
  await suspendScaling(action);
  await scaleTo(action, 0);
}

/**
 * Brings the fleet back to what it was: first the workers, then, when they run, their scaling.
 *
 * @throws Stop WORKERS_MISSING, WORKERS_NOT_STABLE
 */
export async function resumeWorkers(action: Action, { desiredCount, scaling }: WorkersBefore): Promise<void> {
  await scaleTo(action, desiredCount);
  if (scaling === null) return;
  action.progress('resuming the scaling of the workers');
  await register(action, scaling);
}

async function scaleTo(action: Action, desiredCount: number): Promise<void> {
  const { cluster, service } = action.target.names;
  await readService(action);
  await action.clients.ecs.send(new UpdateServiceCommand({ cluster, service, desiredCount }));
  let running = 0;
  await waitUntil(action, {
    look: async () => {
      const { runningCount = 0, pendingCount = 0, deployments = [] } = await readService(action);
      running = runningCount;
      action.progress(`workers: ${runningCount} of ${desiredCount} run`);
      // A deployment that never ends does not matter when nothing shall run.
      const settled = desiredCount === 0 || deployments.length <= 1;
      return runningCount === desiredCount && pendingCount === 0 && settled ? true : undefined;
    },
    every: EVERY,
    within: WITHIN,
    looks: 5,
    otherwise: () =>
      stop('WORKERS_NOT_STABLE', {
        cluster,
        service,
        region: action.target.region,
        running,
        desired: desiredCount,
        minutes: WITHIN / 60_000,
      }),
  });
}

async function readService({ clients, target }: Action): Promise<Service> {
  const { cluster, service: name } = target.names;
  const services = await clients.ecs.send(new DescribeServicesCommand({ cluster, services: [name] })).then(
    (answer) => answer.services ?? [],
    (error: unknown) => {
      if ((error as Error).name !== 'ClusterNotFoundException') throw error;
      return [];
    },
  );
  const service = services.find(({ status }) => status === 'ACTIVE');
  if (service !== undefined) return service;
  throw stop('WORKERS_MISSING', {
    cluster,
    service: name,
    region: target.region,
    stack: target.names.stack(target.regionKind),
  });
}

async function readTarget({ clients, target }: Action): Promise<ScalableTarget | undefined> {
  const { ServiceNamespace, ResourceId, ScalableDimension } = scalable(target);
  const { ScalableTargets = [] } = await clients.autoscaling.send(
    new DescribeScalableTargetsCommand({ ServiceNamespace, ResourceIds: [ResourceId], ScalableDimension }),
  );
  return ScalableTargets[0];
}

interface Scaling {
  readonly minCapacity?: number;
  readonly maxCapacity?: number;
  readonly suspended: Suspended;
}

/** Changes the scaling; limits that are not given stay as they are (Application Auto Scaling API reference). */
async function register(
  { clients, target }: Action,
  { minCapacity, maxCapacity, suspended }: Scaling,
): Promise<void> {
  await clients.autoscaling.send(
    new RegisterScalableTargetCommand({
      ...scalable(target),
      ...(minCapacity === undefined ? {} : { MinCapacity: minCapacity }),
      ...(maxCapacity === undefined ? {} : { MaxCapacity: maxCapacity }),
      SuspendedState: {
        DynamicScalingInSuspended: suspended.dynamicScalingIn,
        DynamicScalingOutSuspended: suspended.dynamicScalingOut,
        ScheduledScalingSuspended: suspended.scheduledScaling,
      },
    }),
  );
}

function scalable({ names }: Action['target']) {
  return {
    ServiceNamespace: 'ecs',
    ResourceId: `service/${names.cluster}/${names.service}`,
    ScalableDimension: 'ecs:service:DesiredCount',
  } as const;
}
