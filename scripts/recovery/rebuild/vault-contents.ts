import {
  readDataFile,
  readManifest,
  readRounds,
  readSegment,
  requireLink,
  type ChangesRound,
  type DataFile,
  type ExportLink,
  type Segment,
  type StoredState,
  type TableVault,
} from '../vault/table';
import { keyOf, keyText } from '../items/item';
import type { ChangesSpan, VaultParts } from './source';

/** A part of the vault that is applied as a whole before the next one. */
export type Stage =
  | { readonly kind: 'full' | 'incremental'; readonly link: ExportLink }
  | { readonly kind: 'copied changes'; readonly span: ChangesSpan };

/** The parts of a vault that make up one restore point, in their order. Everything that it gives was checked before. */
export class VaultContents {
  private constructor(
    private readonly vault: TableVault,
    private readonly table: string,
    /** The full export first. */
    readonly stages: readonly Stage[],
  ) {}

  /** @throws Stop VAULT_GAP, VAULT_TAMPERED (precondition) naming the object */
  static async open(
    vault: TableVault,
    table: string,
    { links, bridge, changes }: VaultParts,
  ): Promise<VaultContents> {
    const stages: Stage[] = [];
    for (const number of links) {
      const { content: link } = await requireLink(vault, table, number);
      stages.push({ kind: link.kind, link });
      if (stages.length === 1 && bridge !== null) stages.push({ kind: 'copied changes', span: bridge });
    }
    if (changes !== null) stages.push({ kind: 'copied changes', span: changes });
    return new VaultContents(vault, table, stages);
  }

  /** The files of one export. @throws Stop VAULT_GAP, VAULT_TAMPERED */
  filesOf(link: ExportLink): Promise<DataFile[]> {
    return readManifest(this.vault, link);
  }

  /** @throws Stop VAULT_GAP, VAULT_TAMPERED, before the first item */
  statesOf(file: DataFile): AsyncGenerator<readonly StoredState[]> {
    return readDataFile(this.vault, file);
  }

  /** The rounds of a span, from the n-th of them on. @throws Stop VAULT_GAP, VAULT_TAMPERED */
  async *roundsOf({ first, last }: ChangesSpan, from = 0): AsyncGenerator<ChangesRound> {
    if (first + from > last) return;
    for await (const round of readRounds(this.vault, this.table, first + from)) {
      yield round;
      if (round.number >= last) return;
    }
  }

  /** The segments of a round that hold something of the span, in the order in which they must be applied. */
  segmentsOf({ segments }: ChangesRound, { from, until }: ChangesSpan): Segment[] {
    return segments.filter(
      ({ firstAt, lastAt }) => secondOf(lastAt) >= from && (until === null || secondOf(firstAt) < until),
    );
  }

  /** Which items count in a span. @throws Stop VAULT_GAP, VAULT_TAMPERED */
  async touchedIn(span: ChangesSpan): Promise<(id: string) => boolean> {
    if (span.touchedBefore === null) return () => true;
    const touched = new Set<string>();
    const until = { ...span, until: span.touchedBefore };
    for await (const round of this.roundsOf(span)) {
      for (const segment of this.segmentsOf(round, until)) {
        for await (const changes of this.changesOf(segment, until)) {
          for (const { key } of changes) touched.add(keyText(keyOf(key)));
        }
      }
    }
    return (id) => touched.has(id);
  }

  /** The changes of a segment that are in the span. @throws Stop VAULT_GAP, VAULT_TAMPERED, before the first one */
  changesOf(segment: Segment, span: ChangesSpan): AsyncGenerator<readonly StoredState[]> {
    return readSegment(this.vault, segment, span);
  }

  /** Items or changes of a stage, at most. */
  async sizeOf(stage: Stage): Promise<number> {
    if (stage.kind !== 'copied changes') return stage.link.items;
    let changes = 0;
    for await (const round of this.roundsOf(stage.span)) {
      for (const { records } of this.segmentsOf(round, stage.span)) changes += records;
    }
    return changes;
  }
}

function secondOf(instant: string): number {
  return Math.floor(Date.parse(instant) / 1000);
}
