import { createHash } from 'node:crypto';
import {
  TrimmedDataAccessException,
  ExpiredIteratorException,
  ResourceNotFoundException,
  type Shard,
  type _Record,
} from '@aws-sdk/client-dynamodb-streams';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { ReadingAction } from '../../../scripts/recovery/stream/shard-reader';
import type { PlainItem } from '../../../scripts/drill/generated-users';
import { VirtualClock } from '../../support/virtual-clock';

const DAY = 24 * 3_600_000;

interface MemoryShard {
  readonly id: string;
  readonly parent: string | undefined;
  readonly records: _Record[];
  /** Milliseconds; undefined: it is open. */
  closedAt: number | undefined;
  /** Answers that it has given. */
  asked: number;
}

/** A stream in memory: shards that split, answers of a few records, empty ones in between, records that are trimmed. */
export class MemoryStream {
  readonly shards: MemoryShard[] = [];
  readonly clock: VirtualClock;
  /** Of a GetRecords answer. */
  pageSize = 3;
  /** Answers of GetRecords so far. */
  answers = 0;
  /** Records in answers that were given and not yet asked beyond. */
  mostAtOnce = 0;
  /** Says which answers come too late for their iterator. */
  expires: (answer: number) => boolean = () => false;
  /** Empty answers that lie before each change that is written from now on. */
  silence = 0;
  /** What a call is refused with; undefined: it is answered. */
  refuses: (call: string, input: Readonly<Record<string, string>>) => Error | undefined = () => undefined;
  /** Calls so far, of every kind. */
  calls = 0;
  private readonly silences = new Map<_Record, number>();
  private readonly now = new Map<string, PlainItem>();
  private sequence = 99_999_990;
  private readonly open = new Map<string, MemoryShard>();

  constructor(
    readonly begins: number,
    roots = 1,
  ) {
    this.clock = new VirtualClock(begins);
    for (let n = 0; n < roots; n += 1) this.add(undefined);
  }

  get action(): ReadingAction {
    const { clock } = this;
    return {
      clock,
      signal: new AbortController().signal,
      clients: { streams: this as never },
    };
  }

  /** Writes an item, or deletes it. @param at milliseconds, not before the write before it */
  write(item: PlainItem, { at, remove = false }: { readonly at: number; readonly remove?: boolean }): void {
    const key = `${String(item.PK)} ${String(item.SK)}`;
    const before = this.now.get(key);
    if (remove) this.now.delete(key);
    else this.now.set(key, item);
    this.sequence += 1;
    const record: _Record = {
      eventID: String(this.sequence),
      eventName: before === undefined ? 'INSERT' : remove ? 'REMOVE' : 'MODIFY',
      dynamodb: {
        ApproximateCreationDateTime: new Date(Math.floor(at / 1000) * 1000),
        Keys: marshall({ PK: item.PK, SK: item.SK }),
        ...(before === undefined ? {} : { OldImage: marshall(before) }),
        ...(remove ? {} : { NewImage: marshall(item) }),
        SequenceNumber: String(this.sequence),
      },
    };
    this.silences.set(record, this.silence);
    this.shardOf(String(item.PK)).records.push(record);
  }

  /** The item as it is. */
  item(PK: string, SK: string): PlainItem | undefined {
    return this.now.get(`${PK} ${SK}`);
  }

  /** All items as they are. */
  items(): PlainItem[] {
    return [...this.now.values()];
  }

  /** Closes an open shard; one or two children follow it. */
  split(index: number, children = 2): void {
    const leaves = this.shards.filter(({ closedAt }) => closedAt === undefined);
    const shard = leaves[index % leaves.length]!;
    shard.closedAt = this.clock.now();
    for (let n = 0; n < children; n += 1) this.add(shard.id);
    this.open.clear();
  }

  /** Answers like a client. */
  send({
    constructor: { name },
    input,
  }: {
    constructor: { name: string };
    input: Record<string, string>;
  }): Promise<unknown> {
    return Promise.resolve().then(() => this.answer(name, input));
  }

  private answer(name: string, input: Record<string, string>): unknown {
    this.calls += 1;
    const refusal = this.refuses(name, input);
    if (refusal !== undefined) throw refusal;
    if (name === 'DescribeStreamCommand') return { StreamDescription: this.describe(input) };
    if (name === 'GetShardIteratorCommand') return { ShardIterator: this.iterator(input) };
    return this.page(input);
  }

  /** Two shards an answer. */
  private describe({ ExclusiveStartShardId: after }: Record<string, string>) {
    const horizon = this.clock.now() - DAY;
    const kept = this.shards.filter(({ closedAt = Infinity }) => closedAt >= horizon);
    const first = after === undefined ? 0 : kept.findIndex(({ id }) => id === after) + 1;
    const page = kept.slice(first, first + 2);
    const Shards = page.map(({ id, parent, records, closedAt }): Shard => {
      const [start, end] = [records[0], records.at(-1)].map((record) => record?.dynamodb?.SequenceNumber);
      return {
        ShardId: id,
        ...(parent === undefined ? {} : { ParentShardId: parent }),
        SequenceNumberRange: {
          StartingSequenceNumber: start ?? '1',
          ...(closedAt === undefined ? {} : { EndingSequenceNumber: end ?? '1' }),
        },
      };
    });
    const more = first + 2 < kept.length ? { LastEvaluatedShardId: page.at(-1)!.id } : {};
    return { Shards, CreationRequestDateTime: new Date(this.begins), ...more };
  }

  private iterator({ ShardId, ShardIteratorType: type, SequenceNumber: given }: Record<string, string>) {
    const shard = this.shards.find(({ id }) => id === ShardId)!;
    const kept = this.keptOf(shard);
    if (shard.closedAt !== undefined && shard.closedAt < this.clock.now() - DAY)
      throw new ResourceNotFoundException(trouble);
    if (type === 'TRIM_HORIZON') return `${ShardId} 0`;
    const oldest = Number(kept[0]?.dynamodb?.SequenceNumber ?? 0);
    if (Number(given) < oldest && shard.records.length > kept.length)
      throw new TrimmedDataAccessException(trouble);
    return `${ShardId} ${Number(given) + (type === 'AT_SEQUENCE_NUMBER' ? 0 : 1)}`;
  }

  private page({ ShardIterator = '', Limit }: Record<string, string>) {
    this.answers += 1;
    if (this.expires(this.answers)) throw new ExpiredIteratorException(trouble);
    const [id, first, passed = '0'] = ShardIterator.split(' ');
    const shard = this.shards.find((one) => one.id === id)!;
    const left = this.keptOf(shard).filter(
      ({ dynamodb }) => Number(dynamodb?.SequenceNumber) >= Number(first),
    );
    // Now and then an answer of a shard is empty although more comes; never so often in a row that it looks like the end.
    shard.asked += 1;
    const size = shard.asked % 3 === 0 ? 0 : Math.min(Number(Limit ?? 1000), this.pageSize);
    const Records = left.slice(0, Math.min(size, this.untilSilence(left, Number(passed))));
    const last = Records.at(-1)?.dynamodb?.SequenceNumber;
    const next = last === undefined ? `${first} ${Number(passed) + 1}` : Number(last) + 1;
    const ended = shard.closedAt !== undefined && Records.length === left.length;
    return { Records, ...(ended ? {} : { NextShardIterator: `${id} ${next}` }) };
  }

  /** How many records come before the next silence. @param passed empty answers since the last record */
  private untilSilence(left: readonly _Record[], passed: number): number {
    const silent = left.findIndex(
      (record, index) => (this.silences.get(record) ?? 0) > (index === 0 ? passed : 0),
    );
    return silent < 0 ? left.length : silent;
  }

  private keptOf({ records }: MemoryShard): _Record[] {
    const horizon = this.clock.now() - DAY;
    return records.filter(({ dynamodb }) => dynamodb!.ApproximateCreationDateTime!.getTime() >= horizon);
  }

  private add(parent: string | undefined): void {
    const id = `shard-${String(this.shards.length).padStart(4, '0')}`;
    // The parent comes after its child in the list: nobody promises an order.
    this.shards.unshift({ id, parent, records: [], closedAt: undefined, asked: 0 });
  }

  /** A partition stays in its shard, and moves to one of its children when it is split. */
  private shardOf(partition: string): MemoryShard {
    const known = this.open.get(partition);
    if (known !== undefined) return known;
    const hash = createHash('md5').update(partition).digest().readUInt32BE();
    const pick = (parent: string | undefined): MemoryShard => {
      const children = this.shards.filter((shard) => shard.parent === parent);
      const shard = children[hash % children.length]!;
      return shard.closedAt !== undefined ? pick(shard.id) : shard;
    };
    const shard = pick(undefined);
    this.open.set(partition, shard);
    return shard;
  }
}

const trouble = { message: 'gone', $metadata: {} };
