import { DeleteObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { readTableSettings } from '../../../../scripts/recovery/table/settings';
import { highWaterMarkKey } from '../../../../scripts/recovery/vault';
import {
  keepSettings,
  tableKeys,
  type ChangesRound,
  type ExportLink,
  type Segment,
} from '../../../../scripts/recovery/vault/table';
import { names, PLACE, stateOf, TABLE, type Item, type World } from '../../protect/support/world';

/** One change of one item, seconds after the beginning. */
export interface Event {
  readonly at: number;
  readonly key: string;
  /** undefined: deleted. */
  readonly value?: string | undefined;
}

export interface History {
  readonly events: readonly Event[];
  /** The instant of the full export, then the ends of the incremental ones. Seconds. */
  readonly exports: readonly number[];
  /** Ends of the rounds of changes. Seconds. */
  readonly rounds: readonly number[];
  /** From when on changes are copied. Seconds. */
  readonly since: number;
  /** By how many seconds the full export is early or late with a key: it is no snapshot. @default none */
  readonly blur?: (key: string) => number;
}

type State = ReadonlyMap<string, string>;
const BEGIN = Date.UTC(2026, 1, 28, 20);
const iso = (second: number): string => new Date(BEGIN + second * 1000).toISOString();
const itemOf = (key: string, value: string): Item => ({
  PK: { S: key },
  SK: { S: 'x' },
  value: { S: value },
});

/** What a history leaves behind right before a second. */
export function stateAt(events: readonly Event[], second: number): Map<string, string> {
  const state = new Map<string, string>();
  for (const { at, key, value } of events) {
    if (at >= second) continue;
    if (value === undefined) state.delete(key);
    else state.set(key, value);
  }
  return state;
}

/** A state as a table's items compare. */
export function asItems(state: State): Map<string, string> {
  return stateOf([...state].map(([key, value]) => itemOf(key, value)));
}

/** A vault that holds a history, written by hand: every object as AWS and as a round of protection write it. */
export class VaultFixture {
  private readonly keys = tableKeys(PLACE.source, TABLE);

  constructor(private readonly world: World) {}

  async write(history: History): Promise<void> {
    const events = [...history.events].sort((a, b) => a.at - b.at);
    const { action } = this.world;
    const settings = await readTableSettings(action, TABLE);
    await keepSettings(action, TABLE, settings);
    await this.writeChain({ ...history, events });
    await this.writeRounds({ ...history, events });
    const [full = 0] = history.exports;
    await this.put('changes', highWaterMarkKey(PLACE.source), {
      schema: 1,
      table: TABLE,
      exports: { number: history.exports.length, fullNumber: 1, to: iso(history.exports.at(-1) ?? full) },
      changes:
        history.rounds.length === 0
          ? null
          : {
              number: history.rounds.length,
              since: iso(history.since),
              coveredUntil: iso(history.rounds.at(-1) ?? 0),
            },
      lookedAt: iso(history.rounds.at(-1) ?? 0),
    });
  }

  async put(purpose: 'exports' | 'changes', Key: string, content: object | Buffer): Promise<string> {
    const Body = Buffer.isBuffer(content) ? content : Buffer.from(JSON.stringify(content));
    await this.s3.send(new PutObjectCommand({ Bucket: names.bucket(purpose, PLACE.region), Key, Body }));
    return createHash('sha256').update(Body).digest('hex');
  }

  private get s3() {
    return this.world.action.vault.changes.s3;
  }

  private async writeChain({ events, exports, blur = () => 0 }: History): Promise<void> {
    let previous: string | null = null;
    for (const [index, to] of exports.entries()) {
      const from = exports[index - 1];
      const lines = from === undefined ? fullLines(events, to, blur) : incrementalLines(events, { from, to });
      const prefix = `${this.keys.exportPrefix}/${index + 1}/AWSDynamoDB/01-${index}`;
      const link: ExportLink = {
        schema: 1,
        number: index + 1,
        table: TABLE,
        kind: from === undefined ? 'full' : 'incremental',
        from: from === undefined ? null : iso(from),
        to: iso(to),
        exportArn: `arn:${index}`,
        prefix,
        manifest: await this.writeExport(prefix, lines),
        items: lines.length,
        bytes: 1,
        completedAt: iso(to),
        previous,
      };
      previous = await this.put('exports', this.keys.link(index + 1), link);
    }
  }

  /** In two files, as every export of a table with more than one partition. */
  private async writeExport(prefix: string, lines: readonly object[]): Promise<ExportLink['manifest']> {
    const manifest: string[] = [];
    for (const part of [0, 1]) {
      const own = lines.filter((_, index) => index % 2 === part);
      const bytes = gzipSync(own.map((line) => `${JSON.stringify(line)}\n`).join(''));
      const dataFileS3Key = `${prefix}/data/${part}.json.gz`;
      await this.put('exports', dataFileS3Key, bytes);
      const md5Checksum = createHash('md5').update(bytes).digest('base64');
      manifest.push(JSON.stringify({ itemCount: own.length, md5Checksum, etag: '', dataFileS3Key }));
    }
    return {
      summary: await this.put('exports', `${prefix}/manifest-summary.json`, { itemCount: lines.length }),
      files: await this.put('exports', `${prefix}/manifest-files.json`, Buffer.from(manifest.join('\n'))),
    };
  }

  private async writeRounds({ events, rounds, since }: History): Promise<void> {
    let previous: string | null = null;
    for (const [index, end] of rounds.entries()) {
      const begin = rounds[index - 1] ?? since;
      const own = events
        .map((event, order) => ({ ...event, order }))
        .filter(({ at }) => at >= begin && at < end);
      const segments: Segment[] = [];
      for (const shard of ['even', 'odd']) {
        const records = own.filter(({ key }) => (key.length % 2 === 0 ? 'even' : 'odd') === shard);
        for (let start = 0; start < records.length; start += 3) {
          segments.push(
            await this.writeSegment(records.slice(start, start + 3), { round: index + 1, shard, start }),
          );
        }
      }
      const round: ChangesRound = {
        schema: 1,
        number: index + 1,
        table: TABLE,
        streamArn: 'arn:stream',
        readAt: iso(end),
        coveredUntil: iso(end),
        since: iso(since),
        shards: [],
        segments,
        previous,
      };
      previous = await this.put('changes', this.keys.round(index + 1), round);
    }
  }

  private async writeSegment(
    records: readonly (Event & { readonly order: number })[],
    { round, shard, start }: { readonly round: number; readonly shard: string; readonly start: number },
  ): Promise<Segment> {
    const lines = records.map(({ at, key, value, order }) => ({
      sequence: String(1000 + order),
      at: BEGIN / 1000 + Math.floor(at),
      key: { PK: { S: key }, SK: { S: 'x' } },
      ...(value === undefined ? {} : { after: itemOf(key, value) }),
    }));
    const object = this.keys.segment(round, shard, start);
    const bytes = gzipSync(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
    const [first, last] = [records[0], records.at(-1)];
    return {
      object,
      sha256: await this.put('changes', object, bytes),
      shard,
      records: records.length,
      first: lines[0]?.sequence ?? '',
      last: lines.at(-1)?.sequence ?? '',
      firstAt: iso(Math.floor(first?.at ?? 0)),
      lastAt: iso(Math.floor(last?.at ?? 0)),
    };
  }

  async remove(purpose: 'exports' | 'changes', Key: string): Promise<void> {
    await this.s3.send(new DeleteObjectCommand({ Bucket: names.bucket(purpose, PLACE.region), Key }));
  }
}

function fullLines(events: readonly Event[], to: number, blur: (key: string) => number): object[] {
  const keys = [...new Set(events.map(({ key }) => key))];
  return keys.flatMap((key) => {
    const value = stateAt(
      events.filter((event) => event.key === key),
      to + blur(key),
    ).get(key);
    return value === undefined ? [] : [{ Item: itemOf(key, value) }];
  });
}

/** Final states; what was made and deleted within the window is not mentioned. */
function incrementalLines(
  events: readonly Event[],
  { from, to }: { readonly from: number; readonly to: number },
): object[] {
  const [before, after] = [stateAt(events, from), stateAt(events, to)];
  const keys = new Set(events.filter(({ at }) => at >= from && at < to).map(({ key }) => key));
  return [...keys].flatMap((key) => {
    const value = after.get(key);
    if (value === undefined && !before.has(key)) return [];
    const Keys = { PK: { S: key }, SK: { S: 'x' } };
    const Metadata = { WriteTimestampMicros: { N: '1' } };
    return [{ Metadata, Keys, ...(value === undefined ? {} : { NewImage: itemOf(key, value) }) }];
  });
}
