import { canonicalJson, type Json } from '../../../engine/json';
import { plain, type Setting, type JsonObject } from './setting';

interface Keys extends JsonObject {
  readonly keys: Json;
  readonly attributes: Readonly<Record<string, string>>;
}

/** Keys of the table and types of all key attributes: fixed when a table is made. */
export const keySchema: Setting<Keys> = {
  id: 'keySchema',
  fixed: true,
  read: (_action, { description: { KeySchema, AttributeDefinitions = [] } }) => ({
    keys: plain(KeySchema),
    attributes: Object.fromEntries(
      AttributeDefinitions.map(({ AttributeName = '', AttributeType = '' }) => [
        AttributeName,
        AttributeType,
      ]),
    ),
  }),
  // An attribute that is missing belongs to a missing index, which is told by the indexes.
  same: (wanted, actual) =>
    canonicalJson(wanted.keys) === canonicalJson(actual.keys) &&
    Object.entries(actual.attributes).every(
      ([name, type]) => wanted.attributes[name] === undefined || wanted.attributes[name] === type,
    ),
};

/** As the API takes them. */
export function attributeDefinitions(value: Json | undefined) {
  return Object.entries((value as Keys).attributes).map(([AttributeName, type]) => ({
    AttributeName,
    AttributeType: type as 'S' | 'N' | 'B',
  }));
}
