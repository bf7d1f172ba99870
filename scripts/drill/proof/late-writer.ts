import { PutItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { PointerDocument } from '../../../settings/runtime-documents';
import type { Finding } from './finding';

/**
 * A worker that slept through the incident wakes up and writes where its old document says. The write is a real one:
 * were it accepted, it would be lost.
 */
export async function proveLateWriter(
  client: DynamoDBClient,
  { tableName, epoch }: PointerDocument,
): Promise<Finding> {
  const key = { S: 'IDEM##late-writer' };
  const outcome = await client
    .send(
      new PutItemCommand({ TableName: tableName, Item: { PK: key, SK: key, status: { S: 'INPROGRESS' } } }),
    )
    .then(
      () => 'accepted',
      (error: unknown) => (error as Error).name,
    );
  return {
    id: 'late-writer',
    claim: "a worker with yesterday's configuration cannot write to the old table",
    holds: outcome === 'AccessDeniedException',
    evidence: `a write to ${tableName} under epoch ${epoch}: ${outcome}`,
  };
}
