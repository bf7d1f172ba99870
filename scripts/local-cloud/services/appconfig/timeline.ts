import { percentages, type Pace } from './growth';

const MINUTE = 60_000;

/**
 * How long a rollback lasts, in milliseconds. AWS names the state (ROLLING_BACK) but no figure: the few seconds are
 * ours, so that a tool that does not wait for ROLLED_BACK is caught.
 */
export const ROLLBACK_DURATION = 5_000;

export type TriggeredBy = 'USER' | 'APPCONFIG' | 'CLOUDWATCH_ALARM' | 'INTERNAL_ERROR';
export type DeploymentState =
  'DEPLOYING' | 'BAKING' | 'COMPLETE' | 'ROLLING_BACK' | 'ROLLED_BACK' | 'REVERTED';
export type EventType =
  | 'DEPLOYMENT_STARTED'
  | 'PERCENTAGE_UPDATED'
  | 'BAKE_TIME_STARTED'
  | 'DEPLOYMENT_COMPLETED'
  | 'ROLLBACK_STARTED'
  | 'ROLLBACK_COMPLETED'
  | 'REVERT_COMPLETED';

/** The moment at which somebody or something ended a deployment. */
export interface Mark {
  readonly at: number;
  readonly by: TriggeredBy;
  readonly reason: string;
}

/** All that is known of a deployment's course; the rest follows from the clock. Times in milliseconds. */
export interface Timeline {
  readonly startedAt: number;
  readonly strategy: Pace;
  readonly rollback?: Mark | undefined;
  readonly revert?: Mark | undefined;
}

export interface Occurrence {
  readonly at: number;
  readonly type: EventType;
  readonly by: TriggeredBy;
  readonly description: string;
  /** State and reach of the deployment from this moment on. */
  readonly state: DeploymentState;
  readonly percentage: number;
}

export interface Progress {
  readonly state: DeploymentState;
  /** Percentage of the sessions that see the new version. */
  readonly percentage: number;
  /** Oldest first. */
  readonly events: readonly Occurrence[];
  readonly completedAt: number | undefined;
}

/** What happens after the start when nobody interferes, in order. */
function plan({ startedAt, strategy }: Timeline): Occurrence[] {
  const duration = strategy.DeploymentDurationInMinutes * MINUTE;
  const bakeStart = startedAt + duration;
  const steps = percentages(strategy);
  const growth = steps.map((percentage, index): Occurrence => ({
    at: startedAt + (duration * (index + 1)) / steps.length,
    type: 'PERCENTAGE_UPDATED',
    by: 'APPCONFIG',
    description: `Configuration available to ${percentage.toFixed(2)}% of clients`,
    state: 'DEPLOYING',
    percentage,
  }));
  return [
    ...growth,
    {
      at: bakeStart,
      type: 'BAKE_TIME_STARTED',
      by: 'APPCONFIG',
      description: 'Deployment bake time started',
      state: 'BAKING',
      percentage: 100,
    },
    {
      at: bakeStart + strategy.FinalBakeTimeInMinutes * MINUTE,
      type: 'DEPLOYMENT_COMPLETED',
      by: 'APPCONFIG',
      description: 'Deployment completed',
      state: 'COMPLETE',
      percentage: 100,
    },
  ];
}

function rollbackEvents({ at, by, reason }: Mark): Occurrence[] {
  return [
    { at, type: 'ROLLBACK_STARTED', by, description: reason, state: 'ROLLING_BACK', percentage: 0 },
    {
      at: at + ROLLBACK_DURATION,
      type: 'ROLLBACK_COMPLETED',
      by: 'APPCONFIG',
      description: 'Rollback completed',
      state: 'ROLLED_BACK',
      percentage: 0,
    },
  ];
}

function revertEvents({ at, by, reason }: Mark): Occurrence[] {
  return [{ at, type: 'REVERT_COMPLETED', by, description: reason, state: 'REVERTED', percentage: 0 }];
}

/**
 * A deployment at a moment, computed from its start, its strategy and its marks alone: nothing has to tick.
 *
 * Steps are spread evenly over the duration, as the AppConfig user guide tabulates it ("Working with deployment
 * strategies": 20 % over 10 hours is 20 % after 2 hours, 100 % after 10).
 *
 * @param now milliseconds; a moment before the start shows the deployment as StartDeployment answers it
 */
export function progressAt(timeline: Timeline, now: number): Progress {
  const { startedAt, rollback, revert } = timeline;
  const started: Occurrence = {
    at: startedAt,
    type: 'DEPLOYMENT_STARTED',
    by: 'USER',
    description: 'Deployment started',
    state: 'DEPLOYING',
    percentage: 0,
  };
  const end = rollback?.at ?? Infinity;
  const later = [
    ...plan(timeline).filter(({ at }) => at <= end),
    ...(rollback === undefined ? [] : rollbackEvents(rollback)),
    ...(revert === undefined ? [] : revertEvents(revert)),
  ].filter(({ at }) => at <= now);
  const { state, percentage } = later.at(-1) ?? started;
  return {
    state,
    percentage,
    events: [started, ...later],
    completedAt: later.find(({ type }) => type === 'DEPLOYMENT_COMPLETED' || type === 'ROLLBACK_COMPLETED')
      ?.at,
  };
}

/** Whether the environment is busy with it: nothing else may be deployed there. */
export function isRunning(state: DeploymentState): boolean {
  return state === 'DEPLOYING' || state === 'BAKING' || state === 'ROLLING_BACK';
}

/** Whether it can still be stopped. */
export function isStoppable(state: DeploymentState): boolean {
  return state === 'DEPLOYING' || state === 'BAKING';
}
