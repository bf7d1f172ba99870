import { inParallel } from '../../in-parallel';
import { itemHash } from '../../validation/digest/canonical';
import { BUCKETS, bucketOf } from '../../validation/digest/tally';
import { keyOf, keyText } from '../../validation/items/item';
import type { VaultContents } from '../vault-contents';

/** Items that changed since the full export and are held at once. A key and a hash take about 200 bytes. */
const HELD = 500_000;
const WIDTH = 4;

/** What the table must hold of one item. @param id see `keyText` @param hash see `itemHash` */
export type Visit = (id: string, hash: string) => void;

/**
 * Tells every item that the vault says the table must hold, each once, in no order: an item is what the last stage says
 * that knows it. Memory is bounded: where many items changed since the full export, the vault is read in several passes,
 * each for its share of the keys.
 *
 * @param wanted whether the items of a bucket of keys are told
 * @throws Stop VAULT_GAP, VAULT_TAMPERED (precondition)
 */
export async function eachExpected(
  contents: VaultContents,
  visit: Visit,
  {
    wanted = () => true,
    held = HELD,
  }: { readonly wanted?: (bucket: number) => boolean; readonly held?: number } = {},
): Promise<void> {
  const passes = Math.min(BUCKETS, Math.max(1, Math.ceil((await changedAtMost(contents)) / held)));
  for (let pass = 0; pass < passes; pass += 1) {
    const isOfPass = (id: string): boolean => {
      const bucket = bucketOf(id);
      return bucket % passes === pass && wanted(bucket);
    };
    const later = await laterStates(contents, isOfPass);
    const [full] = contents.links;
    for (const [id, hash] of later) if (hash !== null) visit(id, hash);
    if (full === undefined) return;
    await inParallel(await contents.filesOf(full), WIDTH, async (file) => {
      for await (const states of contents.statesOf(file)) {
        for (const { key, after } of states) {
          const id = keyText(keyOf(key));
          if (after !== undefined && isOfPass(id) && !later.has(id)) visit(id, itemHash(after));
        }
      }
    });
  }
}

async function changedAtMost(contents: VaultContents): Promise<number> {
  let changed = contents.links.slice(1).reduce((sum, { items }) => sum + items, 0);
  for await (const round of contents.rounds()) {
    for (const { records } of contents.segmentsOf(round)) changed += records;
  }
  return changed;
}

/** What the stages after the full export say: the hash of an item, or null when it is gone. */
async function laterStates(
  contents: VaultContents,
  isOfPass: (id: string) => boolean,
): Promise<ReadonlyMap<string, string | null>> {
  const later = new Map<string, string | null>();
  for await (const round of contents.rounds()) {
    for (const segment of contents.segmentsOf(round)) {
      for await (const states of contents.changesOf(segment)) {
        for (const { key, after } of states) {
          const id = keyText(keyOf(key));
          if (isOfPass(id)) later.set(id, after === undefined ? null : itemHash(after));
        }
      }
    }
  }
  // The newest first: what is known already is newer.
  for (const link of contents.links.slice(1).reverse()) {
    await inParallel(await contents.filesOf(link), WIDTH, async (file) => {
      for await (const states of contents.statesOf(file)) {
        for (const { key, after } of states) {
          const id = keyText(keyOf(key));
          if (isOfPass(id) && !later.has(id)) later.set(id, after === undefined ? null : itemHash(after));
        }
      }
    });
  }
  return later;
}
