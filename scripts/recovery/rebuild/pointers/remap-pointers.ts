import type { Action } from '../../aws/action';
import { inParallel } from '../../aws/in-parallel';
import { secretsActionOf } from '../../vault/secrets';
import { NEW_TABLE } from '../../table/settings/warm-throughput';
import type { Item, ItemKey } from '../../items/item';
import { scanTable } from '../../validation/scan/scan-segment';
import { TokenBucket } from '../../aws/token-bucket';
import { SecretArns, type SettledSecrets } from './arns';
import { connectionOf, type ProviderConnection } from './provider-connection';
import { PointerWriter } from './pointer-writer';

const SEGMENTS = 16;
/** Connections of one segment at a time: an update takes a round trip, and a million users have more than a million. */
const WIDTH = 8;
/** Keys that are told one by one; beyond, they are counted. */
const LISTED = 1000;
const NOTHING: SettledSecrets = { isEmpty: true, arnOf: () => undefined };

export interface RemapProps {
  readonly table: string;
  /** Whether the secret with that name was ever kept for this region: what was not cannot be there. */
  readonly isKept: (secret: string) => Promise<boolean>;
  /** What the restore of the secrets was told. @default nothing: the region's list is read */
  readonly settled?: SettledSecrets;
  /** Whether users whose secret was not kept are asked to sign in: not while it may still come. @default true */
  readonly asks?: boolean;
}

/** What a pass over all connections showed. Keys only. */
export interface Pointers {
  readonly connections: number;
  /** Pointed elsewhere, and point to the secret of this region now. */
  readonly rewritten: number;
  readonly already: number;
  /** Their secret is kept and not in this region. The first thousand, and how many there are. */
  readonly dangling: { readonly total: number; readonly keys: readonly ItemKey[] };
  /**
   * Their secret was not kept: they had none before, or it was younger than the last copy. Nobody can bring it back: their
   * users sign in again.
   */
  readonly withoutSecret: { readonly total: number; readonly keys: readonly ItemKey[] };
}

/**
 * Makes every connection point to the secret of its name in the target's region: an ARN changes with the region
 * (aws-facts.md, 5.12). One whose secret was not kept points to this region as well, where it leads nowhere yet, and asks
 * its user to sign in. An update holds only while the connection still points where it was seen to point, so that it can be
 * run again, and twice at once.
 */
export function remapPointers(action: Action, props: RemapProps): Promise<Pointers> {
  const writer = new PointerWriter(action, props.table);
  return eachPointer(action, props, writer);
}

/** What `remapPointers` would find. Reads only. */
export function readPointers(action: Action, props: RemapProps): Promise<Pointers> {
  return eachPointer(action, props, undefined);
}

async function eachPointer(
  action: Action,
  { table, isKept, settled = NOTHING, asks = true }: RemapProps,
  writer: PointerWriter | undefined,
): Promise<Pointers> {
  const { clients, target } = action;
  const arns = await SecretArns.read(secretsActionOf(action), settled);
  const counts = { connections: 0, rewritten: 0, already: 0 };
  const dangling = new Keys();
  const withoutSecret = new Keys();
  const settle = async (connection: ProviderConnection): Promise<void> => {
    counts.connections += 1;
    const arn = await arns.of(connection.secret);
    if (arn === undefined) {
      if (await isKept(connection.secret)) dangling.add(connection.key);
      else {
        withoutSecret.add(connection.key);
        if (asks) await writer?.askToSignIn(connection);
      }
    } else if (connection.pointer === arn) counts.already += 1;
    else if ((await writer?.repoint(connection, arn)) === true) counts.rewritten += 1;
    else dangling.add(connection.key);
  };
  const tokens = new TokenBucket(action, NEW_TABLE.read);
  await scanTable(action, { dynamodb: clients.dynamodb, table, tokens, segments: SEGMENTS }, () => ({
    async page(items: readonly Item[]) {
      const found = items.map((item) => connectionOf(item, target.names)).filter((one) => one !== undefined);
      await inParallel(found, WIDTH, settle);
      action.progress(`${counts.connections} connections looked at, ${counts.rewritten} rewritten`);
    },
  }));
  return { ...counts, dangling: dangling.told, withoutSecret: withoutSecret.told };
}

class Keys {
  private readonly keys: ItemKey[] = [];
  private total = 0;

  add(key: ItemKey): void {
    this.total += 1;
    if (this.keys.length < LISTED) this.keys.push(key);
  }

  get told() {
    return {
      total: this.total,
      keys: [...this.keys].sort((a, b) => (`${a.PK} ${a.SK}` < `${b.PK} ${b.SK}` ? -1 : 1)),
    };
  }
}
