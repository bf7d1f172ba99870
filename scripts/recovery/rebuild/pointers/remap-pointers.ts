import { ConditionalCheckFailedException, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import type { Action } from '../../action';
import { inParallel } from '../../in-parallel';
import { secretsActionOf } from '../../secrets/connection';
import { NEW_TABLE } from '../../table/settings/warm-throughput';
import type { Item } from '../../validation/items/item';
import type { ItemKey } from '../../validation/report';
import { scanTable } from '../../validation/scan/scan-segment';
import { TokenBucket } from '../../validation/scan/token-bucket';
import { SecretArns } from './arns';
import { connectionOf, type Connection } from './connection-of';

const SEGMENTS = 4;
/** Connections of one segment at a time. */
const WIDTH = 8;
/** Keys that are told one by one; beyond, they are counted. */
const LISTED = 1000;

export interface RemapProps {
  readonly table: string;
  /** Whether the secret with that name was ever kept for this region: what was not cannot be there. */
  readonly isKept: (secret: string) => Promise<boolean>;
}

/** What a pass over all connections showed. Keys only. */
export interface Pointers {
  readonly connections: number;
  /** Pointed elsewhere, and point to the secret of this region now. */
  readonly rewritten: number;
  readonly already: number;
  /** Their secret is kept and not in this region. The first thousand, and how many there are. */
  readonly dangling: { readonly total: number; readonly keys: readonly ItemKey[] };
  /** Their secret was not kept: they had none before, or it was younger than the last copy. The users sign in again. */
  readonly withoutSecret: { readonly total: number; readonly keys: readonly ItemKey[] };
}

/**
 * Makes every connection point to the secret of its name in the target's region: an ARN changes with the region
 * (aws-facts.md, 5.12). An update holds only while the connection still points where it was seen to point, so that it
 * can be run again, and twice at once.
 */
export function remapPointers(action: Action, props: RemapProps): Promise<Pointers> {
  return eachPointer(action, props, async (connection, arn) => repoint(action, props.table, connection, arn));
}

/** What `remapPointers` would find and do. Reads only. */
export function readPointers(action: Action, props: RemapProps): Promise<Pointers> {
  return eachPointer(action, props, () => Promise.resolve('left'));
}

/** @returns how a connection was dealt with that does not point to its secret in this region */
type Deal = (connection: Connection, arn: string) => Promise<'rewritten' | 'left'>;

async function eachPointer(action: Action, props: RemapProps, deal: Deal): Promise<Pointers> {
  const { clients, target } = action;
  const { table, isKept } = props;
  const arns = await SecretArns.read(secretsActionOf(action));
  const counts = { connections: 0, rewritten: 0, already: 0 };
  const dangling = new Keys();
  const withoutSecret = new Keys();
  const settle = async (connection: Connection): Promise<void> => {
    counts.connections += 1;
    const arn = await arns.of(connection.secret);
    if (arn === undefined) {
      ((await isKept(connection.secret)) ? dangling : withoutSecret).add(connection.key);
    } else if (connection.pointer === arn) counts.already += 1;
    else if ((await deal(connection, arn)) === 'rewritten') counts.rewritten += 1;
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

async function repoint(
  { clients }: Action,
  table: string,
  { key, pointer }: Connection,
  arn: string,
): Promise<'rewritten' | 'left'> {
  try {
    await clients.dynamodb.send(
      new UpdateItemCommand({
        TableName: table,
        Key: { PK: { S: key.PK }, SK: { S: key.SK } },
        UpdateExpression: 'SET CredentialArn = :new',
        // Written to by somebody else meanwhile, or by a call of ours whose answer was lost.
        ConditionExpression: 'attribute_exists(PK) AND (CredentialArn = :old OR CredentialArn = :new)',
        ExpressionAttributeValues: { ':new': { S: arn }, ':old': { S: pointer } },
      }),
    );
    return 'rewritten';
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return 'left';
    throw error;
  }
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
