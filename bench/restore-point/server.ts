import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { marshall } from '@aws-sdk/util-dynamodb';
import { generateUsers, itemsOf, type PlainItem } from '../../scripts/drill/generated-users';
import { targetOf } from '../../scripts/recovery/aws/target';
import { loadSettings } from '../../settings';

/** Records of an answer at most (GetRecords, API reference), and milliseconds to it in the same region. */
const PAGE = 1000;
const LATENCY = 10;
/** Partitions of the table, and generations of shards: one is closed after about four hours. */
const FAMILIES = 4;
const GENERATIONS = 5;
/** Different answers; a stream of a million is made of these again and again. */
const BODIES = 40;
const BEGIN = Date.now() - 20 * 3_600_000;
const TIME = '"%TIME%"';

interface Question {
  readonly ShardId?: string;
  readonly ShardIterator?: string;
  readonly ShardIteratorType?: string;
  readonly Limit?: number;
}

/**
 * A stream of so many records that answers as DynamoDB does: shards with parents, answers of a thousand records, some
 * milliseconds each. The last shards hold damage. The local cloud is slow with answers of that size, which would be all
 * that is measured.
 */
function main(records: number): void {
  const bodies = Array.from({ length: BODIES }, (_, index) => bodyOf(index, false));
  const damaged = bodyOf(0, true);
  const pages = Math.ceil(records / PAGE / FAMILIES / GENERATIONS);
  const server = createServer((request, response) => {
    void (async () => {
      const question = JSON.parse(await textOf(request)) as Question;
      const operation = String(request.headers['x-amz-target']).split('.')[1] ?? '';
      await delay(LATENCY);
      response.setHeader('content-type', 'application/x-amz-json-1.0');
      response.end(operation === 'GetRecords' ? getRecords(question) : answer(operation, question));
    })();
  });
  const getRecords = ({ ShardIterator = '', Limit }: Question): string => {
    const [generation = 0, family = 0, page = 0] = ShardIterator.split(' ').map(Number);
    const bad = generation === GENERATIONS - 1 && page === pages - 1;
    const body = (bad ? damaged : (bodies[(generation * 7 + family * 3 + page) % BODIES] ?? '')).replaceAll(
      TIME,
      String(Math.floor(timeOf(generation, page / pages) / 1000)),
    );
    const next = page + 1 < pages ? `,"NextShardIterator":"${generation} ${family} ${page + 1}"` : '';
    // A closed shard is asked for its last record alone, to see how old it is.
    return Limit === 1 ? `{"Records":[]${next}}` : `{"Records":[${body}]${next}}`;
  };
  server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
  process.once('disconnect', () => process.exit());
}

/** Milliseconds. @param part of the generation, 0 to 1 */
function timeOf(generation: number, part: number): number {
  return BEGIN + (generation + part) * 4 * 3_600_000;
}

/** Updates as the service makes them, of a thousand items. */
function bodyOf(seed: number, damaged: boolean): string {
  const { names, region } = targetOf(loadSettings({ env: process.env }));
  const credentialArn = (userId: string, connectionId: string): string =>
    `arn:aws:secretsmanager:${region}:${names.accountId}:secret:${names.userSecret(userId, connectionId)}-AbC123`;
  return generateUsers({ count: PAGE, seed })
    .flatMap((user) => itemsOf(user, credentialArn))
    .slice(0, PAGE)
    .map((item, index) => recordOf(item, index, damaged && index % 10 === 0))
    .join(',');
}

function recordOf(item: PlainItem, index: number, bad: boolean): string {
  const version = typeof item.version === 'number' ? { version: item.version + (bad ? 5 : 1) } : {};
  const SequenceNumber = String(100_000_000_000_000_000_000n + BigInt(index));
  return JSON.stringify({
    eventID: SequenceNumber,
    eventName: 'MODIFY',
    eventVersion: '1.1',
    eventSource: 'aws:dynamodb',
    awsRegion: 'us-east-1',
    dynamodb: {
      ApproximateCreationDateTime: '%TIME%',
      Keys: marshall({ PK: item.PK, SK: item.SK }),
      OldImage: marshall(item),
      NewImage: marshall({ ...item, ...version }),
      SequenceNumber,
      SizeBytes: 400,
      StreamViewType: 'NEW_AND_OLD_IMAGES',
    },
  });
}

function answer(operation: string, { ShardId = '' }: Question): string {
  const [generation = 0, family = 0] = ShardId.slice('shardId-'.length).split('-').map(Number);
  switch (operation) {
    case 'GetShardIterator':
      return JSON.stringify({ ShardIterator: `${generation} ${family} 0` });
    case 'DescribeStream':
      return JSON.stringify({
        StreamDescription: { CreationRequestDateTime: BEGIN / 1000, Shards: shards() },
      });
    case 'DescribeTable':
      return JSON.stringify({
        Table: {
          StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
          LatestStreamArn: 'arn:aws:dynamodb:us-east-1:1:table/bench/stream/1',
        },
      });
    case 'DescribeContinuousBackups':
      return JSON.stringify({
        ContinuousBackupsDescription: {
          ContinuousBackupsStatus: 'ENABLED',
          PointInTimeRecoveryDescription: {
            PointInTimeRecoveryStatus: 'ENABLED',
            EarliestRestorableDateTime: BEGIN / 1000,
            LatestRestorableDateTime: Date.now() / 1000 - 300,
          },
        },
      });
    default:
      return '{}';
  }
}

function shards(): object[] {
  const idOf = (generation: number, family: number): string =>
    `shardId-${String(generation).padStart(8, '0')}-${String(family).padStart(12, '0')}`;
  return Array.from({ length: GENERATIONS * FAMILIES }, (_, index) => {
    const [generation, family] = [Math.floor(index / FAMILIES), index % FAMILIES];
    return {
      ShardId: idOf(generation, family),
      ...(generation === 0 ? {} : { ParentShardId: idOf(generation - 1, family) }),
      SequenceNumberRange: { StartingSequenceNumber: '1', EndingSequenceNumber: '2' },
    };
  });
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text;
}

main(Number(process.argv[2]));
