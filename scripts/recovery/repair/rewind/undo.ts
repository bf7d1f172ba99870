import type { Action } from '../../aws/action';
import { openLog } from '../../stream';
import { chunksOf, inParallel } from '../../aws/in-parallel';
import { fingerprintOf } from '../history/attributes';
import { BATCH_GET, readItems } from '../history/table-items';
import { namesOf, writeExactly } from '../history/write-exactly';
import { keyOf, keyText, type Item } from '../../items/item';
import { TokenBucket } from '../../aws/token-bucket';
import { stop } from '../../../engine/errors';
import type { Stop } from '../../../engine/stop';
import type { Rewrite, RewindPlan } from './plan';

export interface Undone {
  /** Items that are corrupted again, as before the rewind. */
  readonly undone: number;
  /** Keys of items that somebody has written since, and that were left alone. */
  readonly kept: readonly { readonly PK: string; readonly SK: string }[];
}

const SECOND = 1000;
const UNITS_PER_SECOND = 1_000;
const WIDTH = 8;

/**
 * Takes a rewind back: writes each corrupted image again, which the stream still has, on condition that the item is
 * exactly what the rewind wrote.
 *
 * @param plan of the rewind, as it was written down before its first write
 * @throws Stop LOG_UNREACHABLE (precondition)
 */
export async function undoRewind(action: Action, plan: RewindPlan): Promise<Undone> {
  const { table, since, rewrites } = plan;
  const images = await corruptedImages(action, plan);
  const tokens = new TokenBucket(action, UNITS_PER_SECOND);
  const kept: Rewrite['key'][] = [];
  let undone = 0;
  await inParallel(chunksOf(rewrites, BATCH_GET), WIDTH, async (chunk) => {
    const items = await readItems(
      { action, table, tokens },
      chunk.map(({ key }) => key),
    );
    for (const { key, sequence, corrupted, written } of chunk) {
      const present = items.get(keyText(key));
      const now = fingerprintOf(present);
      // Never written, or taken back already.
      if (now === corrupted) continue;
      const image = images.get(keyText(key) + sequence);
      if (now !== written || (image !== undefined && fingerprintOf(image.item) !== corrupted)) {
        kept.push(key);
        continue;
      }
      if (image === undefined)
        throw unreachable(`the stream of ${table} does not tell change ${sequence} since ${since}`);
      const otherwise = namesOf(image.item);
      const outcome = await writeExactly({ action, table, tokens, present, wanted: image.item, otherwise });
      if (outcome === 'written') undone += 1;
      else kept.push(key);
    }
  });
  return { undone, kept };
}

async function corruptedImages(
  action: Action,
  { table, since, rewrites }: RewindPlan,
): Promise<Map<string, { readonly item: Item | undefined }>> {
  const wanted = new Set(rewrites.map(({ key, sequence }) => keyText(key) + sequence));
  const log = await openLog(action, table, Date.parse(since) - SECOND);
  if (typeof log === 'string') throw unreachable(log);
  const images = new Map<string, { readonly item: Item | undefined }>();
  await log.read((changes) => {
    for (const { key, sequence, after } of changes) {
      const id = keyText(keyOf(key)) + sequence;
      if (wanted.has(id)) images.set(id, { item: after });
    }
  });
  return images;
}

function unreachable(why: string): Stop {
  return stop('LOG_UNREACHABLE', {
    what: 'the images that the rewind replaced',
    why,
    next: 'npx recover status',
  });
}
