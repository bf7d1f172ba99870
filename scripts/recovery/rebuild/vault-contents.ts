import type { ChangesRound, ExportLink, Segment } from '../table-vault/format';
import { readLink } from '../table-vault/chain';
import { tableVaultGap, type TableVault } from '../table-vault/place';
import { readDataFile, readManifest, type DataFile } from '../table-vault/read-export';
import { readSegment } from '../table-vault/read-segment';
import { readRounds } from '../table-vault/rounds';
import type { StoredState } from '../table-vault/stored-state';
import { tableKeys } from '../table-vault/format';
import type { VaultParts } from './source';

/** The parts of a vault that make up one restore point. Everything that it gives was checked before. */
export class VaultContents {
  private constructor(
    private readonly vault: TableVault,
    private readonly table: string,
    private readonly parts: VaultParts,
    /** The full export, then the incremental ones in their order. */
    readonly links: readonly ExportLink[],
  ) {}

  /** @throws Stop VAULT_GAP, VAULT_TAMPERED (precondition) naming the object */
  static async open(vault: TableVault, table: string, parts: VaultParts): Promise<VaultContents> {
    const links: ExportLink[] = [];
    for (const number of parts.links) {
      const found = await readLink(vault.exports, vault.source, table, number);
      if (found === undefined)
        throw tableVaultGap(vault.exports, tableKeys(vault.source, table).link(number));
      links.push(found.content);
    }
    return new VaultContents(vault, table, parts, links);
  }

  /** Whether changes are applied after the exports. */
  get hasChanges(): boolean {
    return this.parts.rounds !== null;
  }

  /** The files of one export. @throws Stop VAULT_GAP, VAULT_TAMPERED */
  filesOf(link: ExportLink): Promise<DataFile[]> {
    return readManifest(this.vault.exports, link);
  }

  /** @throws Stop VAULT_GAP, VAULT_TAMPERED, before the first item */
  statesOf(file: DataFile): AsyncGenerator<readonly StoredState[]> {
    return readDataFile(this.vault.exports, file);
  }

  /** The rounds that are applied, from the n-th of them on. @throws Stop VAULT_GAP, VAULT_TAMPERED */
  async *rounds(from = 0): AsyncGenerator<ChangesRound> {
    const { rounds } = this.parts;
    if (rounds === null || rounds.first + from > rounds.last) return;
    const { changes, source } = this.vault;
    for await (const round of readRounds(changes, source, this.table, rounds.first + from)) {
      yield round;
      if (round.number >= rounds.last) return;
    }
  }

  /** The segments of a round that hold something to apply, in the order in which they must be. */
  segmentsOf({ segments }: ChangesRound): Segment[] {
    return segments.filter(({ lastAt }) => Date.parse(lastAt) / 1000 + 1 > this.parts.changesFrom);
  }

  /** What a segment has to be applied, in its order. @throws Stop VAULT_GAP, VAULT_TAMPERED, before the first record */
  changesOf(segment: Segment): AsyncGenerator<readonly StoredState[]> {
    return readSegment(this.vault.changes, segment, this.parts.changesFrom);
  }
}
