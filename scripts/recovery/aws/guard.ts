import type { FinalizeRequestMiddleware } from '@smithy/types';
import type { Clients } from './clients';

const NAME = 'mayGoOn';

/**
 * Asks before every attempt of every call that could change something whether it may still be made. A process that
 * slept (a laptop whose lid was closed) wakes up in the middle of an action, behind every check that was made before:
 * its next attempt must not reach the cloud when somebody else has taken over meanwhile.
 *
 * @param mayGoOn throws when not
 * @returns what takes the guard away again
 */
export function guardCalls(clients: Clients, mayGoOn: () => Promise<void>): () => void {
  const guard: FinalizeRequestMiddleware<object, object> = (next) => async (args) => {
    await mayGoOn();
    return next(args);
  };
  // Not `audit`: the lease itself is kept there, and its lines are guarded by their numbers.
  const { dynamodb, secrets, appconfig, ssm, ecs, autoscaling, cloudwatch } = clients;
  const guarded = [dynamodb, secrets, appconfig, ssm, ecs, autoscaling, cloudwatch].map(
    ({ middlewareStack }) => middlewareStack as unknown as Stack,
  );
  for (const stack of guarded) {
    stack.addRelativeTo(guard, { name: NAME, relation: 'after', toMiddleware: 'retryMiddleware' });
  }
  return () => {
    for (const stack of guarded) stack.remove(NAME);
  };
}

/** What the stacks of all clients have in common. */
interface Stack {
  addRelativeTo(
    middleware: FinalizeRequestMiddleware<object, object>,
    options: { name: string; relation: 'after'; toMiddleware: string },
  ): void;
  remove(name: string): boolean;
}
