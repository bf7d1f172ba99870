import { differingKeys, type TableState } from '../item';
import type { Ledger } from '../worker/ledger';
import { some, type Finding } from './finding';

export interface RebuiltProps {
  /** Every write that was acknowledged in the region that was lost. */
  readonly home: Ledger;
  /** What the rebuild brought, before anybody wrote to it. */
  readonly brought: TableState;
  /** The second to which the tool says that it rebuilt the table, milliseconds since the epoch. */
  readonly restorePoint: number;
  /** The vault's own mark, as a reader of the drill's found it before the loss, and the loss; milliseconds. */
  readonly mark: number;
  readonly lost: number;
}

/**
 * Each item of a rebuilt table must be as it was at the restore point, or as a later write left it: the copy of the
 * changes goes on past its mark, one item ahead of another.
 */
export function proveRebuilt({ home, brought, restorePoint, mark, lost }: RebuiltProps): Finding[] {
  const older: string[] = [];
  const unknown: string[] = [];
  const histories = home.histories();
  for (const key of new Set([...histories.keys(), ...brought.keys()])) {
    const history = histories.get(key) ?? [];
    const image = brought.get(key) ?? null;
    const settled = history.findLastIndex(({ time }) => time <= restorePoint);
    const images = [null, ...history.map((write) => write.image)];
    if (images.slice(settled + 1).includes(image)) continue;
    (images.includes(image) ? older : unknown).push(key);
  }
  return [
    {
      id: 'nothing-before-the-mark-lost',
      claim: 'every write that was acknowledged before the restore point is in the rebuilt table',
      holds: older.length === 0 && brought.size > 0,
      evidence: older.length > 0 ? `older than that: ${some(older)}` : `${brought.size} items, none older`,
    },
    {
      id: 'nothing-invented',
      claim: 'the rebuilt table holds nothing that was never acknowledged',
      holds: unknown.length === 0,
      evidence: unknown.length > 0 ? `never written so: ${some(unknown)}` : `${brought.size} items known`,
    },
    {
      id: 'mark',
      claim:
        'the restore point that the tool claims is not before the mark in the vault, and not after the loss',
      holds: restorePoint >= mark && restorePoint <= lost,
      evidence: `restore point ${iso(restorePoint)}, mark ${iso(mark)}, loss ${iso(lost)}`,
    },
  ];
}

export interface KeptProps {
  readonly brought: TableState;
  readonly away: { readonly ledger: Ledger; readonly table: string; readonly state: TableState };
  readonly back: { readonly ledger: Ledger; readonly table: string; readonly state: TableState };
}

/** What was written away from home must be at home after the failback: item by item, and nothing else. */
export function proveKept({ brought, away, back }: KeptProps): Finding[] {
  const left = away.ledger.stateOf(away.table, Infinity, brought);
  const unexpected = differingKeys(left, away.state);
  const different = differingKeys(back.ledger.stateOf(back.table, Infinity, left), back.state);
  const evidenceOf = (items: number, keys: readonly string[]): string =>
    keys.length === 0 ? `${items} items, no difference` : `different: ${some(keys)}`;
  return [
    {
      id: 'items-away',
      claim: "the recovery region's table holds every write that was acknowledged there, and no other change",
      holds: unexpected.length === 0 && away.ledger.writes.length > 0,
      evidence: evidenceOf(away.state.size, unexpected),
    },
    {
      id: 'items-back',
      claim:
        'after the failback the primary region holds every write that was acknowledged since the loss, in either region',
      holds: different.length === 0 && back.ledger.writes.length > 0,
      evidence: evidenceOf(back.state.size, different),
    },
  ];
}

function iso(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
