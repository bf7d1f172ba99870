import {
  BatchWriteItemCommand,
  type BatchWriteItemCommandOutput,
  type WriteRequest,
} from '@aws-sdk/client-dynamodb';
import { stop } from '../../../engine/errors';
import type { Stop } from '../../../engine/stop';
import type { Action } from '../../aws/action';
import { chunksOf, inParallel } from '../../aws/in-parallel';
import { NEW_TABLE } from '../../table/settings/warm-throughput';
import type { StoredState } from '../../vault/table';
import { keyOf, keyText, type Item } from '../../items/item';
import { TokenBucket } from '../../aws/token-bucket';

/** Requests of one BatchWriteItem (aws-facts.md, 4.5). */
const BATCH = 25;
const WIDTH = 8;
/** Bytes that one write unit pays for (DynamoDB developer guide, "Read/write capacity"). */
const UNIT = 1024;
/** Milliseconds before what was not processed is sent again, doubled every time; and how often without any progress. */
const BACKOFF = 100;
const LONGEST_BACKOFF = 20_000;
const ATTEMPTS = 12;

export interface BatchWriterProps {
  readonly table: string;
  /** Write units a second. @default what a new table takes at once */
  readonly unitsPerSecond?: number | undefined;
}

/** Writes items and deletions, so many a second: 200 is no promise, what was not processed is sent again. */
export class BatchWriter {
  private readonly tokens: TokenBucket;
  /** Items that were put, and that were deleted. */
  put = 0;
  deleted = 0;

  constructor(
    private readonly action: Action,
    private readonly props: BatchWriterProps,
  ) {
    this.tokens = new TokenBucket(action, props.unitsPerSecond ?? NEW_TABLE.write);
  }

  /**
   * Brings items to what is said of them. Of several sayings about one item the last one counts; returns when all are
   * written.
   *
   * @throws Stop LOAD_THROTTLED (failed)
   */
  async write(states: readonly StoredState[]): Promise<void> {
    // A batch must not name an item twice, and batches overtake each other.
    const last = new Map(states.map((state) => [keyText(keyOf(state.key)), state]));
    await inParallel(chunksOf([...last.values()], BATCH), WIDTH, (batch) => this.writeBatch(batch));
  }

  private async writeBatch(batch: readonly StoredState[]): Promise<void> {
    const { clients, clock, signal } = this.action;
    const { table } = this.props;
    let left: WriteRequest[] = batch.map(requestOf);
    let idle = 0;
    while (left.length > 0) {
      const reserved = await this.tokens.ready();
      const answer: BatchWriteItemCommandOutput = await clients.dynamodb.send(
        new BatchWriteItemCommand({ RequestItems: { [table]: left } }),
      );
      this.tokens.pay(unitsOf(left), reserved);
      const unprocessed = answer.UnprocessedItems?.[table] ?? [];
      idle = unprocessed.length < left.length ? 0 : idle + 1;
      if (idle >= ATTEMPTS) throw throttled(this.action, table);
      left = unprocessed;
      if (left.length > 0) await clock.sleep(Math.min(LONGEST_BACKOFF, BACKOFF * 2 ** idle), signal);
    }
    for (const { after } of batch) {
      if (after === undefined) this.deleted += 1;
      else this.put += 1;
    }
  }
}

function requestOf({ key, after }: StoredState): WriteRequest {
  return after === undefined ? { DeleteRequest: { Key: key } } : { PutRequest: { Item: after } };
}

function unitsOf(requests: readonly WriteRequest[]): number {
  return requests.reduce((sum, { PutRequest }) => sum + Math.ceil(sizeOf(PutRequest?.Item) / UNIT), 0);
}

/** Bytes of an item, about: names, values and the marks of JSON, which make it a little more. */
function sizeOf(item: Item | undefined): number {
  return item === undefined ? 1 : JSON.stringify(item).length;
}

function throttled({ target: { region } }: Pick<Action, 'target'>, table: string): Stop {
  return stop('LOAD_THROTTLED', { table, region, attempts: ATTEMPTS });
}
