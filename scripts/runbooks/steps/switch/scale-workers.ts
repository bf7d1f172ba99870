import type { RegionKind } from '../../../../settings/regions';
import {
  readWorkers,
  resumeWorkers,
  suspendScaling,
  type WorkersBefore,
} from '../../../recovery/service/writers/workers';
import { stop } from '../../../engine/errors';
import { actionOf, known, type RecoveryContext, type RecoveryStep } from '../../world';

export interface ScaleWorkersProps {
  readonly needs: readonly string[];
}

/** Brings the fleet of the region that is to serve to the size of the primary region's. */
export function scaleWorkers({ needs }: ScaleWorkersProps): RecoveryStep {
  return {
    id: 'scale-workers',
    title: 'Start the workers',
    why: 'Until here nobody read or wrote there. Their scaling is switched off while they start, so that it does not take away what was asked for; then it takes over, with the limits of the fleet that served before.',
    needs,
    budgetMinutes: 15,
    byHand:
      'aws ecs update-service --desired-count MIN; aws ecs wait services-stable; aws application-autoscaling register-scalable-target with MIN and MAX of primary.fleet in settings/ENVIRONMENT.json.',
    proves: 'as many workers run as were asked for, in one deployment, and their scaling is on.',
    async check(context) {
      const wanted = context.facts.workersWanted;
      return wanted !== undefined && (await areThere(context, wanted)) ? 'done' : 'to do';
    },
    plan(context) {
      const { desiredCount, scaling } = fleetOf(context, 'primary');
      return [
        `start ${desiredCount} workers, then let them scale from ${scaling?.minCapacity ?? 0} to ${scaling?.maxCapacity ?? 0}`,
      ];
    },
    async run(context) {
      const action = actionOf(context);
      const wanted = fleetOf(context, 'primary');
      await context.record({ workersWanted: wanted });
      await suspendScaling(action);
      await resumeWorkers(action, wanted);
    },
    async verify(context) {
      const wanted = known(context, 'workersWanted');
      if (await areThere(context, wanted)) return { workers: wanted.desiredCount };
      throw stop('WORKERS_NOT_THERE', { wanted: wanted.desiredCount, incident: context.incident });
    },
    async undo(context) {
      await resumeWorkers(actionOf(context), known(context, 'workersBefore'));
    },
  };
}

/** Lets the region that no longer serves wait, as its settings say: without workers, with its scaling on. */
export function dimPilotLight({ needs }: ScaleWorkersProps): RecoveryStep {
  return {
    id: 'pilot-light',
    title: 'Let the fleet that is left wait again',
    why: 'It was stopped by the halt. Its limits go back to those of the settings, so that it costs what a pilot light costs and the next incident finds it as it was.',
    needs,
    budgetMinutes: 10,
    byHand:
      'aws ecs update-service --desired-count MIN and aws application-autoscaling register-scalable-target with MIN and MAX of recovery.fleet in settings/ENVIRONMENT.json.',
    proves: 'as many workers are asked for as the settings say, and their scaling is on.',
    check: async (context) => ((await isPilotLight(context)) ? 'done' : 'to do'),
    plan: (context) => [`ask for ${waitingFleet(context).desiredCount} workers, scaling on`],
    run: (context) => resumeWorkers(actionOf(context), waitingFleet(context)),
    async verify(context) {
      if (await isPilotLight(context)) return { workers: waitingFleet(context).desiredCount };
      throw stop('PILOT_LIGHT_NOT_DIM', { region: context.world.target.region, incident: context.incident });
    },
  };
}

async function isPilotLight(context: RecoveryContext): Promise<boolean> {
  const wanted = waitingFleet(context);
  const { desiredCount } = await readWorkers(actionOf(context));
  return desiredCount === wanted.desiredCount && areThere(context, wanted);
}

function waitingFleet(context: RecoveryContext): WorkersBefore {
  return fleetOf(context, 'recovery');
}

/** What a region's fleet is by the settings. @param regionKind the region whose limits count */
function fleetOf({ world }: RecoveryContext, regionKind: RegionKind): WorkersBefore {
  const { minTasks, maxTasks } = world.target.settings[regionKind].fleet;
  return {
    desiredCount: minTasks,
    scaling: {
      minCapacity: minTasks,
      maxCapacity: maxTasks,
      suspended: { dynamicScalingIn: false, dynamicScalingOut: false, scheduledScaling: false },
    },
  };
}

/** Scaling may have asked for more since. */
async function areThere(
  context: RecoveryContext,
  { desiredCount, scaling }: WorkersBefore,
): Promise<boolean> {
  const now = await readWorkers(actionOf(context));
  const isOn = now.scaling === null || Object.values(now.scaling.suspended).every((suspended) => !suspended);
  return isOn && now.desiredCount >= desiredCount && now.scaling?.minCapacity === scaling?.minCapacity;
}
