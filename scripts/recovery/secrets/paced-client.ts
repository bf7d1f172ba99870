import type {
  SecretsManagerClient,
  ServiceInputTypes,
  ServiceOutputTypes,
} from '@aws-sdk/client-secrets-manager';
import type { FinalizeRequestMiddleware } from '@smithy/types';
import type { Action } from '../aws/action';
import { LIMITS, SHARE } from './limits';
import { Pace } from './pace';

const NAME = 'pace';

/**
 * Makes a client keep to the service's quotas: every attempt of a call waits for its turn, those of the SDK's retries
 * too, since a refused call counts like any other. A client that does so already stays as it is.
 *
 * @returns the same client
 */
export function paced(
  client: SecretsManagerClient,
  action: Pick<Action, 'clock' | 'signal'>,
): SecretsManagerClient {
  if (client.middlewareStack.identify().some((entry) => entry.startsWith(NAME))) return client;
  const paces = new Map<string, Pace>();
  for (const { perSecond, operations } of LIMITS) {
    const own = new Pace(action, perSecond * SHARE);
    for (const operation of operations) paces.set(operation, own);
  }
  const pace: FinalizeRequestMiddleware<ServiceInputTypes, ServiceOutputTypes> =
    (next, { commandName = '' }) =>
    async (args) => {
      const own = paces.get(commandName.replace(/Command$/, ''));
      await own?.take();
      try {
        return await next(args);
      } catch (error) {
        if (error instanceof Error && error.name === 'ThrottlingException') own?.refused();
        throw error;
      }
    };
  client.middlewareStack.addRelativeTo(pace, {
    name: NAME,
    relation: 'after',
    toMiddleware: 'retryMiddleware',
  });
  return client;
}
