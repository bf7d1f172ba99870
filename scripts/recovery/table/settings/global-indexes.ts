import { UpdateTableCommand, type KeySchemaElement, type Projection } from '@aws-sdk/client-dynamodb';
import type { Json } from '../../../engine/json';
import { indexThroughput } from './capacity';
import { attributeDefinitions } from './key-schema';
import { byName, plain, type Setting, type JsonObject } from './setting';

interface Index extends JsonObject {
  readonly keys: Json;
  readonly projection: Json;
}

/** Keys and projection of the global secondary indexes. Only a missing one can be made; none is deleted. */
export const globalIndexes: Setting<Readonly<Record<string, Index>>> = {
  id: 'globalIndexes',
  // Filling an index takes as long as a restore.
  patience: 12 * 3_600_000,
  read: (_action, { description }) =>
    Object.fromEntries(
      byName(description.GlobalSecondaryIndexes).map(([name, { KeySchema, Projection }]) => [
        name,
        { keys: plain(KeySchema), projection: plain(Projection) },
      ]),
    ),
  async put({ clients }, { subject, wanted, actual, whole }) {
    // One index a call (aws-facts.md, 1.34); the next one follows when this one is there.
    const missing = Object.entries(wanted).find(([name]) => actual[name] === undefined);
    if (missing === undefined) return false;
    const [IndexName, { keys, projection }] = missing;
    await clients.dynamodb.send(
      new UpdateTableCommand({
        TableName: subject.name,
        AttributeDefinitions: attributeDefinitions(whole.values.keySchema),
        GlobalSecondaryIndexUpdates: [
          {
            Create: {
              IndexName,
              KeySchema: keys as unknown as KeySchemaElement[],
              Projection: projection as Projection,
              ...indexThroughput(whole.values.capacity, IndexName),
            },
          },
        ],
      }),
    );
    return true;
  },
};
