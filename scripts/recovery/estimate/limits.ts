import type { Range } from './range';
import { rangeOf } from './range';
import { valueOf, type AssumptionId } from './rates';
import type { Workload } from './workload';

/** Something that AWS allows only so much of, whatever time there is. */
export interface Limit {
  readonly id: string;
  readonly title: string;
  readonly needed: Range;
  readonly allowed: number;
  /** Whether the likely need is within it. */
  readonly holds: boolean;
  /** What helps, and in advance. */
  readonly lever: string;
  readonly assumptions: readonly AssumptionId[];
}

/** @param secretsQuota secrets that the recovery region may hold @default AWS's default quota */
export function limitsOf(
  { users, secrets }: Workload,
  secretsQuota = valueOf('secrets-per-region').likely,
): Limit[] {
  const peak = rangeOf((which) => users[which] * valueOf('peak-requests-per-user')[which]);
  return [
    limit({
      id: 'secrets-quota',
      title: 'secrets that the recovery region may hold',
      needed: secrets,
      allowed: secretsQuota,
      lever: `quota increase: ask AWS in advance for "Secrets in a Region" of ${Math.ceil(secrets.high).toLocaleString('en-US')} in both regions; or seal the secrets of a user into one item of the table`,
      assumptions: ['secrets-per-user', 'secrets-per-region'],
    }),
    limit({
      id: 'cold-table',
      title: 'writes a second that the restored table serves at once',
      needed: peak,
      allowed: valueOf('cold-writes').likely,
      lever: `warm throughput: raise WriteUnitsPerSecond of the restored table to ${Math.ceil(peak.high).toLocaleString('en-US')} before it is pointed to`,
      assumptions: ['peak-requests-per-user', 'cold-writes'],
    }),
  ];
}

function limit(props: Omit<Limit, 'holds'>): Limit {
  return { ...props, holds: props.needed.likely <= props.allowed };
}
