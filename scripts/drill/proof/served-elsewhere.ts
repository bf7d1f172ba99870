import type { RegionKind } from '../../../settings';
import type { PointerDocument } from '../../../settings/runtime-documents';
import type { Probe, Stay } from '../outage/probe';
import type { Finding } from './finding';

/** Who starts now must be sent to that table, under a higher epoch, and may write. */
export function provePointerMoved(
  before: PointerDocument,
  now: PointerDocument,
  { table, incident }: { readonly table: string; readonly incident: string },
): Finding {
  return {
    id: 'pointer',
    claim: 'AppConfig serves the right table to a worker that starts then, with writes allowed',
    holds:
      now.tableName === table && now.epoch > before.epoch && now.writesEnabled && now.incidentId === incident,
    evidence: `${now.tableName}, epoch ${now.epoch} after ${before.epoch}, writes ${now.writesEnabled ? 'allowed' : 'halted'}, incident ${now.incidentId ?? 'none'}`,
  };
}

/** DNS must have sent the users there and back; `lost` in milliseconds since the epoch, `now` is where it sends them at the end. */
export function proveTraffic(
  { stays }: Pick<Probe, 'stays'>,
  { lost, now }: { readonly lost: number; readonly now: RegionKind | undefined },
): Finding {
  const path = stays.map(({ regionKind }) => regionKind);
  const [, away] = stays;
  return {
    id: 'traffic',
    claim: 'DNS sent the users to the recovery region after the loss, and home after the failback',
    holds: path.join() === 'primary,recovery,primary' && now === 'primary' && (away?.since ?? 0) > lost,
    evidence: `${path.join(', then ')}; now ${now ?? 'nowhere'}`,
  };
}

/** While a region serves, it serves: reads are answered, tokens are right, writes are only refused on purpose. */
export function proveServed({ stays, unserved }: Pick<Probe, 'stays' | 'unserved'>): Finding {
  const sum = (count: (stay: Stay) => number): number =>
    stays.reduce((total, stay) => total + count(stay), 0);
  const broken = sum(({ worker }) => worker?.brokenTokens.length ?? 0);
  const failedReads = sum(({ worker }) => worker?.availability.reads.failed ?? 0);
  const answered = sum(({ worker }) => worker?.availability.reads.answered ?? 0);
  const failedWrites = sum(({ worker }) => worker?.availability.refusals.failed ?? 0);
  return {
    id: 'service',
    claim:
      'wherever users were served, reads were answered and tokens right; writes were only refused on purpose',
    holds: broken + failedReads + failedWrites === 0 && answered > 0,
    evidence: `${answered} reads answered, ${failedReads} not; ${broken} broken tokens; ${failedWrites} writes failed; DNS led to nobody ${unserved.length} times`,
  };
}
