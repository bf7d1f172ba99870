import type { LocalService } from '../gateway/service';
import { jsonBody } from './support/json';

const BY_NAME = new Set(['DeleteTrail', 'StartLogging', 'StopLogging', 'UpdateTrail']);

/** CloudTrail takes a trail's ARN wherever it takes its name (CloudTrail API reference); moto, in these calls, the name only. */
export function createTrailNames(): LocalService {
  return {
    name: 'cloudtrail names',
    async respond(request, { forward }) {
      const { service, operation = '' } = request;
      if (service !== 'cloudtrail' || !BY_NAME.has(operation)) return undefined;
      const body = jsonBody(request);
      const name = String(body.Name).split(':trail/').at(-1);
      return forward({ ...request, body: Buffer.from(JSON.stringify({ ...body, Name: name })) });
    },
  };
}
