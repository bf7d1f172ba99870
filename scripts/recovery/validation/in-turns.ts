/** Works through a list, so many at a time. @throws what the first failure threw, when all that had begun have ended */
export async function inTurns<Value>(
  values: readonly Value[],
  width: number,
  work: (value: Value) => Promise<void>,
): Promise<void> {
  const queue = values.values();
  let failed = false;
  const run = async (): Promise<void> => {
    for (const value of queue) {
      if (failed) return;
      try {
        await work(value);
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
