import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Action } from '../../aws/action';
import { NEW_TABLE } from '../../table/settings/warm-throughput';
import { itemHash } from '../../items/digest/canonical';
import { bucketOf } from '../../items/digest/tally';
import { keyOf, keyText, type Item } from '../../items/item';
import { eachItem, scanTable } from '../../validation/scan/scan-segment';
import { TokenBucket } from '../../aws/token-bucket';
import type { VaultContents } from '../vault-contents';
import type { Side } from './compare-items';
import { eachExpected } from './expected-items';

const SEGMENTS = 8;

export interface TableSideProps {
  readonly dynamodb: DynamoDBClient;
  readonly table: string;
  /** Attributes that may differ: each region's credentials have names of their own. @default none */
  readonly without?: readonly string[];
  /** Whether an item counts on no side, since either may have lost it by now. @default none */
  readonly leaveOut?: (item: Item) => boolean;
  /** Sees every item that counts of a pass over the whole table, for what else is to be known of it. */
  readonly see?: (item: Item) => void;
}

/** A table, by a scan of all its items. */
export function sideOfTable(
  action: Pick<Action, 'clock' | 'signal'>,
  { dynamodb, table, without = [], leaveOut = () => false, see }: TableSideProps,
): Side {
  const tokens = new TokenBucket(action, NEW_TABLE.read);
  return (visit, wanted) =>
    scanTable(
      action,
      { dynamodb, table, tokens, segments: SEGMENTS },
      eachItem((item) => {
        if (leaveOut(item)) return;
        const id = keyText(keyOf(item));
        if (wanted !== undefined && !wanted(bucketOf(id))) return;
        if (wanted === undefined) see?.(item);
        visit(id, itemHash(lacking(item, without)));
      }),
    );
}

/** What the vault says that a table must hold. */
export function sideOfVault(contents: VaultContents): Side {
  return (visit, wanted) => eachExpected(contents, visit, wanted === undefined ? {} : { wanted });
}

function lacking(item: Item, names: readonly string[]): Item {
  if (names.length === 0) return item;
  return Object.fromEntries(Object.entries(item).filter(([name]) => !names.includes(name)));
}
