import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Action } from '../../aws/action';
import type { Item } from '../../items/item';
import { scanPage, type Page } from './scan-page';
import type { TokenBucket } from '../../aws/token-bucket';

export interface ScanSource {
  readonly dynamodb: DynamoDBClient;
  readonly table: string;
  readonly tokens: TokenBucket;
}

/** Small enough that a page is garbage before the next one comes: memory stays low, and the price is the same. */
const PAGE_ITEMS = 1000;
/** A page costs at most this: 1 MB read consistently (aws-facts.md, 4.1 and 4.2). */
const PAGE_UNITS = 256;

/**
 * The pages of one segment, one after the other; an empty page need not be the last (aws-facts.md, 4.1). Read
 * consistently: what was written before is seen, as nobody writes any more.
 *
 * @throws the signal's reason
 */
export async function* scanSegment(
  { dynamodb, table, tokens }: ScanSource,
  { segment, of }: { readonly segment: number; readonly of: number },
): AsyncGenerator<readonly Item[]> {
  let start: Item | undefined;
  do {
    const reserved = await tokens.ready();
    const { items, lastKey, units }: Page = await scanPage(dynamodb, {
      TableName: table,
      Segment: segment,
      TotalSegments: of,
      ConsistentRead: true,
      ReturnConsumedCapacity: 'TOTAL',
      Limit: PAGE_ITEMS,
      ExclusiveStartKey: start,
    });
    tokens.pay(units ?? PAGE_UNITS, reserved);
    yield items;
    start = lastKey;
  } while (start !== undefined);
}

/** Takes one page after the other of its segment, and the segment's end. */
export interface SegmentVisitor {
  page(items: readonly Item[]): void | Promise<void>;
  end?(): void | Promise<void>;
}

/** Visitors that take single items, one after the other. */
export function eachItem(take: (item: Item) => void): () => SegmentVisitor {
  return () => ({
    page(items) {
      for (const item of items) take(item);
    },
  });
}

/** Scans a whole table in parallel. @param visitor makes one for each segment @throws what the first failure threw, when all have ended */
export async function scanTable(
  { signal }: Pick<Action, 'signal'>,
  source: ScanSource & { readonly segments: number },
  visitor: () => SegmentVisitor,
): Promise<void> {
  let failed = false;
  const results = await Promise.allSettled(
    Array.from({ length: source.segments }, async (_, segment) => {
      try {
        const { page, end } = bound(visitor());
        for await (const items of scanSegment(source, { segment, of: source.segments })) {
          if (failed) return;
          signal.throwIfAborted();
          await page(items);
        }
        await end();
      } catch (error) {
        failed = true;
        throw error;
      }
    }),
  );
  const failure = results.find((result) => result.status === 'rejected');
  if (failure !== undefined) throw failure.reason;
}

function bound(visitor: SegmentVisitor): Required<SegmentVisitor> {
  return {
    page: (items) => visitor.page(items),
    end: () => visitor.end?.(),
  };
}
