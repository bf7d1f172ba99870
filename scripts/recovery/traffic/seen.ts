import { GetParameterCommand, ParameterNotFound } from '@aws-sdk/client-ssm';
import { Stop } from '../../runbook/stop';
import type { Action } from '../action';
import { waitUntil } from '../wait-until';
import type { Resolver } from './resolver';

/**
 * The name in the target's region that traffic has to reach, as its foundation published it.
 *
 * @throws Stop API_DOMAIN_MISSING (precondition)
 */
export async function apiDomainTarget({
  clients,
  target,
}: Pick<Action, 'clients' | 'target'>): Promise<string> {
  const Name = target.names.apiDomainTargetParameter;
  try {
    const { Parameter } = await clients.ssm.send(new GetParameterCommand({ Name }));
    return Parameter?.Value ?? '';
  } catch (error) {
    if (!(error instanceof ParameterNotFound)) throw error;
    throw new Stop({
      kind: 'precondition',
      code: 'API_DOMAIN_MISSING',
      message: `the parameter ${Name} does not exist in ${target.region}: its foundation has no domain name for ${target.settings.domain.api} to point to`,
      next: `npx cdktf deploy ${target.names.foundationStack(target.role)}`,
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

/**
 * Waits until a resolver sends whoever asks for the API's name to the target's region: the name has addresses, and all
 * of them are addresses of the region's own name. That one has more than it says at a time, and says others later, so
 * that all that it ever said count.
 *
 * @throws Stop TRAFFIC_NOT_SEEN (verification) with the addresses that were got instead; API_DOMAIN_MISSING
 */
export async function awaitTraffic(action: Action, resolver: Resolver): Promise<SeenTraffic> {
  const { api } = action.target.settings.domain;
  const target = await apiDomainTarget(action);
  const known = new Set<string>();
  let addresses: readonly string[] = [];
  return waitUntil(action, {
    look: async () => {
      const [theirs, found] = await Promise.all([resolver(target), resolver(api)]);
      for (const address of theirs) known.add(address);
      addresses = found;
      action.progress(`${api} is at ${found.length === 0 ? 'no address' : found.join(', ')}`);
      const there = found.length > 0 && found.every((address) => known.has(address));
      return there ? { name: api, target, addresses: [...found].sort() } : undefined;
    },
    every: EVERY,
    within: WITHIN,
    otherwise: () =>
      new Stop({
        kind: 'verification',
        code: 'TRAFFIC_NOT_SEEN',
        message: `${WITHIN / 60_000} minutes after the switch ${api} is still at ${addresses.join(', ') || 'no address'}, not at the addresses of ${target} (${[...known].join(', ') || 'none'})`,
        next: `dig +short ${api} ${target}`,
      }),
  });
}
