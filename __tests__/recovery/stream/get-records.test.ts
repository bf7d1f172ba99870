import { Readable } from 'node:stream';
import {
  DynamoDBStreamsClient,
  GetRecordsCommand,
  TrimmedDataAccessException,
} from '@aws-sdk/client-dynamodb-streams';
import { itemChangeOf } from '../../../scripts/recovery/stream/item-change';
import { getRecords } from '../../../scripts/recovery/stream/get-records';

/** A client that is answered with a text. */
function clientOf(statusCode: number, text: string): DynamoDBStreamsClient {
  const handle = () =>
    Promise.resolve({
      response: {
        statusCode,
        headers: { 'content-type': 'application/x-amz-json-1.0' },
        body: Readable.from([Buffer.from(text)]),
      },
    });
  return new DynamoDBStreamsClient({
    region: 'us-east-1',
    maxAttempts: 1,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    requestHandler: { handle } as never,
  });
}

const record = (image: object): object => ({
  eventID: '1',
  eventName: 'REMOVE',
  dynamodb: {
    ApproximateCreationDateTime: 1_767_225_600,
    Keys: { PK: { S: 'ü' }, SK: { S: 'x' } },
    OldImage: image,
    SequenceNumber: '100000000000000000001',
    SizeBytes: 12,
  },
  userIdentity: { Type: 'Service', PrincipalId: 'dynamodb.amazonaws.com' },
});

describe('an answer that is parsed at once', () => {
  it.each([
    [
      'texts, numbers, lists and maps',
      { a: { N: '1.50' }, b: { L: [{ NULL: true }, { M: { c: { SS: ['x'] } } }] } },
    ],
    ['bytes', { a: { B: 'AQID' }, b: { L: [{ BS: ['AQID'] }] } }],
  ])('is what the SDK makes of it: %s', async (_, image) => {
    const text = JSON.stringify({ Records: [record(image), record({})], NextShardIterator: 'next' });
    const { records, next } = await getRecords(clientOf(200, text), 'iterator');
    const { Records = [], NextShardIterator } = await clientOf(200, text).send(
      new GetRecordsCommand({ ShardIterator: 'iterator' }),
    );
    expect(records.map(itemChangeOf)).toEqual(Records.map(itemChangeOf));
    expect(next).toBe(NextShardIterator);
  });

  it('may be empty, and the last of its shard', async () => {
    expect(await getRecords(clientOf(200, '{"Records":[]}'), 'iterator')).toEqual({
      records: [],
      next: undefined,
    });
  });

  it('is the error that the service tells', async () => {
    const text = JSON.stringify({ __type: 'com.amazonaws#TrimmedDataAccessException', message: 'gone' });
    await expect(getRecords(clientOf(400, text), 'iterator')).rejects.toBeInstanceOf(
      TrimmedDataAccessException,
    );
  });
});
