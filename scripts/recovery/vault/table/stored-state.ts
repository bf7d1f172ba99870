import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Item } from '../../items/item';

/** What the vault says of one item: how it is from then on, or that it is gone. */
export interface StoredState {
  readonly key: Item;
  /** undefined: deleted. */
  readonly after: Item | undefined;
}

/** Bytes look otherwise in DynamoDB JSON (base64) than in the SDK; no attribute of ours has any. */
const HAS_BYTES = /"BS?":/;

/** Reads a line of DynamoDB JSON. @param pick takes the items out of the parsed line */
export function stateOf(text: string, pick: (line: unknown) => StoredState): StoredState {
  const { key, after } = pick(JSON.parse(text));
  if (!HAS_BYTES.test(text)) return { key, after };
  return { key: withBytes(key), after: after === undefined ? undefined : withBytes(after) };
}

function withBytes(item: Item): Item {
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [name, bytesOf(value)]));
}

function bytesOf(value: AttributeValue): AttributeValue {
  if (value.B !== undefined) return { B: decode(value.B) };
  if (value.BS !== undefined) return { BS: value.BS.map(decode) };
  if (value.L !== undefined) return { L: value.L.map(bytesOf) };
  if (value.M !== undefined) return { M: withBytes(value.M) };
  return value;
}

/** What the type calls bytes is still the text of the line. */
function decode(base64: Uint8Array): Uint8Array {
  return Buffer.from(base64 as unknown as string, 'base64');
}
