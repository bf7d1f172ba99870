import { ConditionalCheckFailedException, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import type { Action } from '../../action';
import { NEW_TABLE } from '../../table/settings/warm-throughput';
import { TokenBucket } from '../../validation/scan/token-bucket';
import type { Connection } from './connection-of';

/** A connection is smaller than what one write unit pays for. */
const UNITS = 1;
const REGION_OF_ARN = /^(arn:aws:secretsmanager:)[^:]+(?=:)/;
/** As the service asks a user to sign in again: the state, and the attribute that makes the connection found by it. */
const ASKING = 'needs_reauth';

/** Changes connections, each only while it still points where it was seen to point, so many a second. */
export class PointerWriter {
  private readonly tokens: TokenBucket;

  constructor(
    private readonly action: Action,
    private readonly table: string,
  ) {
    this.tokens = new TokenBucket(action, NEW_TABLE.write);
  }

  /** @returns whether it points to that secret now; else somebody else has made it point elsewhere meanwhile */
  repoint(connection: Connection, arn: string): Promise<boolean> {
    return this.update(connection, { arn, expression: 'SET CredentialArn = :new' });
  }

  /**
   * What can never work again in this region waits for its user. Where it points keeps its form, so that it is known as a
   * pointer of this region.
   */
  async askToSignIn(connection: Connection): Promise<void> {
    const arn = connection.pointer.replace(REGION_OF_ARN, `$1${this.action.target.region}`);
    if (arn === connection.pointer && !connection.isActive) return;
    await this.update(
      connection,
      connection.isActive
        ? { arn, expression: 'SET CredentialArn = :new, #status = :asking, ReAuthStatus = :asking' }
        : { arn, expression: 'SET CredentialArn = :new' },
    );
  }

  private async update(
    { key, pointer }: Connection,
    { arn, expression }: { readonly arn: string; readonly expression: string },
  ): Promise<boolean> {
    const asks = expression.includes(':asking');
    const reserved = await this.tokens.ready();
    try {
      await this.action.clients.dynamodb.send(
        new UpdateItemCommand({
          TableName: this.table,
          Key: { PK: { S: key.PK }, SK: { S: key.SK } },
          UpdateExpression: expression,
          // It may have been written by somebody else meanwhile, or by a call of ours whose answer was lost.
          ConditionExpression: 'attribute_exists(PK) AND (CredentialArn = :old OR CredentialArn = :new)',
          ...(asks ? { ExpressionAttributeNames: { '#status': 'Status' } } : {}),
          ExpressionAttributeValues: {
            ':new': { S: arn },
            ':old': { S: pointer },
            ...(asks ? { ':asking': { S: ASKING } } : {}),
          },
        }),
      );
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    } finally {
      this.tokens.pay(UNITS, reserved);
    }
  }
}
