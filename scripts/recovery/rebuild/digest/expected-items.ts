import { inParallel } from '../../aws/in-parallel';
import { itemHash } from '../../items/digest/canonical';
import type { ExportLink, StoredState } from '../../vault/table';
import { BUCKETS, bucketOf } from '../../items/digest/tally';
import { keyOf, keyText } from '../../items/item';
import type { Stage, VaultContents } from '../vault-contents';

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
  const [full, ...later] = contents.stages;
  if (full === undefined || full.kind === 'copied changes') return;
  let changed = 0;
  for (const stage of later) changed += await contents.sizeOf(stage);
  const passes = Math.min(BUCKETS, Math.max(1, Math.ceil(changed / held)));
  for (let pass = 0; pass < passes; pass += 1) {
    const isOfPass = (id: string): boolean => {
      const bucket = bucketOf(id);
      return bucket % passes === pass && wanted(bucket);
    };
    const known: States = new Map();
    // The newest first: what is known already is newer.
    for (const stage of [...later].reverse()) {
      const told = await statesOf(contents, stage, (id) => isOfPass(id) && !known.has(id));
      for (const [id, hash] of told) known.set(id, hash);
    }
    for (const [id, hash] of known) if (hash !== null) visit(id, hash);
    await eachOf(contents, full.link, ({ key, after }) => {
      const id = keyText(keyOf(key));
      if (after !== undefined && isOfPass(id) && !known.has(id)) visit(id, itemHash(after));
    });
  }
}

/** The hash of an item, or null when it is gone. */
type States = Map<string, string | null>;

/** What one stage says: its last word about each item. */
async function statesOf(
  contents: VaultContents,
  stage: Stage,
  isWanted: (id: string) => boolean,
): Promise<States> {
  const states: States = new Map();
  let isTouched: (id: string) => boolean = () => true;
  const take = ({ key, after }: StoredState): void => {
    const id = keyText(keyOf(key));
    if (isWanted(id) && isTouched(id)) states.set(id, after === undefined ? null : itemHash(after));
  };
  if (stage.kind !== 'copied changes') {
    await eachOf(contents, stage.link, take);
    return states;
  }
  const { span } = stage;
  isTouched = await contents.touchedIn(span);
  for await (const round of contents.roundsOf(span)) {
    for (const segment of contents.segmentsOf(round, span)) {
      for await (const changes of contents.changesOf(segment, span)) changes.forEach(take);
    }
  }
  return states;
}

async function eachOf(
  contents: VaultContents,
  link: ExportLink,
  take: (state: StoredState) => void,
): Promise<void> {
  await inParallel(await contents.filesOf(link), WIDTH, async (file) => {
    for await (const states of contents.statesOf(file)) states.forEach(take);
  });
}
