import { text } from 'node:stream/consumers';
import type { Readable } from 'node:stream';
import { ScanCommand, type DynamoDBClient, type ScanCommandInput } from '@aws-sdk/client-dynamodb';
import type { Item } from '../../items/item';

export interface Page {
  readonly items: readonly Item[];
  readonly lastKey: Item | undefined;
  readonly units: number | undefined;
}

/** What the handler below all middleware answers with. */
interface RawAnswer {
  readonly response: { readonly statusCode: number; body: unknown };
}

/** Bytes look otherwise over the wire (base64) than in the SDK; no attribute of ours has any, but a damaged one may. */
const HAS_BYTES = /"BS?":/;

/**
 * One page of a scan. The items are taken as they were sent, which is how the SDK gives them too, except for bytes:
 * walking through a schema for every attribute, and copying all for a logger that is silent, takes the SDK longer than
 * everything else that is done with an item. Errors, retries and the rest of the answer stay with the SDK.
 */
export async function scanPage(dynamodb: DynamoDBClient, input: ScanCommandInput): Promise<Page> {
  const command = new ScanCommand(input);
  let sent: readonly Item[] | undefined;
  command.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      const { response } = result as RawAnswer;
      if (response.statusCode !== 200) return result;
      const body = await textOf(response.body);
      if (HAS_BYTES.test(body)) {
        response.body = Buffer.from(body);
        return result;
      }
      const { Items, ...rest } = JSON.parse(body) as { readonly Items?: readonly Item[] };
      sent = Items;
      response.body = Buffer.from(JSON.stringify(rest));
      return result;
    },
    { step: 'deserialize', priority: 'low', name: 'itemsAsSent' },
  );
  const { Items = [], LastEvaluatedKey, ConsumedCapacity } = await dynamodb.send(command);
  return { items: sent ?? Items, lastKey: LastEvaluatedKey, units: ConsumedCapacity?.CapacityUnits };
}

function textOf(body: unknown): Promise<string> {
  return body instanceof Uint8Array ? Promise.resolve(Buffer.from(body).toString()) : text(body as Readable);
}
