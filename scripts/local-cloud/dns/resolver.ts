import type { Clock } from '../clock';
import { answerQuestion, type Answer, type Question } from './answer';
import { isHealthy } from './health';
import type { ObjectWatch } from './object-watch';
import type { HealthCheck, PublicDns } from './zone';

export interface ResolverProps {
  readonly read: () => PublicDns | Promise<PublicDns>;
  readonly watch: Pick<ObjectWatch, 'observationsOf'>;
  /** Whether a stranger may read the object of a path `/bucket/key`. */
  readonly isPublic: (path: string) => boolean | Promise<boolean>;
  readonly clock: Pick<Clock, 'now'>;
}

/** Answers a question about a name of the public DNS. */
export type Resolver = (question: Question) => Promise<Answer>;

/** Public DNS as a resolver sees it: the records, and the health checks that choose between them. */
export function createResolver({ read, watch, isPublic, clock }: ResolverProps): Resolver {
  const judge = async (check: HealthCheck): Promise<boolean> => {
    const path = objectOf(check);
    // What is no object of ours answers no checker.
    const seen = path !== undefined && (await isPublic(path)) ? await watch.observationsOf(path) : [];
    return isHealthy(check, seen, clock.now());
  };
  return async (question) => {
    const dns = await read();
    const health = new Map<string, boolean>();
    for (const check of dns.healthChecks) health.set(check.id, await judge(check));
    return answerQuestion(dns, question, (id) => health.get(id) ?? true);
  };
}

/** The addresses of a name, as `resolve4` of `node:dns` has them: none when there is no such name. */
export async function resolveAddresses(resolver: Resolver, name: string): Promise<readonly string[]> {
  const answer = await resolver({ name, type: 'A' });
  if (answer.kind === 'alias') return resolveAddresses(resolver, answer.target);
  return answer.kind === 'addresses' ? answer.addresses : [];
}

/** `/bucket/key` of an address with the bucket in its name; undefined for any other address. */
function objectOf({ fqdn, resourcePath }: HealthCheck): string | undefined {
  const [, bucket] = /^(.+)\.s3\.[a-z0-9-]+\.amazonaws\.com$/.exec(fqdn) ?? [];
  return bucket === undefined ? undefined : `/${bucket}${resourcePath}`;
}
