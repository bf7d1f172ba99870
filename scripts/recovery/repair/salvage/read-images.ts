import { stop } from '../../../engine/errors';
import type { Action } from '../../aws/action';
import { findStream, openLog, RETENTION } from '../../stream';
import type { Histories } from '../history/histories';
import { hashText } from '../../validation/expected/expected-state';
import { keyOf } from '../../items/item';

/**
 * Which images the items of some histories got in the restored table since it has a stream.
 *
 * @returns hashes of images, by sort key, by partition key
 * @throws Stop LOG_UNREACHABLE (precondition) when nobody can tell
 */
export async function readImages(
  action: Pick<Action, 'clock' | 'signal' | 'clients'>,
  table: string,
  histories: Histories,
): Promise<Map<string, Map<string, Set<string>>>> {
  const images = new Map<string, Map<string, Set<string>>>();
  const stream = await findStream(action, table);
  const from = typeof stream === 'string' ? Infinity : stream.begins;
  const log =
    typeof stream === 'string' ? stream : await openLog(action, table, Math.max(from, horizonOf(action)));
  if (typeof log === 'string' || from < horizonOf(action)) {
    throw stop('LOG_UNREACHABLE', {
      what: `what was written to ${table} since it was restored`,
      why: typeof log === 'string' ? log : 'its stream is kept 24 hours',
      next: 'npx recover status',
    });
  }
  await log.read((changes) => {
    for (const { key, after } of changes) {
      const { PK, SK } = keyOf(key);
      if (histories.traceOf({ PK, SK }) === undefined) continue;
      const partition = images.get(PK) ?? new Map<string, Set<string>>();
      const found = partition.get(SK) ?? new Set<string>();
      images.set(PK, partition.set(SK, found.add(hashText(after))));
    }
  });
  return images;
}

/** Milliseconds: what a stream tells is younger. */
function horizonOf({ clock }: Pick<Action, 'clock'>): number {
  return clock.now() - RETENTION + 1;
}
