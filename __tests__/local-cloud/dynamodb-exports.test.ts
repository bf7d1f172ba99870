import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import {
  BatchWriteItemCommand,
  CreateTableCommand,
  DeleteItemCommand,
  DescribeContinuousBackupsCommand,
  DescribeExportCommand,
  DynamoDBClient,
  ExportTableToPointInTimeCommand,
  ListExportsCommand,
  PutItemCommand,
  RestoreTableToPointInTimeCommand,
  UpdateContinuousBackupsCommand,
  type AttributeValue,
  type ExportTableToPointInTimeCommandInput,
} from '@aws-sdk/client-dynamodb';
import { CreateBucketCommand, GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { createInProcessCloud } from '../../scripts/local-cloud/in-process';
import { VirtualClock } from '../support/virtual-clock';

const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const Bucket = 'exports';
const TableName = 'table';
const TableArn = `arn:aws:dynamodb:us-east-1:123456789012:table/${TableName}`;

interface Line {
  readonly Item?: Record<string, AttributeValue>;
  readonly Metadata?: { readonly WriteTimestampMicros: { readonly N: string } };
  readonly Keys?: Record<string, AttributeValue>;
  readonly NewImage?: Record<string, AttributeValue>;
  readonly OldImage?: Record<string, AttributeValue>;
}

async function open({ pointInTime = true } = {}) {
  const clock = new VirtualClock(Date.UTC(2026, 0, 1));
  const cloud = createInProcessCloud({ clock });
  const config = { requestHandler: cloud.requestHandler, credentials, maxAttempts: 1 };
  const dynamodb = new DynamoDBClient({ ...config, region: 'us-east-1' });
  const s3 = new S3Client({ ...config, region: 'us-west-2', forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket }));
  await dynamodb.send(
    new CreateTableCommand({
      TableName,
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      BillingMode: 'PAY_PER_REQUEST',
    }),
  );
  if (pointInTime) {
    await dynamodb.send(
      new UpdateContinuousBackupsCommand({
        TableName,
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      }),
    );
  }
  const item = (id: string, value: number) => ({ id: { S: id }, value: { N: String(value) } });
  const put = (id: string, value: number) =>
    dynamodb.send(new PutItemCommand({ TableName, Item: item(id, value) }));
  const remove = (id: string) => dynamodb.send(new DeleteItemCommand({ TableName, Key: { id: { S: id } } }));
  const start = async (input: Partial<ExportTableToPointInTimeCommandInput> = {}) =>
    (await dynamodb.send(new ExportTableToPointInTimeCommand({ TableArn, S3Bucket: Bucket, ...input })))
      .ExportDescription ?? {};
  const describe = async (ExportArn = '') =>
    (await dynamodb.send(new DescribeExportCommand({ ExportArn }))).ExportDescription ?? {};
  const awaitEnd = async (arn: string | undefined) => {
    for (;;) {
      const description = await describe(arn);
      if (description.ExportStatus !== 'IN_PROGRESS') return description;
      await clock.sleep(20_000);
    }
  };
  const read = async (Key: string) => {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
    return Buffer.from((await Body?.transformToByteArray()) ?? []);
  };
  const keys = async (Prefix = '') =>
    ((await s3.send(new ListObjectsV2Command({ Bucket, Prefix }))).Contents ?? []).map(({ Key = '' }) => Key);
  /** What a reader finds who follows the manifests, with every checksum looked at. */
  const readExport = async (manifest = '') => {
    const md5 = (body: Buffer) => createHash('md5').update(body).digest('base64');
    const summaryText = await read(manifest);
    expect((await read(manifest.replace('.json', '.md5'))).toString()).toBe(md5(summaryText));
    const summary = JSON.parse(summaryText.toString()) as Record<string, unknown>;
    const filesText = await read(String(summary.manifestFilesS3Key));
    const files = filesText
      .toString()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { itemCount: number; md5Checksum: string; dataFileS3Key: string });
    const lines: Line[] = [];
    for (const { itemCount, md5Checksum, dataFileS3Key } of files) {
      const body = await read(dataFileS3Key);
      expect(md5(body)).toBe(md5Checksum);
      const found = (body.length === 0 ? Buffer.alloc(0) : gunzipSync(body))
        .toString()
        .split('\n')
        .filter((line) => line !== '');
      expect(found).toHaveLength(itemCount);
      lines.push(...found.map((line) => JSON.parse(line) as Line));
    }
    expect(summary.itemCount).toBe(lines.length);
    return { summary, files, lines };
  };
  return { clock, cloud, dynamodb, s3, item, put, remove, start, describe, awaitEnd, keys, readExport };
}

type World = Awaited<ReturnType<typeof open>>;
const incremental = (from: number, to: number, view?: 'NEW_IMAGE') => ({
  ExportType: 'INCREMENTAL_EXPORT' as const,
  IncrementalExportSpecification: {
    ExportFromTime: new Date(from),
    ExportToTime: new Date(to),
    ...(view === undefined ? {} : { ExportViewType: view }),
  },
});

describe('a full export', () => {
  it('holds the table as it was at that second, in a bucket of another region', async () => {
    const { clock, put, remove, start, awaitEnd, readExport, item } = await open();
    await put('a', 1);
    await put('b', 1);
    await clock.sleep(MINUTE);
    const at = clock.now();
    await clock.sleep(1_000);
    await put('a', 2);
    await remove('b');
    await put('c', 3);
    await clock.sleep(6 * MINUTE);
    const begun = await start({ ExportTime: new Date(at), S3Prefix: 'us-east-1/table/data' });
    expect(begun).toMatchObject({ ExportStatus: 'IN_PROGRESS', ExportTime: new Date(at) });
    const done = await awaitEnd(begun.ExportArn);
    const id = begun.ExportArn?.split('/export/')[1] ?? '';
    expect(done).toMatchObject({
      ExportStatus: 'COMPLETED',
      ItemCount: 2,
      ExportManifest: `us-east-1/table/data/AWSDynamoDB/${id}/manifest-summary.json`,
    });
    expect(Number(done.EndTime) - Number(begun.StartTime)).toBe(5 * MINUTE);
    const { summary, files, lines } = await readExport(done.ExportManifest);
    expect(lines.map(({ Item }) => Item)).toEqual(expect.arrayContaining([item('a', 1), item('b', 1)]));
    expect(lines).toHaveLength(2);
    expect(files.length).toBeGreaterThan(1);
    expect(summary).toMatchObject({ exportType: 'FULL_EXPORT', exportTime: new Date(at).toISOString() });
  });

  it('without a time holds this moment, and shows its manifests only when it is complete', async () => {
    const { clock, put, start, awaitEnd, keys, readExport, item } = await open();
    await put('a', 1);
    const { ExportArn, ExportTime } = await start();
    expect(ExportTime?.getTime()).toBe(clock.now());
    await put('a', 2);
    const before = await keys('AWSDynamoDB/');
    expect(before.some((key) => key.endsWith('_started'))).toBe(true);
    expect(before.filter((key) => key.includes('manifest'))).toEqual([]);
    const { ExportManifest } = await awaitEnd(ExportArn);
    expect((await readExport(ExportManifest)).lines).toEqual([{ Item: item('a', 1) }]);
  });

  it('of many items has many files, each partition in one of them', async () => {
    const { dynamodb, item, start, awaitEnd, readExport } = await open();
    for (let first = 0; first < 4_100; first += 25) {
      const requests = Array.from({ length: 25 }, (_, index) => ({
        PutRequest: { Item: item(`id-${first + index}`, index) },
      }));
      await dynamodb.send(new BatchWriteItemCommand({ RequestItems: { [TableName]: requests } }));
    }
    const { ExportManifest } = await awaitEnd((await start()).ExportArn);
    const { files, lines } = await readExport(ExportManifest);
    expect(files).toHaveLength(3);
    expect(files.every(({ itemCount }) => itemCount > 1_000)).toBe(true);
    expect(new Set(lines.map(({ Item }) => Item?.id?.S)).size).toBe(4_100);
  });
});

describe('an incremental export', () => {
  async function history({ clock, put, remove }: World) {
    await put('kept', 1);
    await put('changed', 1);
    await put('removed', 1);
    await clock.sleep(MINUTE);
    const from = clock.now();
    await put('changed', 2);
    await clock.sleep(MINUTE);
    await put('changed', 3);
    const written = clock.now();
    await put('added', 1);
    await put('passing', 1);
    await remove('passing');
    await remove('removed');
    await clock.sleep(18 * MINUTE);
    const to = clock.now();
    // The end is not in it.
    await put('late', 1);
    await clock.sleep(6 * MINUTE);
    return { from, to, written };
  }
  const sorted = (lines: readonly Line[]) =>
    [...lines].sort((a, b) => ((a.Keys?.id?.S ?? '') < (b.Keys?.id?.S ?? '') ? -1 : 1));

  it('holds what became of every item that changed, with what it was before', async () => {
    const world = await open();
    const { start, awaitEnd, readExport, item } = world;
    const { from, to, written } = await history(world);
    const done = await awaitEnd((await start(incremental(from, to))).ExportArn);
    const { summary, files, lines } = await readExport(done.ExportManifest);
    const Metadata = { WriteTimestampMicros: { N: String(written * 1000) } };
    expect(sorted(lines)).toEqual([
      { Metadata, Keys: { id: { S: 'added' } }, NewImage: item('added', 1) },
      {
        Metadata,
        Keys: { id: { S: 'changed' } },
        OldImage: item('changed', 1),
        NewImage: item('changed', 3),
      },
      { Metadata, Keys: { id: { S: 'removed' } }, OldImage: item('removed', 1) },
    ]);
    expect(summary).toMatchObject({
      exportFromTime: new Date(from).toISOString(),
      exportToTime: new Date(to).toISOString(),
      outputView: 'NEW_AND_OLD_IMAGES',
    });
    // The data of all incremental exports lie in one folder.
    expect(files.every(({ dataFileS3Key }) => dataFileS3Key.startsWith('AWSDynamoDB/data/'))).toBe(true);
  });

  it('of new images alone leaves the old ones out: a removal is a key', async () => {
    const world = await open();
    const { from, to } = await history(world);
    const { ExportArn } = await world.start(incremental(from, to, 'NEW_IMAGE'));
    const { lines } = await world.readExport((await world.awaitEnd(ExportArn)).ExportManifest);
    expect(lines.filter(({ OldImage }) => OldImage !== undefined)).toEqual([]);
    expect(lines.filter(({ NewImage }) => NewImage === undefined)).toMatchObject([
      { Keys: { id: { S: 'removed' } } },
    ]);
  });

  it('applied to the full one before it gives the full one after it', async () => {
    const world = await open();
    const { start, awaitEnd, readExport } = world;
    const { from, to } = await history(world);
    const at = async (time: number) => {
      const { ExportArn } = await start({ ExportTime: new Date(time) });
      const { lines } = await readExport((await awaitEnd(ExportArn)).ExportManifest);
      return new Map(lines.map(({ Item }) => [Item?.id?.S, Item]));
    };
    const [state, expected] = [await at(from - 1), await at(to - 1)];
    const { ExportArn } = await start(incremental(from, to));
    for (const { Keys, NewImage } of (await readExport((await awaitEnd(ExportArn)).ExportManifest)).lines) {
      if (NewImage === undefined) state.delete(Keys?.id?.S);
      else state.set(Keys?.id?.S, NewImage);
    }
    expect(state).toEqual(expected);
  });

  it.each([
    ['less than fifteen minutes', (now: number) => incremental(now - 14 * MINUTE, now)],
    ['more than a day', (now: number) => incremental(now - 25 * HOUR, now)],
    ['what came before recovery was on', (now: number) => incremental(now - 31 * HOUR, now - 30 * HOUR)],
    ['what is to come', (now: number) => incremental(now - HOUR, now + MINUTE)],
  ])('of %s is refused', async (_, input) => {
    const { clock, start } = await open();
    await clock.sleep(30 * HOUR);
    await expect(start(input(clock.now()))).rejects.toMatchObject({ name: 'InvalidExportTimeException' });
  });
});

describe('an export', () => {
  const refused = (name: string) => expect.objectContaining({ name });

  it('needs point-in-time recovery, a table and a time in its window', async () => {
    const off = await open({ pointInTime: false });
    await expect(off.start()).rejects.toEqual(refused('PointInTimeRecoveryUnavailableException'));
    const { clock, dynamodb, start } = await open();
    await expect(start({ TableArn: TableArn.replace('/table', '/other') })).rejects.toEqual(
      refused('TableNotFoundException'),
    );
    // The name alone is looked for in the region that is asked.
    await expect(start({ TableArn: TableArn.replace('us-east-1', 'us-west-2') })).rejects.toEqual(
      refused('TableNotFoundException'),
    );
    await clock.sleep(HOUR);
    const { ContinuousBackupsDescription: backups } = await dynamodb.send(
      new DescribeContinuousBackupsCommand({ TableName }),
    );
    const latest = backups?.PointInTimeRecoveryDescription?.LatestRestorableDateTime?.getTime() ?? 0;
    await expect(start({ ExportTime: new Date(latest) })).resolves.toBeDefined();
    for (const time of [latest + 1_000, clock.now() + 1_000, clock.now() - 2 * HOUR]) {
      await expect(start({ ExportTime: new Date(time) })).rejects.toEqual(
        refused('InvalidExportTimeException'),
      );
    }
  });

  it('is one export for every call with its token, for eight hours', async () => {
    const { clock, start } = await open();
    const ClientToken = 'token';
    const [first, second] = await Promise.all([start({ ClientToken }), start({ ClientToken })]);
    expect(second.ExportArn).toBe(first.ExportArn);
    await expect(start({ ClientToken, S3Prefix: 'other' })).rejects.toEqual(
      refused('ExportConflictException'),
    );
    await clock.sleep(8 * HOUR + 1);
    expect((await start({ ClientToken })).ExportArn).not.toBe(first.ExportArn);
  });

  it('is one of at most 300 at a time', async () => {
    const { clock, start } = await open();
    await Promise.all(Array.from({ length: 300 }, () => start()));
    await expect(start()).rejects.toEqual(refused('LimitExceededException'));
    await clock.sleep(6 * MINUTE);
    await expect(start()).resolves.toBeDefined();
  });

  it('is listed by its table, newest first, page by page, for 90 days', async () => {
    const { clock, dynamodb, start, describe: describeExport } = await open();
    const arns: (string | undefined)[] = [];
    for (let index = 0; index < 5; index += 1) {
      arns.unshift((await start()).ExportArn);
      await clock.sleep(MINUTE);
    }
    const list = async (NextToken?: string) => {
      const input = { TableArn, MaxResults: 2, ...(NextToken === undefined ? {} : { NextToken }) };
      return dynamodb.send(new ListExportsCommand(input));
    };
    const found: (string | undefined)[] = [];
    let next: string | undefined;
    do {
      const page = await list(next);
      found.push(...(page.ExportSummaries ?? []).map(({ ExportArn }) => ExportArn));
      next = page.NextToken;
    } while (next !== undefined);
    expect(found).toEqual(arns);
    const other = await dynamodb.send(new ListExportsCommand({ TableArn: `${TableArn}-other` }));
    expect(other.ExportSummaries).toEqual([]);
    await clock.sleep(91 * 24 * HOUR);
    expect((await list()).ExportSummaries).toEqual([]);
    await expect(describeExport(arns[0])).rejects.toEqual(refused('ExportNotFoundException'));
  });

  it('fails when its bucket is missing, or its key is in another region than the bucket', async () => {
    const { start, awaitEnd } = await open();
    expect(await awaitEnd((await start({ S3Bucket: 'none' })).ExportArn)).toMatchObject({
      ExportStatus: 'FAILED',
      FailureCode: 'S3NoSuchBucket',
    });
    const key = (region: string) => ({
      S3SseAlgorithm: 'KMS' as const,
      S3SseKmsKeyId: `arn:aws:kms:${region}:123456789012:key/1`,
    });
    expect(await awaitEnd((await start(key('us-east-1'))).ExportArn)).toMatchObject({
      FailureCode: 'KmsNotFoundException',
    });
    expect(await awaitEnd((await start(key('us-west-2'))).ExportArn)).toMatchObject({
      ExportStatus: 'COMPLETED',
    });
  });
});

it('an export takes no alias for its key', async () => {
  const { start } = await open();
  const S3SseKmsKeyId = 'arn:aws:kms:us-west-2:123456789012:alias/syncwell';
  await expect(start({ S3SseAlgorithm: 'KMS', S3SseKmsKeyId })).rejects.toMatchObject({
    name: 'ValidationException',
    message: expect.stringMatching(/is an alias/),
  });
});

describe('a region that is dark', () => {
  it('takes no export, and an export that was under way gets no manifest', async () => {
    const { clock, cloud, start, awaitEnd, keys } = await open();
    const begun = await start();
    await clock.sleep(MINUTE);
    cloud.dark.set('us-west-2', 'refuse');
    expect(await awaitEnd(begun.ExportArn)).toMatchObject({ ExportStatus: 'FAILED' });
    expect(await awaitEnd((await start()).ExportArn)).toMatchObject({ ExportStatus: 'FAILED' });
    cloud.dark.set('us-west-2', 'up');
    expect((await keys()).filter((key) => key.includes('manifest'))).toEqual([]);
  });

  it('gives none, neither by a call nor from what was under way', async () => {
    const { clock, cloud, start, describe: describeExport, keys } = await open();
    const { ExportArn } = await start();
    cloud.dark.set('us-east-1', 'data-plane-only');
    await expect(start()).rejects.toMatchObject({ $metadata: { httpStatusCode: 503 } });
    await clock.sleep(6 * MINUTE);
    expect((await keys()).filter((key) => key.includes('manifest'))).toEqual([]);
    cloud.dark.set('us-east-1', 'up');
    expect(await describeExport(ExportArn)).toMatchObject({ ExportStatus: 'FAILED' });
  });

  it('gives no restore to another region', async () => {
    const { clock, cloud, put, dynamodb } = await open();
    await put('a', 1);
    await clock.sleep(6 * MINUTE);
    const there = new DynamoDBClient({
      requestHandler: cloud.requestHandler,
      credentials,
      maxAttempts: 1,
      region: 'us-west-2',
    });
    const restore = (TargetTableName: string) =>
      there.send(
        new RestoreTableToPointInTimeCommand({
          SourceTableArn: TableArn,
          TargetTableName,
          UseLatestRestorableTime: true,
          SSESpecificationOverride: { Enabled: true, SSEType: 'KMS', KMSMasterKeyId: 'key' },
        }),
      );
    for (const mode of ['refuse', 'hang', 'data-plane-only'] as const) {
      cloud.dark.set('us-east-1', mode);
      await expect(restore('restored')).rejects.toMatchObject({
        name: 'InternalServerError',
        $metadata: { httpStatusCode: 500 },
      });
    }
    cloud.dark.set('us-east-1', 'up');
    await expect(restore('restored')).resolves.toBeDefined();
    dynamodb.destroy();
  });
});
