import { BatchWriteItemCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { BatchWriter } from '../../../scripts/recovery/rebuild/load/batch-writer';
import type { StoredState } from '../../../scripts/recovery/vault/table';
import { VirtualClock } from '../../support/virtual-clock';
import { HEALTHY } from './support/rebuilding';

/** A table that takes some of each batch only. @param takes how many requests of a batch, the n-th from 0 */
function writerInto(takes: (batch: number) => number, unitsPerSecond = 1_000_000) {
  const clock = new VirtualClock(0);
  const written: string[] = [];
  let batch = 0;
  const dynamodb = new DynamoDBClient({ region: HEALTHY.region });
  dynamodb.send = ((command: BatchWriteItemCommand) => {
    const requests = Object.values(command.input.RequestItems ?? {})[0] ?? [];
    const taken = requests.slice(0, takes(batch));
    batch += 1;
    for (const { PutRequest, DeleteRequest } of taken) {
      written.push(
        `${PutRequest === undefined ? '-' : '+'}${(PutRequest?.Item ?? DeleteRequest?.Key)?.PK?.S ?? ''}`,
      );
    }
    const left = requests.slice(taken.length);
    return Promise.resolve({ UnprocessedItems: left.length === 0 ? {} : { table: left } });
  }) as never;
  const action = {
    target: HEALTHY,
    clients: { dynamodb },
    clock,
    signal: new AbortController().signal,
    progress: () => undefined,
  };
  return { writer: new BatchWriter(action as never, { table: 'table', unitsPerSecond }), written, clock };
}

function states(count: number): StoredState[] {
  return Array.from({ length: count }, (_, index) => {
    const key = { PK: { S: `k${index}` }, SK: { S: 'x' } };
    return { key, after: index % 5 === 0 ? undefined : key };
  });
}

it('sends again what was not processed, until all of it is', async () => {
  const { writer, written, clock } = writerInto((batch) => [3, 0, 0, 7][batch] ?? 25);
  await writer.write(states(25));
  expect(written.sort()).toEqual(
    states(25)
      .map(({ key, after }) => `${after === undefined ? '-' : '+'}${key.PK?.S ?? ''}`)
      .sort(),
  );
  expect(writer).toMatchObject({ put: 20, deleted: 5 });
  expect(clock.now()).toBeGreaterThan(100 + 200 + 400);
});

it('gives up when nothing is taken for a long time', async () => {
  const { writer, clock } = writerInto(() => 0);
  await expect(writer.write(states(2))).rejects.toMatchObject({ code: 'LOAD_THROTTLED', kind: 'failed' });
  expect(clock.now()).toBeGreaterThan(60_000);
});

it('writes the last of several sayings about one item', async () => {
  const { writer, written } = writerInto(() => 25);
  const [gone, there] = states(2);
  if (gone === undefined || there === undefined) throw new Error('two states');
  await writer.write([{ ...there, after: undefined }, gone, { ...gone, after: gone.key }, there]);
  expect(written.sort()).toEqual(['+k0', '+k1']);
});

it('keeps to the units a second that the table takes', async () => {
  const { writer, clock } = writerInto(() => 25, 100);
  await writer.write(states(1_000));
  expect(clock.now()).toBeGreaterThan((1_000 / 100 - 2) * 1_000);
  expect(clock.now()).toBeLessThan((1_000 / 100 + 1) * 1_000);
});
