import type { LocalService } from '../gateway/service';
import { editJson, jsonBody, type Json } from './support/json';
import { Regional } from './support/regional';

/** What moto takes of a service and forgets, with the value that a service has unless told (Amazon ECS API reference, Service). */
const FORGOTTEN: Json = {
  availabilityZoneRebalancing: 'DISABLED',
  enableECSManagedTags: false,
  healthCheckGracePeriodSeconds: 0,
};

/** ECS services that remember all they were asked to be. */
export function createEcsServices(): LocalService {
  const services = new Regional(() => new Map<string, Json>());
  return {
    name: 'ecs services',
    async respond(request, { forward }) {
      if (request.service !== 'ecs') return undefined;
      const remembered = services.of(request);
      const complete = (service: Json): Json => ({
        ...service,
        ...(remembered.get(String(service.serviceArn)) ?? FORGOTTEN),
      });
      switch (request.operation) {
        case 'CreateService':
        case 'UpdateService': {
          const asked = Object.entries(jsonBody(request)).filter(([key]) => key in FORGOTTEN);
          return editJson(await forward(request), (content) => {
            const service = content.service as Json;
            const arn = String(service.serviceArn);
            remembered.set(arn, { ...FORGOTTEN, ...remembered.get(arn), ...Object.fromEntries(asked) });
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
