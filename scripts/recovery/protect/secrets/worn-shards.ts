import type { Entry } from '../../vault/secrets';
import { SHARD } from './seal-changed';

/** Shards that there may be beyond twice what the secrets need at least. */
const SPARE = 64;

/**
 * Secrets to seal together once more: every round leaves a shard of the few that changed, and with the rounds of a month
 * there would be more shards than a restore wants to open. Nothing while there are few.
 */
export function wornNames(entries: ReadonlyMap<string, Entry>): Set<string> {
  const shards = new Map<string, string[]>();
  for (const { name, shard } of entries.values()) {
    const names = shards.get(shard) ?? [];
    names.push(name);
    shards.set(shard, names);
  }
  if (shards.size <= 2 * Math.ceil(entries.size / SHARD) + SPARE) return new Set();
  return new Set([...shards.values()].filter((names) => names.length < SHARD / 2).flat());
}
