import { createHash } from 'node:crypto';
import type { LocalService } from '../gateway/service';
import { editJson, type Json } from './support/json';

/**
 * What API Gateway says of a domain name that moto leaves out: its state, and the name to which the records point
 * (API Gateway V2 API reference, DomainNameConfiguration). It is available at once.
 */
export function createApiDomainNames(): LocalService {
  return {
    name: 'apigateway domain names',
    async respond(request, { forward }) {
      if (request.service !== 'apigateway' || !/^\/v2\/domainnames(\/[^/]+)?$/.test(request.path))
        return undefined;
      const complete = (domain: Json): Json => ({
        ...domain,
        // moto shows an empty one that nobody asked for.
        mutualTlsAuthentication: undefined,
        domainNameConfigurations: (domain.domainNameConfigurations as Json[] | undefined)?.map(
          (configuration) => ({
            ...configuration,
            domainNameStatus: 'AVAILABLE',
            apiGatewayDomainName: `d-${digest(`${String(domain.domainName)} ${request.region}`)}.execute-api.${request.region}.amazonaws.com`,
            hostedZoneId: `Z${digest(request.region).toUpperCase()}`,
          }),
        ),
      });
      return editJson(await forward(request), (content) =>
        Array.isArray(content.items)
          ? { ...content, items: (content.items as Json[]).map(complete) }
          : complete(content),
      );
    },
  };
}

/** Ten characters that are always the same for the same text. */
function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 10);
}
