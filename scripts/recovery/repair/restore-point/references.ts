import { keyText, type ItemKey } from '../../items/item';
import type { Entity } from '../../items/rules/compile';
import { inParallel } from '../../aws/in-parallel';
import { OldestOf, RecentMap } from './bounded';
import { byAge, type QuestionedWrite } from './questioned-write';
import type { KnownWrite } from './unusual';

/** Items of a kind that are held: those of the latest writes, and the oldest suspects. */
const RECENT = 20_000;
const SUSPECTS = 1_000;
const LOOKUPS_AT_ONCE = 16;
/** Two items that belong together may be written so far apart. Milliseconds. */
const TOGETHER = 1_000;

/** Asks the table of now. */
export interface TableOfNow {
  exists(key: ItemKey): Promise<boolean>;
  /** Keys of a partition, the first thousand. */
  partition(PK: string): Promise<readonly ItemKey[]>;
}

/** A write that may have left a reference without its other item. */
interface Suspect extends QuestionedWrite {
  /** The item that a new one refers to; undefined: the write deleted one, and others may refer to that. */
  readonly other: ItemKey | undefined;
}

/** What became of the suspects. */
export interface Settled {
  readonly bad: readonly QuestionedWrite[];
  /** Milliseconds: suspects after this instant were too many to be looked up. */
  readonly until: number;
}

/**
 * References between items of a partition, as far as a stream can follow them in bounded memory: who was deleted before
 * those that refer to it, and who refers to something that is not there. Only that the other item exists is judged here;
 * what it must equal is judged by a validation of the table.
 */
export class References {
  private readonly deleted = new RecentMap<{ readonly at: number; readonly key: ItemKey }>(RECENT);
  private readonly inserted = new RecentMap<number>(RECENT);
  /** Items that are there, so that a reference made now holds. */
  private readonly seen = new RecentMap<true>(RECENT);
  private readonly suspects = new OldestOf<Suspect>(SUSPECTS, byAge);
  private suspected = 0;

  /** @returns the deletion that turns out to be bad: an item that refers to it is still written to */
  note(write: KnownWrite): QuestionedWrite | undefined {
    const { at, name, key, entity } = write;
    // Items that come and go on their own are referred to by nobody.
    if (entity.expires !== undefined) return undefined;
    const id = keyText(key);
    this.remember(write, id);
    if (entity.references.length === 0 || (name !== 'INSERT' && this.deleted.size === 0)) return undefined;
    for (const { rule, other } of referencesOf(entity, key)) {
      const otherId = keyText(other);
      const gone = this.deleted.get(otherId);
      if (gone !== undefined && name !== 'INSERT' && at > gone.at + TOGETHER) {
        this.deleted.delete(otherId);
        return { ...gone, rule };
      }
      if (name === 'INSERT' && this.seen.get(otherId) === undefined) {
        this.suspect({ key, at, rule, other });
      }
    }
    return undefined;
  }

  /**
   * Looks up what cannot be told from the changes alone, the oldest suspects first.
   *
   * @param entityOf what a key is
   */
  async settle(table: TableOfNow, entityOf: (key: ItemKey) => Entity | undefined): Promise<Settled> {
    for (const gone of this.deleted.values()) this.suspectDeletion(gone);
    const bad: QuestionedWrite[] = [];
    const asked = this.suspects.list();
    await inParallel(asked, LOOKUPS_AT_ONCE, async (suspect) => {
      const { at, key, other } = suspect;
      const rule =
        other === undefined
          ? await this.leftBehind(table, entityOf, suspect)
          : await this.points(table, { ...suspect, other });
      if (rule !== undefined) bad.push({ at, key, rule });
    });
    const all = asked.length === this.suspected;
    return { bad: bad.sort(byAge), until: all ? Infinity : (asked.at(-1)?.at ?? Infinity) };
  }

  /** Of everything held. */
  get size(): number {
    return this.deleted.size + this.inserted.size + this.seen.size + Math.min(this.suspected, 2 * SUSPECTS);
  }

  private remember({ at, name, key }: KnownWrite, id: string): void {
    if (name === 'REMOVE') {
      // The oldest deletions are the ones that matter.
      for (const forgotten of this.deleted.set(id, { at, key })) this.suspectDeletion(forgotten);
      this.inserted.delete(id);
      this.seen.delete(id);
      return;
    }
    this.deleted.delete(id);
    if (name === 'INSERT') this.inserted.set(id, at);
    this.seen.set(id, true);
  }

  /** Others may refer to the item: that is looked up in the end. */
  private suspectDeletion(deletion: Pick<QuestionedWrite, 'at' | 'key'>): void {
    this.suspect({ ...deletion, rule: '', other: undefined });
  }

  private suspect(suspect: Suspect): void {
    this.suspected += 1;
    this.suspects.add(suspect);
  }

  /** @returns the rule of an item that was left behind when the one it refers to was deleted */
  private async leftBehind(
    table: TableOfNow,
    entityOf: (key: ItemKey) => Entity | undefined,
    { key: gone, at }: Suspect,
  ): Promise<string | undefined> {
    const keys = await table.partition(gone.PK);
    // It was made again since.
    if (keys.some(({ SK }) => SK === gone.SK)) return undefined;
    for (const key of keys) {
      const entity = entityOf(key);
      const made = this.inserted.get(keyText(key));
      if (entity === undefined || (made !== undefined && made > at)) continue;
      const found = referencesOf(entity, key).find(({ other }) => other.SK === gone.SK);
      if (found !== undefined) return found.rule;
    }
    return undefined;
  }

  /** @returns the rule when the other item was not there */
  private async points(
    table: TableOfNow,
    { other, rule, at }: Suspect & { readonly other: ItemKey },
  ): Promise<string | undefined> {
    const id = keyText(other);
    const gone = this.deleted.get(id);
    const made = this.inserted.get(id);
    // It is gone now, but was deleted after this write, so it was there.
    if (gone !== undefined && gone.at >= at) return undefined;
    if (made !== undefined) return made > at + TOGETHER ? rule : undefined;
    return (await table.exists(other)) ? undefined : rule;
  }
}

function referencesOf(entity: Entity, key: ItemKey): { readonly rule: string; readonly other: ItemKey }[] {
  const groups = entity.groups(key);
  return entity.references
    .filter(({ equal }) => equal === undefined)
    .map(({ name, to }) => ({ rule: name, other: { PK: key.PK, SK: to.render(groups) } }));
}
