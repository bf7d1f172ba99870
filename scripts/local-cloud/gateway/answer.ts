import { honest } from './not-implemented';
import type { LocalService, ServiceContext, ServiceRequest, ServiceResponse } from './service';

export interface AnsweringProps extends ServiceContext {
  readonly services: readonly LocalService[];
}

/** Answers requests: the services of the local cloud are asked in turn, and what none answers goes to the store behind. */
export function answering({
  services,
  ...context
}: AnsweringProps): (request: ServiceRequest) => Promise<ServiceResponse> {
  return async (request) => {
    for (const service of services) {
      const response = await service.respond(request, context);
      if (response !== undefined) return honest(request, response);
    }
    return honest(request, await context.forward(request));
  };
}
