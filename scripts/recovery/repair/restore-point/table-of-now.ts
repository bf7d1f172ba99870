import { GetItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import type { Action } from '../../aws/action';
import { keyOf } from '../../items/item';
import type { TableOfNow } from './references';

/** Items of a partition that are asked for: a user has 3 to 10 (system facts). */
const PARTITION = 1000;

/** Looks keys up in the table as it is; values are not read. */
export function tableOfNow({ clients: { dynamodb } }: Pick<Action, 'clients'>, table: string): TableOfNow {
  return {
    async exists({ PK, SK }) {
      const { Item } = await dynamodb.send(
        new GetItemCommand({
          TableName: table,
          Key: { PK: { S: PK }, SK: { S: SK } },
          ProjectionExpression: 'PK',
          ConsistentRead: true,
        }),
      );
      return Item !== undefined;
    },
    async partition(PK) {
      const { Items = [] } = await dynamodb.send(
        new QueryCommand({
          TableName: table,
          KeyConditionExpression: 'PK = :partition',
          ExpressionAttributeValues: { ':partition': { S: PK } },
          ProjectionExpression: 'PK, SK',
          ConsistentRead: true,
          Limit: PARTITION,
        }),
      );
      return Items.map(keyOf);
    },
  };
}
