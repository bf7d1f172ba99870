import type { LocalService } from '../gateway/service';
import { editJson, jsonBody, type Json } from './support/json';
import { Regional } from './support/regional';

/** Balancing over zones, which moto takes and forgets (Amazon ECS API reference, Service). */
export function createEcsServices(): LocalService {
  const asked = new Regional(() => new Map<string, unknown>());
  return {
    name: 'ecs services',
    async respond(request, { forward }) {
      if (request.service !== 'ecs') return undefined;
      const settings = asked.of(request);
      const complete = (service: Json): Json => ({
        ...service,
        availabilityZoneRebalancing: settings.get(String(service.serviceArn)) ?? 'DISABLED',
      });
      switch (request.operation) {
        case 'CreateService':
        case 'UpdateService': {
          const { availabilityZoneRebalancing } = jsonBody(request);
          return editJson(await forward(request), (content) => {
            const service = content.service as Json;
            if (availabilityZoneRebalancing !== undefined) {
              settings.set(String(service.serviceArn), availabilityZoneRebalancing);
            }
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
