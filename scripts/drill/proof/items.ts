import { differingKeys, type TableState } from '../item';
import type { Ledger } from '../worker/ledger';
import { some, type Finding } from './finding';
import { rewound, type StreamRecord } from './read-stream';

/** A table as the drill's readers found it: what it holds, and what its stream tells. */
export interface TableEvidence {
  readonly name: string;
  readonly state: TableState;
  readonly records: readonly StreamRecord[];
}

export interface ItemsProps {
  readonly ledger: Ledger;
  readonly source: TableEvidence;
  /** The table that serves in the end: a restored one, or the source itself. */
  readonly restored: TableEvidence;
  /** Before the bad release, when nobody wrote, milliseconds since the epoch. */
  readonly restorePoint: number;
  /** The second that the recovery found, milliseconds since the epoch. */
  readonly found: number;
  /** When the service was let write again, milliseconds since the epoch. */
  readonly resumedAt: number;
  /** Keys that the recovery has listed for a person. */
  readonly waiting: ReadonlySet<string>;
  /** The last instant at which a write could arrive in the source, milliseconds since the epoch. */
  readonly haltedAt: number;
}

export interface ProvenItems {
  readonly findings: readonly Finding[];
  /** Keys whose right writes are neither there nor listed. */
  readonly lost: ReadonlySet<string>;
}

/**
 * What the source held before the bad release is known twice: from the writes that the drill saw acknowledged, and from
 * the source as it is now, with its stream's records taken back. What the recovery brought about is the table that serves
 * as it is now, with the writes taken back that the service has made there since. What it should be is what the right
 * writes alone would have made, attribute by attribute.
 */
export function proveItems(props: ItemsProps): ProvenItems {
  const { ledger, source, restored, restorePoint, resumedAt, waiting } = props;
  const byLedger = ledger.stateOf(source.name, restorePoint);
  const bySource = rewound(
    source.state,
    source.records.filter(({ second }) => second >= restorePoint),
  );
  const brought = rewound(
    restored.state,
    restored.records.filter(({ second }) => second >= Math.floor(resumedAt / 1000) * 1000),
  );
  const disagreement = differingKeys(byLedger, bySource);
  const different = differingKeys(ledger.ideal.state, brought);
  const lost = different.filter((key) => !waiting.has(key));
  const tainted = [...brought]
    .filter(([key, image]) => ledger.ideal.tainted.has(`${key} ${image}`))
    .map(([key]) => key)
    .filter((key) => restored.name !== source.name || !waiting.has(key));
  const since = ledger.stateOf(restored.name, Infinity, brought, resumedAt);
  const unexpected = differingKeys(since, restored.state);
  const findings: Finding[] = [
    proveFound(props),
    {
      id: 'sources-agree',
      claim: 'ledger and change stream tell the same of the old table at the restore point',
      holds: disagreement.length === 0,
      evidence: evidenceOf(byLedger.size, disagreement),
    },
    {
      id: 'items',
      claim: 'no right write is lost, before the damage or after it, but those that are listed for a person',
      holds: lost.length === 0 && brought.size > 0,
      evidence: `${evidenceOf(brought.size, lost)}; ${different.length - lost.length} that are listed differ, of ${waiting.size}`,
    },
    {
      id: 'no-bad-value',
      claim: 'no item is what a bad write left, or what was made of that',
      holds: tainted.length === 0,
      evidence: evidenceOf(brought.size, tainted),
    },
    {
      id: 'items-since',
      claim: 'the table that serves holds every write that was acknowledged since, and no other change',
      holds: unexpected.length === 0,
      evidence: evidenceOf(restored.state.size, unexpected),
    },
    ...(restored.name === source.name ? [] : [proveUntouched(props)]),
  ];
  return { findings, lost: new Set(lost) };
}

/** The stream tells when the first bad write came; the restore point is the second before that second. */
function proveFound({ ledger, source, found }: ItemsProps): Finding {
  const bad = new Set(
    ledger.writes.filter(({ good }) => !good).map(({ key, image }) => `${key} ${image ?? 'none'}`),
  );
  const first = source.records
    .filter(({ key, after }) => bad.has(`${key} ${after ?? 'none'}`))
    .reduce((earliest, { second }) => Math.min(earliest, second), Infinity);
  const instant = (time: number): string => (Number.isFinite(time) ? new Date(time).toISOString() : 'never');
  return {
    id: 'restore-point',
    claim: 'the restore point was found to the second: the one before the first bad write',
    holds: found === first - 1000,
    evidence: `found ${instant(found)}; the first bad write came at ${instant(first)}`,
  };
}

function proveUntouched({ ledger, source, haltedAt }: ItemsProps): Finding {
  const late = source.records.filter(({ second }) => second > haltedAt).map(({ key }) => key);
  const different = differingKeys(ledger.stateOf(source.name), source.state);
  return {
    id: 'old-table-untouched',
    claim:
      'the old table is as the halt left it: no change in its stream since, every item as it was written last',
    holds: late.length === 0 && different.length === 0,
    evidence:
      late.length > 0 ? `changed since the halt: ${some(late)}` : evidenceOf(source.state.size, different),
  };
}

function evidenceOf(items: number, different: readonly string[]): string {
  return different.length === 0 ? `${items} items, no difference` : `different: ${some(different)}`;
}
