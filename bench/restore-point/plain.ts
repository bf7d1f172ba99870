import { writeFileSync } from 'node:fs';
import {
  DescribeStreamCommand,
  DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
  type GetRecordsCommandOutput,
  type _Record,
} from '@aws-sdk/client-dynamodb-streams';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import Ajv from 'ajv';
import { loadRules, type Rules } from '../../scripts/recovery/items/rules';

type PlainItem = Record<string, unknown>;

/** The same as most would write it: one shard after the other, one answer after the other, the same rules. */
async function main(resultFile: string): Promise<void> {
  const client = new DynamoDBStreamsClient({});
  const start = performance.now();
  const judge = judgeBy(loadRules());
  const StreamArn = 'arn:aws:dynamodb:us-east-1:1:table/bench/stream/1';
  const { StreamDescription } = await client.send(new DescribeStreamCommand({ StreamArn }));
  let records = 0;
  let bad = 0;
  let first = Infinity;
  for (const { ShardId } of StreamDescription?.Shards ?? []) {
    let { ShardIterator: iterator } = await client.send(
      new GetShardIteratorCommand({ StreamArn, ShardId, ShardIteratorType: 'TRIM_HORIZON' }),
    );
    while (iterator !== undefined) {
      const answer: GetRecordsCommandOutput = await client.send(
        new GetRecordsCommand({ ShardIterator: iterator }),
      );
      for (const record of answer.Records ?? []) {
        records += 1;
        if (judge(record)) continue;
        bad += 1;
        first = Math.min(first, record.dynamodb?.ApproximateCreationDateTime?.getTime() ?? Infinity);
      }
      iterator = answer.NextShardIterator;
    }
  }
  const seconds = (performance.now() - start) / 1000;
  const restorePoint = `${new Date(first - 1000).toISOString().slice(0, 19)}Z`;
  writeFileSync(resultFile, JSON.stringify({ records, bad, restorePoint, seconds }));
  client.destroy();
}

function judgeBy({ entities, definitions }: Rules): (record: _Record) => boolean {
  const ajv = new Ajv({ strict: false });
  const compiled = entities.map(({ name, key, schema }) => ({
    name,
    PK: new RegExp(key.PK),
    SK: new RegExp(key.SK),
    fits: ajv.compile({ definitions, ...schema }),
  }));
  return ({ dynamodb }) => {
    const { PK, SK, ...after } = plain(dynamodb?.NewImage);
    const before = plain(dynamodb?.OldImage);
    const entity = compiled.find((one) => one.PK.test(String(PK)) && one.SK.test(String(SK)));
    if (entity?.fits(after) !== true) return false;
    return before.version === undefined || Number(after.version) === Number(before.version) + 1;
  };
}

function plain(image: NonNullable<_Record['dynamodb']>['NewImage']): PlainItem {
  return image === undefined ? {} : (unmarshall(image) as PlainItem);
}

void main(process.argv[2] ?? '');
