import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { randomFrom } from '../../../random';
import type { Action } from '../../aws/action';

export interface SampleUsersProps {
  readonly table: string;
  /** How many; fewer when the table has no more. */
  readonly wanted: number;
  readonly seed: number;
}

/** A page is read from the start of each of so many parts, until there are enough users to choose from. */
const SEGMENTS = 64;
const PAGE = 200;
/** Users to choose from, for each that is wanted. */
const CHOICE = 4;

/**
 * Partition keys of users from random parts of a table, without reading all of it. Read by the operator: the workers'
 * role cannot scan.
 */
export async function sampleUsers(
  { clients, signal }: Pick<Action, 'clients' | 'signal'>,
  { table, wanted, seed }: SampleUsersProps,
): Promise<string[]> {
  const random = randomFrom(seed);
  const found = new Set<string>();
  const segments = shuffled(
    Array.from({ length: SEGMENTS }, (_, segment) => segment),
    random,
  );
  for (const Segment of segments) {
    if (found.size >= wanted * CHOICE) break;
    signal.throwIfAborted();
    const { Items = [] } = await clients.dynamodb.send(
      new ScanCommand({
        TableName: table,
        Segment,
        TotalSegments: SEGMENTS,
        Limit: PAGE,
        ProjectionExpression: 'PK',
        ConsistentRead: true,
      }),
    );
    for (const { PK } of Items) if (PK?.S?.startsWith('USER#') === true) found.add(PK.S);
  }
  return shuffled([...found], random).slice(0, wanted);
}

/** In a random order (Fisher and Yates). */
function shuffled<Value>(values: readonly Value[], random: () => number): Value[] {
  const left = [...values];
  return values.map(() => left.splice(Math.floor(random() * left.length), 1)).flat();
}
