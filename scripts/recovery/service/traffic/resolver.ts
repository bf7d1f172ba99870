import { Resolver as DnsResolver } from 'node:dns/promises';
import { stop } from '../../../engine/errors';
import type { Stop } from '../../../engine/stop';
import { isLoopback } from '../../aws/loopback';

/** The IPv4 addresses of a name, as somebody's phone would be told them now; none when there is no such name. */
export type Resolver = (name: string) => Promise<readonly string[]>;

/** Milliseconds, and how often a question is asked. */
const PATIENCE = { timeout: 2_000, tries: 3 };

/** What a resolver says when it answers that there is nothing. */
const NOTHING: readonly string[] = ['ENOTFOUND', 'ENODATA'];

/**
 * The machine's own resolver, or the one of a rehearsal (`SYNCWELL_RESOLVER`, address and port), which only something
 * on this machine may have: another's answer would prove nothing of where real traffic goes.
 *
 * @throws Stop RESOLVER_REFUSED (usage)
 */
export function resolverFrom(env: Readonly<Record<string, string | undefined>>): Resolver {
  const given = env.SYNCWELL_RESOLVER;
  const resolver = new DnsResolver(PATIENCE);
  if (given !== undefined && given !== '') {
    if (!isLoopback(env.AWS_ENDPOINT_URL)) {
      throw refused('is only allowed with a local cloud, where AWS_ENDPOINT_URL is a loopback address');
    }
    if (!/^127\.0\.0\.1:\d{1,5}$/.test(given)) throw refused(`${JSON.stringify(given)}: give 127.0.0.1:PORT`);
    resolver.setServers([given]);
  }
  return async (name) => {
    try {
      return await resolver.resolve4(name);
    } catch (error) {
      if (NOTHING.includes((error as NodeJS.ErrnoException).code ?? '')) return [];
      throw error;
    }
  };
}

function refused(why: string): Stop {
  return stop('RESOLVER_REFUSED', { why });
}
