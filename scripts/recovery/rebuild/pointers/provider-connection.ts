import type { Names } from '../../../../settings';
import type { Item, ItemKey } from '../../items/item';

/** A user's connection to a provider, as far as its credentials go. */
export interface ProviderConnection {
  readonly key: ItemKey;
  /** Name of the secret that it must point to, the same in every region. */
  readonly secret: string;
  /** What it points to now. */
  readonly pointer: string;
  /** Whether its user relies on it: it neither waits for them to sign in again nor was ended. */
  readonly isActive: boolean;
}

/** Keys of connections, as the rules of validation have them (validation/rules/syncwell.json). */
const PARTITION = /^USER#([^#]+)$/;
const SORT = /^CONN#([^#]+)$/;

/** @returns undefined for an item that is no connection, or that names no credentials: validation tells of that one */
export function connectionOf(
  { PK, SK, Status, CredentialArn }: Item,
  names: Names,
): ProviderConnection | undefined {
  const user = PARTITION.exec(PK?.S ?? '')?.[1];
  const connection = SORT.exec(SK?.S ?? '')?.[1];
  const pointer = CredentialArn?.S;
  if (user === undefined || connection === undefined || pointer === undefined) return undefined;
  return {
    key: { PK: PK?.S ?? '', SK: SK?.S ?? '' },
    secret: names.userSecret(user, connection),
    pointer,
    isActive: Status?.S === 'active',
  };
}

/** The connection that a secret's name speaks of. @returns undefined for a secret of something else */
export function keyOfSecret(name: string, names: Names): ItemKey | undefined {
  const [, user, connection] = /\/users\/([^/]+)\/connections\/([^/]+)\/token$/.exec(name) ?? [];
  if (user === undefined || connection === undefined) return undefined;
  if (names.userSecret(user, connection) !== name) return undefined;
  return { PK: `USER#${user}`, SK: `CONN#${connection}` };
}
