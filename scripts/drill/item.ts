import { createHash } from 'node:crypto';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { canonicalJson, type Json } from '../engine/json';

/** An item as the wire has it. */
export type Item = Record<string, AttributeValue>;

/** Partition and sort key in one text. */
export function keyOf({ PK, SK }: Item): string {
  return `${PK?.S ?? ''} ${SK?.S ?? ''}`;
}

/** The same for equal items, whatever the order of their attributes; says nothing of their values. */
export function fingerprint(item: Item): string {
  return createHash('sha256')
    .update(canonicalJson(item as unknown as Json))
    .digest('base64url');
}

/** As `fingerprint`, and the same in every region: a secret that was recreated elsewhere keeps its name, not its ARN. */
export function portableFingerprint(item: Item): string {
  const arn = item.CredentialArn?.S;
  return fingerprint(arn === undefined ? item : { ...item, CredentialArn: { S: secretNameOf(arn) } });
}

/** The name in a secret's ARN, which ends in a hyphen and six characters (aws-facts.md, 5.3). */
export function secretNameOf(arn: string): string {
  return arn
    .split(':')
    .slice(6)
    .join(':')
    .replace(/-[A-Za-z0-9]{6}$/, '');
}

/** What a table holds: a fingerprint for each key. */
export type TableState = ReadonlyMap<string, string>;

/** Keys that two states do not have in common with the same fingerprint, in alphabetical order. */
export function differingKeys(one: TableState, other: TableState): string[] {
  const keys = new Set([...one.keys(), ...other.keys()]);
  return [...keys].filter((key) => one.get(key) !== other.get(key)).sort();
}
