import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { AddressInfo } from 'node:net';
import { marshall } from '@aws-sdk/util-dynamodb';
import { generateUsers, itemsOf } from '../../scripts/drill/generated-users';
import { targetOf } from '../../scripts/recovery/aws/target';
import { loadSettings } from '../../settings';

/** A page holds at most so much (aws-facts.md, 4.1). */
const PAGE_BYTES = 1_000_000;
/** Milliseconds from a request to its answer, in the same region. */
const LATENCY = 5;

interface Stored {
  readonly key: string;
  /** 0 to 1: where the partition lies. */
  readonly place: number;
  /** As it goes over the wire. */
  readonly json: string;
}

interface Question {
  readonly TableName: string;
  readonly Segment?: number;
  readonly TotalSegments?: number;
  readonly Limit?: number;
  readonly ExclusiveStartKey?: { readonly PK: { readonly S: string }; readonly SK: { readonly S: string } };
}

/**
 * Tables that answer scans as DynamoDB does: partitions in the order of their hash, segments that divide it, pages of
 * one megabyte, a few milliseconds a page. The local cloud sorts the whole table for each page, which would be all that
 * is measured.
 */
function main(sizes: readonly number[]): void {
  const tables = new Map(sizes.map((size) => [`bench-${size}`, contentOf(size)]));
  const server = createServer((request, response) => {
    void (async () => {
      const question = JSON.parse(await bodyOf(request)) as Question;
      await delay(LATENCY);
      const content = tables.get(question.TableName) ?? [];
      const operation = String(request.headers['x-amz-target']).split('.')[1];
      response.setHeader('content-type', 'application/x-amz-json-1.0');
      response.end(operation === 'Scan' ? scan(content, question) : describe(question, content.length));
    })();
  });
  server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
  process.once('disconnect', () => process.exit());
}

/** The items of generated users, exactly so many. */
function contentOf(size: number): Stored[] {
  const { names, region } = targetOf(loadSettings({ env: process.env }));
  const credentialArn = (userId: string, connectionId: string): string =>
    `arn:aws:secretsmanager:${region}:${names.accountId}:secret:${names.userSecret(userId, connectionId)}-AbC123`;
  // A user has at least three items; the last one may be cut off after its profile.
  return generateUsers({ count: Math.ceil(size / 3) })
    .flatMap((user) => itemsOf(user, credentialArn))
    .slice(0, size)
    .map((item) => ({
      key: `${String(item.PK)}/${String(item.SK)}`,
      place: createHash('md5').update(String(item.PK)).digest().readUInt32BE() / 2 ** 32,
      json: JSON.stringify(marshall(item)),
    }))
    .sort((one, other) => one.place - other.place || (one.key < other.key ? -1 : 1));
}

function scan(content: readonly Stored[], question: Question): string {
  const {
    Segment: segment = 0,
    TotalSegments: of = 1,
    Limit: limit = Infinity,
    ExclusiveStartKey: start,
  } = question;
  const from = start === undefined ? firstFrom(content, segment / of) : indexAfter(content, start);
  const end = firstFrom(content, (segment + 1) / of);
  let bytes = 0;
  let next = from;
  while (next < end && bytes < PAGE_BYTES && next - from < limit) {
    bytes += content[next]?.json.length ?? 0;
    next += 1;
  }
  const page = content.slice(from, next).map(({ json }) => json);
  const last = next < end ? (JSON.parse(page.at(-1) ?? '{}') as Record<string, unknown>) : undefined;
  const more =
    last === undefined ? '' : `,"LastEvaluatedKey":${JSON.stringify({ PK: last.PK, SK: last.SK })}`;
  const units = Math.ceil(bytes / 4096);
  return `{"Count":${page.length},"ScannedCount":${page.length},"ConsumedCapacity":{"CapacityUnits":${units}},"Items":[${page.join(',')}]${more}}`;
}

function firstFrom(content: readonly Stored[], place: number): number {
  let [low, high] = [0, content.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((content[middle]?.place ?? 1) < place) low = middle + 1;
    else high = middle;
  }
  return low;
}

function indexAfter(content: readonly Stored[], start: NonNullable<Question['ExclusiveStartKey']>): number {
  const place = createHash('md5').update(start.PK.S).digest().readUInt32BE() / 2 ** 32;
  let index = firstFrom(content, place);
  while (content[index]?.key !== `${start.PK.S}/${start.SK.S}`) index += 1;
  return index + 1;
}

function describe({ TableName }: Question, ItemCount: number): string {
  const KeySchema = [
    { AttributeName: 'PK', KeyType: 'HASH' },
    { AttributeName: 'SK', KeyType: 'RANGE' },
  ];
  return JSON.stringify({ Table: { TableName, TableStatus: 'ACTIVE', KeySchema, ItemCount } });
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request) body += String(chunk);
  return body;
}

main(process.argv.slice(2).map(Number));
