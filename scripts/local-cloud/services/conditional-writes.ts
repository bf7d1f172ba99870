import type { LocalService, ServiceResponse } from '../gateway/service';

/**
 * S3 writes with a condition (`If-Match`, `If-None-Match`), one after the other for each object: moto looks and writes
 * in two steps, between which another thread may write, and then both writers are told that they were first.
 */
export function createConditionalWrites(): LocalService {
  const last = new Map<string, Promise<ServiceResponse>>();
  return {
    name: 'conditional writes',
    respond(request, { forward }) {
      const { service, method, path, headers } = request;
      const conditional = headers['if-match'] !== undefined || headers['if-none-match'] !== undefined;
      if (service !== 's3' || method !== 'PUT' || !conditional) return Promise.resolve(undefined);
      const before = last.get(path) ?? Promise.resolve();
      const answer = before.then(
        () => forward(request),
        () => forward(request),
      );
      last.set(path, answer);
      const forget = (): void => {
        if (last.get(path) === answer) last.delete(path);
      };
      answer.then(forget, forget);
      return answer;
    },
  };
}
