import type { Stored } from '../documents';
import { gap, tampered } from '../faults';
import { newestOf, readNumbered, requireNumbered, writeNumbered, type Series } from '../numbered';
import { changesRound, tableKeys, type ChangesRound } from './format';
import type { ChangesVault } from './vault';

function roundsOf({ changes, source }: ChangesVault, table: string): Series<ChangesRound> {
  const keys = tableKeys(source, table);
  return {
    bucket: changes,
    prefix: keys.roundPrefix,
    key: keys.round,
    schema: changesRound,
    belongs: (round, number) => round.number === number && round.table === table,
  };
}

/** @returns undefined when no round has that number @throws Stop VAULT_TAMPERED (precondition) */
export function readRound(
  vault: ChangesVault,
  table: string,
  number: number,
): Promise<Stored<ChangesRound> | undefined> {
  return readNumbered(roundsOf(vault, table), number);
}

/**
 * The newest round; undefined: there is none.
 *
 * @param known number of a round that there is, as the high-water mark tells it
 * @throws Stop VAULT_GAP, VAULT_TAMPERED (precondition)
 */
export function newestRound(
  vault: ChangesVault,
  table: string,
  known?: number,
): Promise<Stored<ChangesRound> | undefined> {
  return newestOf(roundsOf(vault, table), known);
}

/** Commits a round, where none has its number. @returns undefined when another writer was faster */
export function writeRound(
  vault: ChangesVault,
  round: ChangesRound,
): Promise<Stored<ChangesRound> | undefined> {
  return writeNumbered(roundsOf(vault, round.table), round.number, round);
}

/**
 * Rounds in their order, from one number to the newest. Their segments, in the order of the rounds and of each round's
 * list, hold the changes of every item in the order in which they were made.
 *
 * @throws Stop VAULT_GAP when the first one is missing, VAULT_TAMPERED naming the object
 */
export async function* readRounds(
  vault: ChangesVault,
  table: string,
  fromNumber: number,
): AsyncGenerator<ChangesRound> {
  const rounds = roundsOf(vault, table);
  let before = await requireNumbered(rounds, fromNumber);
  yield before.content;
  for (let number = fromNumber + 1; ; number += 1) {
    const next = await readNumbered(rounds, number);
    if (next === undefined) return;
    if (next.content.previous !== before.digest) {
      throw tampered(rounds.bucket, rounds.key(number - 1), 'has another digest than the next round says');
    }
    yield next.content;
    before = next;
  }
}

/**
 * The number of the first round that may hold a change of that instant or a later one: a round holds only changes that
 * were made before it ended.
 *
 * @param at milliseconds since the epoch
 * @param newest number of the newest round
 * @throws Stop VAULT_GAP, VAULT_TAMPERED (precondition)
 */
export async function firstRoundSince(
  vault: ChangesVault,
  table: string,
  { at, newest }: { readonly at: number; readonly newest: number },
): Promise<number> {
  const rounds = roundsOf(vault, table);
  let [low, high] = [1, newest];
  while (low < high) {
    const middle = (low + high) >>> 1;
    const found = await readNumbered(rounds, middle);
    // The oldest rounds are gone when the bucket's retention has ended.
    if (found === undefined || Date.parse(found.content.readAt) + CLOCKS_DIFFER < at) low = middle + 1;
    else high = middle;
  }
  // One that is gone before its time looks the same, but leaves no older one right before the first.
  if (low > 1 && (await readNumbered(rounds, low - 1)) === undefined) {
    throw gap(rounds.bucket, rounds.key(low - 1));
  }
  return low;
}

/** Milliseconds by which the reader's clock may differ from the stream's. */
const CLOCKS_DIFFER = 60_000;
