import type { LocalService } from '../gateway/service';
import { editJson, jsonBody, type Json } from './support/json';
import { Regional } from './support/regional';

/** What moto takes of a service and forgets, with the value that a service has unless told (Amazon ECS API reference, Service). */
const FORGOTTEN: Json = {
  availabilityZoneRebalancing: 'DISABLED',
  enableECSManagedTags: false,
  healthCheckGracePeriodSeconds: 0,
};

/** Cloud milliseconds until a task runs after it was asked for, and until it is gone. */
export const START_TIME = 60_000;
const STOP_TIME = 30_000;

interface ServiceState {
  readonly remembered: Json;
  readonly desired: number;
  /** How many ran when `desired` was set. */
  readonly before: number;
  /** When `desired` was set; cloud time in milliseconds. */
  readonly since: number;
}

/**
 * ECS services that remember all they were asked to be, and whose counts follow what was asked after the time that
 * Fargate takes. No container runs.
 */
export function createEcsServices(): LocalService {
  const services = new Regional(() => new Map<string, ServiceState>());
  return {
    name: 'ecs services',
    async respond(request, { forward, clock }) {
      if (request.service !== 'ecs') return undefined;
      const states = services.of(request);
      const complete = (service: Json): Json => {
        const state = states.get(String(service.serviceArn));
        return { ...service, ...(state?.remembered ?? FORGOTTEN), ...countsOf(state, clock.now()) };
      };
      switch (request.operation) {
        case 'CreateService':
        case 'UpdateService': {
          const asked = Object.entries(jsonBody(request)).filter(([key]) => key in FORGOTTEN);
          return editJson(await forward(request), (content) => {
            const service = content.service as Json;
            const arn = String(service.serviceArn);
            const last = states.get(arn);
            const desired = Number(service.desiredCount ?? 0);
            const remembered = { ...FORGOTTEN, ...last?.remembered, ...Object.fromEntries(asked) };
            const now = clock.now();
            states.set(
              arn,
              last?.desired === desired
                ? { ...last, remembered }
                : { remembered, desired, before: running(last, now), since: now },
            );
            return { ...content, service: complete(service) };
          });
        }
        case 'DescribeServices':
          return editJson(await forward(request), (content) => ({
            ...content,
            services: (content.services as Json[]).map(complete),
          }));
        default:
          return undefined;
      }
    },
  };
}

function running(state: ServiceState | undefined, now: number): number {
  if (state === undefined) return 0;
  const { desired, before, since } = state;
  return now >= since + (desired > before ? START_TIME : STOP_TIME) ? desired : before;
}

function countsOf(state: ServiceState | undefined, now: number): Json {
  if (state === undefined) return {};
  const runningCount = running(state, now);
  return { runningCount, pendingCount: Math.max(0, state.desired - runningCount) };
}
