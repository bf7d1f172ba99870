import { Route53Client } from '@aws-sdk/client-route-53';
import type { Clock } from '../clock';
import type { ServiceRequest, ServiceResponse } from '../gateway/service';
import type { ObjectWatch } from './object-watch';
import { isPublic } from './public-objects';
import { createResolver } from './resolver';
import { readRoute53 } from './route53';
import { serveDns } from './server';

export interface PublicDnsProps {
  /** moto's port on loopback. */
  readonly motoPort: number;
  readonly watch: ObjectWatch;
  /** The cloud's services, past dark regions and faults. */
  readonly ask: (request: ServiceRequest) => Promise<ServiceResponse>;
  readonly clock: Pick<Clock, 'now'>;
}

/**
 * Serves, on a free UDP port of loopback, what a resolver would see of the account's public zones. That is data plane:
 * it goes past dark regions and faults, and is in no log of requests.
 */
export async function servePublicDns({
  motoPort,
  watch,
  ask,
  clock,
}: PublicDnsProps): Promise<{ readonly port: number; readonly close: () => void }> {
  const route53 = new Route53Client({
    region: 'us-east-1',
    endpoint: `http://127.0.0.1:${motoPort}`,
    credentials: { accessKeyId: 'local-cloud', secretAccessKey: 'local-cloud' },
  });
  const resolver = createResolver({
    read: () => readRoute53(route53),
    watch,
    isPublic: (path) => isPublic(path, ask),
    clock,
  });
  const { socket, port } = await serveDns(resolver);
  return {
    port,
    close: () => {
      socket.close();
    },
  };
}
