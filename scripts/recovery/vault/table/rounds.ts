import { listKeys, type Bucket } from '../../aws/s3-objects';
import { changesRound, tableKeys, type ChangesRound } from './format';
import { tableVaultGap, tableVaultTampered } from './place';
import { readStored, textDigest, writeStored, type Stored } from './stored';

/** @throws Stop VAULT_TAMPERED */
export async function readRound(
  bucket: Bucket,
  source: string,
  table: string,
  number: number,
): Promise<Stored<ChangesRound> | undefined> {
  const key = tableKeys(source, table).round(number);
  const found = await readStored(bucket, key, changesRound);
  if (found !== undefined && (found.content.number !== number || found.content.table !== table)) {
    throw tableVaultTampered(bucket, key, 'is a round of something else');
  }
  return found;
}

/**
 * The newest round; undefined: there is none.
 *
 * @param known number of a round that there is, such as the high-water mark's: it may be behind, never ahead
 * @throws Stop VAULT_GAP, VAULT_TAMPERED
 */
export async function newestRound(
  bucket: Bucket,
  source: string,
  table: string,
  known = 0,
): Promise<Stored<ChangesRound> | undefined> {
  const keys = tableKeys(source, table);
  const start = known > 0 ? known : numberIn((await listKeys(bucket, keys.roundPrefix)).at(-1));
  let newest = start > 0 ? await readRound(bucket, source, table, start) : undefined;
  if (start > 0 && newest === undefined) throw tableVaultGap(bucket, keys.round(start));
  for (;;) {
    const next = await readRound(bucket, source, table, (newest?.content.number ?? 0) + 1);
    if (next === undefined) return newest;
    newest = next;
  }
}

/** Commits a round, where none has its number. @returns undefined when another one counts */
export async function writeRound(
  bucket: Bucket,
  source: string,
  round: ChangesRound,
): Promise<Stored<ChangesRound> | undefined> {
  const key = tableKeys(source, round.table).round(round.number);
  const etag = await writeStored(bucket, key, { content: round, etag: undefined });
  return etag === undefined ? undefined : { content: round, digest: textDigest(JSON.stringify(round)), etag };
}

/**
 * Rounds in their order, from one number to the newest. Their segments, in the order of the rounds and of each round's
 * list, hold the changes of every item in the order in which they were made.
 *
 * @throws Stop VAULT_GAP when the first one is missing, VAULT_TAMPERED naming the object
 */
export async function* readRounds(
  bucket: Bucket,
  source: string,
  table: string,
  fromNumber: number,
): AsyncGenerator<ChangesRound> {
  const keys = tableKeys(source, table);
  let before = await readRound(bucket, source, table, fromNumber);
  if (before === undefined) throw tableVaultGap(bucket, keys.round(fromNumber));
  yield before.content;
  for (let number = fromNumber + 1; ; number += 1) {
    const next = await readRound(bucket, source, table, number);
    if (next === undefined) return;
    if (next.content.previous !== before.digest) {
      throw tableVaultTampered(bucket, keys.round(number - 1), 'has another digest than the next round says');
    }
    yield next.content;
    before = next;
  }
}

/**
 * The first round that may hold a change of that instant or a later one: what an earlier round read had been made
 * before that round ended.
 *
 * @param at milliseconds since the epoch
 * @param newest number of the newest round
 * @throws Stop VAULT_GAP, VAULT_TAMPERED
 */
export async function firstRoundSince(
  bucket: Bucket,
  source: string,
  table: string,
  { at, newest }: { readonly at: number; readonly newest: number },
): Promise<number> {
  let [low, high] = [1, newest];
  while (low < high) {
    const middle = (low + high) >>> 1;
    const found = await readRound(bucket, source, table, middle);
    // The oldest rounds are gone when the bucket's retention has ended.
    if (found === undefined || Date.parse(found.content.readAt) + CLOCKS_DIFFER < at) low = middle + 1;
    else high = middle;
  }
  // One that is gone before its time looks the same, but leaves no older one right before the first.
  if (low > 1 && (await readRound(bucket, source, table, low - 1)) === undefined) {
    throw tableVaultGap(bucket, tableKeys(source, table).round(low - 1));
  }
  return low;
}

/** Milliseconds that the clock of whoever read may differ from the stream's. */
const CLOCKS_DIFFER = 60_000;

function numberIn(key: string | undefined): number {
  return Number(/(\d+)\.json$/.exec(key ?? '')?.[1] ?? 0);
}
