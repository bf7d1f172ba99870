import type { ShardInfo } from './describe-shards';

/**
 * Works through shards, so many at a time, each after its parent: so changes of one item come in their order (DynamoDB
 * developer guide, "Change data capture for DynamoDB Streams").
 *
 * @param work says whether the shard has been read to its end: its children come only then
 * @throws what the first failure threw, when all that had begun have ended
 */
export async function inFamilies(
  shards: readonly ShardInfo[],
  width: number,
  work: (shard: ShardInfo) => Promise<boolean>,
): Promise<void> {
  const known = new Set(shards.map(({ id }) => id));
  const ready = shards.filter(({ parent }) => parent === null || !known.has(parent));
  const running = new Set<Promise<void>>();
  const failures: unknown[] = [];
  const run = async (shard: ShardInfo): Promise<void> => {
    try {
      const ended = await work(shard);
      if (ended) ready.push(...shards.filter(({ parent }) => parent === shard.id));
    } catch (error) {
      failures.push(error);
    }
  };
  const begin = (): void => {
    while (failures.length === 0 && running.size < width) {
      const next = ready.shift();
      if (next === undefined) return;
      const promise = run(next).finally(() => running.delete(promise));
      running.add(promise);
    }
  };
  begin();
  while (running.size > 0) {
    await Promise.race(running);
    begin();
  }
  if (failures.length > 0) throw failures[0];
}
