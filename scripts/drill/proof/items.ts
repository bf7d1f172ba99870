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
  readonly restored: TableEvidence;
  /** The second that was restored, milliseconds since the epoch. */
  readonly restorePoint: number;
  /** The last instant at which a write could arrive in the source, milliseconds since the epoch. */
  readonly haltedAt: number;
}

/**
 * What the source held at the restore point is known twice: from the writes that the drill saw acknowledged, and from
 * the source as it is now, with its stream's records taken back. What the restore brought is the restored table as it is
 * now, with the writes taken back that the service has made there since.
 */
export function proveItems(props: ItemsProps): Finding[] {
  const { ledger, source, restored, restorePoint } = props;
  const byLedger = ledger.stateOf(source.name, restorePoint);
  const bySource = rewound(
    source.state,
    source.records.filter(({ second }) => second >= restorePoint),
  );
  const brought = rewound(restored.state, restored.records);
  const disagreement = differingKeys(byLedger, bySource);
  const different = differingKeys(byLedger, brought);
  const unexpected = differingKeys(ledger.stateOf(restored.name, Infinity, brought), restored.state);
  return [
    {
      id: 'sources-agree',
      claim: 'ledger and change stream tell the same of the old table at the restore point',
      holds: disagreement.length === 0,
      evidence: evidenceOf(byLedger.size, disagreement),
    },
    {
      id: 'items',
      claim: 'the restored items are those of the old table at the restore point, item by item',
      holds: different.length === 0 && brought.size > 0,
      evidence: evidenceOf(brought.size, different),
    },
    {
      id: 'items-since',
      claim: 'the restored table holds every write that was acknowledged since, and no other change',
      holds: unexpected.length === 0,
      evidence: evidenceOf(restored.state.size, unexpected),
    },
    proveUntouched(props),
  ];
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
