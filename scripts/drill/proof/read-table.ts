import { ScanCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { fingerprint, keyOf, type TableState } from '../item';

const SEGMENTS = 4;

/** Everything that a table holds now. */
export async function readTable(
  client: DynamoDBClient,
  table: string,
  fingerprintOf = fingerprint,
): Promise<TableState> {
  const state = new Map<string, string>();
  await Promise.all(
    Array.from({ length: SEGMENTS }, async (_, Segment) => {
      let start: Record<string, never> | undefined;
      do {
        const page = await client.send(
          new ScanCommand({
            TableName: table,
            Segment,
            TotalSegments: SEGMENTS,
            ConsistentRead: true,
            ExclusiveStartKey: start,
          }),
        );
        for (const item of page.Items ?? []) state.set(keyOf(item), fingerprintOf(item));
        start = page.LastEvaluatedKey as typeof start;
      } while (start !== undefined);
    }),
  );
  return state;
}
