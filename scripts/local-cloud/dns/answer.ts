import { createHash } from 'node:crypto';
import { bareName, type PublicDns, type RecordSet } from './zone';

/** What a resolver says to a question. */
export type Answer =
  | { readonly kind: 'addresses'; readonly name: string; readonly addresses: readonly string[] }
  | { readonly kind: 'alias'; readonly name: string; readonly target: string }
  /** The name exists, but has nothing of the type that was asked for. */
  | { readonly kind: 'nothing' }
  | { readonly kind: 'no-such-name' };

export interface Question {
  readonly name: string;
  readonly type: string;
}

/**
 * Answers as Route 53 does: of a failover pair the primary record while it is healthy, else the secondary one (Route 53
 * developer guide, "Failover routing"); for an alias the addresses of the name it stands for.
 *
 * @param isHealthy tells of a health check by its id; one that is not known counts as healthy
 */
export function answerQuestion(
  { records }: Pick<PublicDns, 'records'>,
  { name, type }: Question,
  isHealthy: (healthCheckId: string) => boolean,
): Answer {
  const asked = bareName(name);
  const named = records.filter((record) => record.name === asked);
  if (named.length === 0 && !isOfAws(asked)) return { kind: 'no-such-name' };
  if (isOfAws(asked)) {
    return type === 'A'
      ? { kind: 'addresses', name: asked, addresses: addressesOf(asked) }
      : { kind: 'nothing' };
  }
  const record = choose(
    named.filter((candidate) => candidate.type === type || candidate.type === 'CNAME'),
    isHealthy,
  );
  if (record === undefined) return { kind: 'nothing' };
  const [value = ''] = record.values;
  if (record.type === 'CNAME') return { kind: 'alias', name: asked, target: bareName(value) };
  if (type !== 'A') return { kind: 'nothing' };
  const addresses = record.alias === undefined ? record.values : addressesOf(record.alias);
  return { kind: 'addresses', name: asked, addresses };
}

function choose(
  candidates: readonly RecordSet[],
  isHealthy: (healthCheckId: string) => boolean,
): RecordSet | undefined {
  const primary = candidates.find(({ failover }) => failover !== 'SECONDARY');
  const secondary = candidates.find(({ failover }) => failover === 'SECONDARY');
  const fails = primary?.healthCheckId !== undefined && !isHealthy(primary.healthCheckId);
  return fails ? (secondary ?? primary) : (primary ?? secondary);
}

/** The names that AWS gives, to which aliases point: each has its addresses, which no record of ours says. */
function isOfAws(name: string): boolean {
  return name.endsWith('.amazonaws.com');
}

/**
 * Two addresses that are always the same for the same name, and hardly ever those of another. They lie in the network
 * that is set apart for tests of devices (RFC 2544), where nothing answers.
 */
export function addressesOf(name: string): string[] {
  const hash = createHash('sha256').update(bareName(name)).digest();
  return [0, 3].map((at) => {
    const [high = 0, middle = 0, low = 0] = hash.subarray(at, at + 3);
    return `198.${18 + (high % 2)}.${middle}.${low}`;
  });
}
