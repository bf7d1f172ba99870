import { GetParameterCommand, ParameterNotFound } from '@aws-sdk/client-ssm';
import { stop } from '../../../engine/errors';
import type { Action, RegionClients } from '../../aws/action';
import { waitUntil } from '../../aws/wait-until';
import type { Resolver } from './resolver';

/**
 * The name in the target's region that traffic has to reach, as its foundation published it.
 *
 * @throws Stop API_DOMAIN_MISSING (precondition)
 */
export async function apiDomainTarget({ clients, target }: RegionClients): Promise<string> {
  const Name = target.names.apiDomainTargetParameter;
  try {
    const { Parameter } = await clients.ssm.send(new GetParameterCommand({ Name }));
    return Parameter?.Value ?? '';
  } catch (error) {
    if (!(error instanceof ParameterNotFound)) throw error;
    throw stop('API_DOMAIN_MISSING', {
      parameter: Name,
      region: target.region,
      api: target.settings.domain.api,
      stack: target.names.foundationStack(target.regionKind),
    });
  }
}

/** What a resolver was seen to say. */
export interface SeenTraffic {
  readonly name: string;
  readonly target: string;
  readonly addresses: readonly string[];
}

/** Milliseconds. A health check takes three looks, ten seconds apart; answers are kept for a minute (aws-facts.md, 7.8). */
const EVERY = 5_000;
const WITHIN = 10 * 60_000;
/** At least, however long a resolver takes to say that it cannot tell. */
const LOOKS = 10;

/**
 * Waits until a resolver sends whoever asks for the API's name to the target's region: the name has addresses, and all
 * of them are addresses of the region's own name. That one has more than it says at a time, and says others later, so
 * that all that it ever said count. A resolver that does not answer is asked again: in an outage it has much to do.
 *
 * @throws Stop TRAFFIC_NOT_SEEN (verification) with the addresses that were got instead, or why there was no answer;
 * API_DOMAIN_MISSING
 */
export async function awaitTraffic(action: Action, resolver: Resolver): Promise<SeenTraffic> {
  const { api } = action.target.settings.domain;
  const target = await apiDomainTarget(action);
  const known = new Set<string>();
  let said = 'no address';
  return waitUntil(action, {
    look: async () => {
      const [theirs, asked] = await Promise.allSettled([resolver(target), resolver(api)]);
      for (const address of theirs.status === 'fulfilled' ? theirs.value : []) known.add(address);
      const found = asked.status === 'fulfilled' ? asked.value : [];
      said = failureOf(theirs) ?? failureOf(asked) ?? (found.join(', ') || 'no address');
      action.progress(`${api}: ${said}`);
      const there = found.length > 0 && found.every((address) => known.has(address));
      return there ? { name: api, target, addresses: [...found].sort() } : undefined;
    },
    every: EVERY,
    within: WITHIN,
    looks: LOOKS,
    otherwise: () =>
      stop('TRAFFIC_NOT_SEEN', { api, said, target, addresses: [...known], minutes: WITHIN / 60_000 }),
  });
}

function failureOf(result: PromiseSettledResult<unknown>): string | undefined {
  return result.status === 'rejected' ? (result.reason as Error).message : undefined;
}
