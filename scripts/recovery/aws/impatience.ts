import { NodeHttpHandler } from '@smithy/node-http-handler';
import type { ConnectProps } from './clients';

/** Milliseconds, and calls of one command: a service that does not answer is told in seconds. */
const TIMEOUTS = { connectionTimeout: 2_000, requestTimeout: 3_000, throwOnRequestTimeout: true };
const ATTEMPTS = 3;

/** For those who only look: a region that is lost must not hold up what is told of the other one. */
export function impatience(): Pick<ConnectProps, 'requestHandler' | 'attempts'> {
  return { requestHandler: new NodeHttpHandler(TIMEOUTS), attempts: ATTEMPTS };
}
