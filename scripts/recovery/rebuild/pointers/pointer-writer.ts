import type { ItemKey } from '../../items/item';
import { ConditionalCheckFailedException, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import type { Action } from '../../aws/action';
import { NEW_TABLE } from '../../table/settings/warm-throughput';
import { TokenBucket } from '../../aws/token-bucket';
import type { ProviderConnection } from './provider-connection';

/** A connection is smaller than what one write unit pays for. */
const UNITS = 1;
const REGION_OF_ARN = /^(arn:aws:secretsmanager:)[^:]+(?=:)/;
/** As the service asks a user to sign in again: the state, and the attribute that makes the connection found by it. */
const ASKING = 'needs_reauth';

interface PointerChange {
  readonly arn: string;
  /** Where it was seen to point, and must point still; undefined: anywhere. */
  readonly pointer?: string;
  readonly set: string;
}

/** Changes where connections point, so many a second. */
export class PointerWriter {
  private readonly tokens: TokenBucket;

  constructor(
    private readonly action: Action,
    private readonly table: string,
  ) {
    this.tokens = new TokenBucket(action, NEW_TABLE.write);
  }

  /** @returns whether it points to that secret now; else somebody else has made it point elsewhere meanwhile */
  repoint({ key, pointer }: ProviderConnection, arn: string): Promise<boolean> {
    return this.update(key, { arn, pointer, set: 'CredentialArn = :new' });
  }

  /** Wherever it points. @returns whether there is such a connection, and it points to that secret now */
  point(key: ItemKey, arn: string): Promise<boolean> {
    return this.update(key, { arn, set: 'CredentialArn = :new' });
  }

  /**
   * What can never work again in this region waits for its user. Where it points keeps its form, so that it is known as a
   * pointer of this region.
   */
  async askToSignIn({ key, pointer, isActive }: ProviderConnection): Promise<void> {
    const arn = pointer.replace(REGION_OF_ARN, `$1${this.action.target.region}`);
    if (arn === pointer && !isActive) return;
    const asking = isActive ? ', #status = :asking, ReAuthStatus = :asking' : '';
    await this.update(key, { arn, pointer, set: `CredentialArn = :new${asking}` });
  }

  private async update({ PK, SK }: ItemKey, { arn, pointer, set }: PointerChange): Promise<boolean> {
    const asks = set.includes(':asking');
    const reserved = await this.tokens.ready();
    try {
      await this.action.clients.dynamodb.send(
        new UpdateItemCommand({
          TableName: this.table,
          Key: { PK: { S: PK }, SK: { S: SK } },
          UpdateExpression: `SET ${set}`,
          // It may have been written by somebody else meanwhile, or by a call of ours whose answer was lost.
          ConditionExpression:
            pointer === undefined
              ? 'attribute_exists(CredentialArn)'
              : 'attribute_exists(PK) AND (CredentialArn = :old OR CredentialArn = :new)',
          ...(asks ? { ExpressionAttributeNames: { '#status': 'Status' } } : {}),
          ExpressionAttributeValues: {
            ':new': { S: arn },
            ...(pointer === undefined ? {} : { ':old': { S: pointer } }),
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
