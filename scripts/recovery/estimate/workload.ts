import { exactly, rangeOf, type Range } from './range';
import { valueOf } from './rates';

/** How much there is to recover. */
export interface Workload {
  readonly users: Range;
  readonly items: Range;
  readonly bytes: Range;
  readonly secrets: Range;
  /** Where every figure is from, for people. */
  readonly from: string;
}

/** Seconds. */
const DAY = 86_400;

/** What is known; of the rest, what is assumed of a user gives an estimate. */
export interface Known {
  readonly users?: number | undefined;
  readonly items?: number | undefined;
  readonly bytes?: number | undefined;
  readonly secrets?: number | undefined;
}

/**
 * @param from where the figures are from, for people
 * @throws Error when neither users nor items are known
 */
export function workloadOf({ users: known, items, bytes, secrets }: Known, from: string): Workload {
  if (known === undefined && items === undefined) throw new Error('neither users nor items are known');
  const perUser = valueOf('items-per-user');
  const users = known === undefined ? exactly(Math.round((items ?? 0) / perUser.likely)) : exactly(known);
  const estimated = (each: Range, known: number | undefined): Range =>
    known === undefined ? rangeOf((which) => users[which] * each[which]) : exactly(known);
  const allItems = estimated(perUser, items);
  const size = valueOf('bytes-per-item');
  return {
    users,
    items: allItems,
    bytes: bytes === undefined ? rangeOf((which) => allItems[which] * size[which]) : exactly(bytes),
    secrets: estimated(valueOf('secrets-per-user'), secrets),
    from,
  };
}

/** Seconds that so many take at so many a second. */
export function takes(count: Range, perSecond: Range): Range {
  return rangeOf((which) => count[which] / perSecond[which]);
}

/** Seconds of one parallel scan with every item checked: the service or the reader is the slower one. */
export function scanTakes({ items, bytes }: Workload): Range {
  const reader = takes(items, valueOf('scan-client'));
  const units = rangeOf((which) => (bytes[which] / 1_000_000) * valueOf('scan-units-per-mb')[which]);
  const service = takes(units, valueOf('cold-reads'));
  return rangeOf((which) => Math.max(reader[which], service[which]));
}

/** Tokens that the service renews a second: no more than it may. */
export function renewedPerSecond({ secrets }: Workload): Range {
  const [perDay, allowed] = [valueOf('renewals-per-day'), valueOf('write-secret')];
  return rangeOf((which) => Math.min((secrets[which] * perDay[which]) / DAY, allowed[which]));
}

/** Seconds of one round of sealing what changed: fewer are renewed than can be read while all are being listed. */
export function roundTakes({ secrets }: Workload): Range {
  return takes(secrets, valueOf('list-secrets'));
}
