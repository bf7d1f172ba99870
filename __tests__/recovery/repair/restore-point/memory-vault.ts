import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { PlainItem } from '../../../../scripts/drill/generated-users';
import { tableKeys, type ExportLink, type TableVault } from '../../../../scripts/recovery/vault/table';
import { isoTime } from '../../../../scripts/engine/clock';
import { TABLE } from './world';

/** One line of an incremental export: the last write of an item in its window. */
export interface Line {
  /** Milliseconds. */
  readonly at: number;
  readonly item: PlainItem;
  readonly deleted?: boolean;
  /** What it was when the window began, of exports that hold that. */
  readonly before?: PlainItem;
}

const SOURCE = 'us-east-1';

/** A vault in memory, with incremental exports one after the other. */
export class MemoryVault {
  readonly objects = new Map<string, Buffer>();
  private previous: string | null = null;
  private number = 0;

  get vault(): TableVault {
    const bucket = { s3: { send: (command: Command) => this.answer(command) }, bucket: 'exports' };
    return { source: SOURCE, region: 'us-west-2', exports: bucket, changes: bucket } as never;
  }

  /** @param from, to milliseconds */
  add({ from, to, lines }: { from: number; to: number; lines: readonly Line[] }): void {
    this.number += 1;
    const prefix = `${SOURCE}/${TABLE}/data/AWSDynamoDB/${this.number}`;
    const data = gzipSync(lines.map((line) => `${JSON.stringify(shape(line))}\n`).join(''));
    this.objects.set(`${prefix}/data/1.json.gz`, data);
    const files = {
      itemCount: lines.length,
      md5Checksum: createHash('md5').update(data).digest('base64'),
      dataFileS3Key: `${prefix}/data/1.json.gz`,
    };
    const manifest = {
      summary: this.put(`${prefix}/manifest-summary.json`, '{}'),
      files: this.put(`${prefix}/manifest-files.json`, `${JSON.stringify(files)}\n`),
    };
    const link: ExportLink = {
      schema: 1,
      number: this.number,
      table: TABLE,
      kind: 'incremental',
      from: isoTime(from),
      to: isoTime(to),
      exportArn: 'arn',
      prefix,
      manifest,
      items: lines.length,
      bytes: data.length,
      completedAt: isoTime(to),
      previous: this.previous,
    };
    this.previous = this.put(tableKeys(SOURCE, TABLE).link(this.number), JSON.stringify(link));
  }

  private put(key: string, text: string): string {
    this.objects.set(key, Buffer.from(text));
    return createHash('sha256').update(text).digest('hex');
  }

  private answer({ constructor: { name }, input: { Prefix = '', Key = '' } }: Command): Promise<unknown> {
    if (name === 'ListObjectsV2Command') {
      const keys = [...this.objects.keys()].filter((key) => key.startsWith(Prefix)).sort();
      return Promise.resolve({ Contents: keys.map((key) => ({ Key: key })) });
    }
    const found = this.objects.get(Key);
    if (found === undefined) return Promise.reject(Object.assign(new Error(Key), { name: 'NoSuchKey' }));
    const Body = {
      transformToString: () => Promise.resolve(found.toString()),
      transformToByteArray: () => Promise.resolve(found),
    };
    return Promise.resolve({ Body, ETag: '"1"' });
  }
}

interface Command {
  readonly constructor: { readonly name: string };
  readonly input: Readonly<Record<string, string>>;
}

function shape({ at, item, deleted = false, before }: Line): object {
  return {
    Metadata: { WriteTimestampMicros: { N: String(at * 1000) } },
    Keys: marshall({ PK: item.PK, SK: item.SK }),
    ...(before === undefined ? {} : { OldImage: marshall(before) }),
    ...(deleted ? {} : { NewImage: marshall(item) }),
  };
}
