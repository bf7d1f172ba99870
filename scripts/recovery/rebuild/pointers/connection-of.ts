import type { Names } from '../../../../settings';
import type { Item } from '../../validation/items/item';
import type { ItemKey } from '../../validation/report';

/** A user's connection to a provider, as far as its credentials go. */
export interface Connection {
  readonly key: ItemKey;
  /** Name of the secret that it must point to, the same in every region. */
  readonly secret: string;
  /** What it points to now. */
  readonly pointer: string;
}

/** Keys of connections, as the rules of validation have them (validation/rules/syncwell.json). */
const PARTITION = /^USER#([^#]+)$/;
const SORT = /^CONN#([^#]+)$/;

/** @returns undefined for an item that is no connection */
export function connectionOf({ PK, SK, CredentialArn }: Item, names: Names): Connection | undefined {
  const user = PARTITION.exec(PK?.S ?? '')?.[1];
  const connection = SORT.exec(SK?.S ?? '')?.[1];
  if (user === undefined || connection === undefined) return undefined;
  return {
    key: { PK: PK?.S ?? '', SK: SK?.S ?? '' },
    secret: names.userSecret(user, connection),
    pointer: CredentialArn?.S ?? '',
  };
}
