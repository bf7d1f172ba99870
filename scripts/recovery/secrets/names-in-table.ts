import { ScanCommand, type DynamoDBClient, type ScanCommandOutput } from '@aws-sdk/client-dynamodb';
import type { Action } from '../aws/action';

/** A secret's ARN: everything after the resource type is its name, a hyphen and six characters (aws-facts.md, 5.12). */
const ARN = /^arn:aws:secretsmanager:[^:]+:\d+:secret:(.+)-[A-Za-z0-9]{6}$/;

/** The name in an ARN; a pointer that is a name already is that name. */
export function nameOfSecret(pointer: string): string {
  return ARN.exec(pointer)?.[1] ?? pointer;
}

/**
 * Names of the secrets that a table's connections point to: the list of secrets may not know the newest ones yet.
 *
 * @param table the live one
 */
export async function* namesInTable(
  { signal }: Pick<Action, 'signal'>,
  dynamodb: DynamoDBClient,
  table: string,
): AsyncGenerator<string> {
  let start: ScanCommandOutput['LastEvaluatedKey'];
  do {
    signal.throwIfAborted();
    const page: ScanCommandOutput = await dynamodb.send(
      new ScanCommand({
        TableName: table,
        // The answers hold pointers only: every item is read, and few bytes of it travel.
        ProjectionExpression: 'CredentialArn',
        FilterExpression: 'attribute_exists(CredentialArn)',
        ExclusiveStartKey: start,
      }),
    );
    for (const { CredentialArn } of page.Items ?? []) {
      if (CredentialArn?.S !== undefined && CredentialArn.S !== '') yield nameOfSecret(CredentialArn.S);
    }
    start = page.LastEvaluatedKey;
  } while (start !== undefined);
}
