/**
 * Works through what a source gives, so many at a time; the source is asked for more only when somebody is free.
 *
 * @throws what the first failure threw, when all that had begun have ended
 */
export async function inParallel<Value>(
  source: AsyncGenerator<Value> | Iterable<Value>,
  width: number,
  work: (value: Value) => Promise<void>,
): Promise<void> {
  const values = Symbol.asyncIterator in source ? source : source[Symbol.iterator]();
  let failed = false;
  const run = async (): Promise<void> => {
    while (!failed) {
      try {
        const next = await values.next();
        if (next.done === true) return;
        await work(next.value);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  const results = await Promise.allSettled(Array.from({ length: width }, run));
  const failure = results.find((result) => result.status === 'rejected');
  if (failure !== undefined) throw failure.reason;
}

/** A list in pieces of at most that many. */
export function chunksOf<Value>(values: readonly Value[], size: number): Value[][] {
  return Array.from({ length: Math.ceil(values.length / size) }, (_, index) =>
    values.slice(index * size, (index + 1) * size),
  );
}
