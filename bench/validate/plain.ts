import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, paginateScan } from '@aws-sdk/lib-dynamodb';
import Ajv from 'ajv';
import { loadRules, type Rules } from '../../scripts/recovery/items/rules';

type PlainItem = Record<string, unknown> & { readonly PK: string; readonly SK: string };

/** The same checks as most would write them: the document client, one page after the other, what is needed kept in a map. */
async function main(table: string, resultFile: string): Promise<void> {
  const client = DynamoDBDocumentClient.from(new DynamoDBClient({}));
  const start = performance.now();
  const judge = judgeBy(loadRules());
  const partitions = new Map<string, PlainItem[]>();
  let digest = 0n;
  let items = 0;
  let bad = 0;
  for await (const page of paginateScan({ client }, { TableName: table, ConsistentRead: true })) {
    for (const item of (page.Items ?? []) as PlainItem[]) {
      items += 1;
      if (!judge(item)) bad += 1;
      const text = JSON.stringify(Object.fromEntries(Object.entries(item).sort()));
      const hash = createHash('sha256').update(text).digest('hex');
      digest = BigInt.asUintN(256, digest + BigInt(`0x${hash}`));
      const partition = partitions.get(item.PK);
      if (partition === undefined) partitions.set(item.PK, [item]);
      else partition.push(item);
    }
  }
  for (const partition of partitions.values()) bad += brokenReferences(partition);
  const seconds = (performance.now() - start) / 1000;
  writeFileSync(resultFile, JSON.stringify({ items, bad, seconds, digest: digest.toString(16) }));
  client.destroy();
}

function judgeBy({ entities, definitions }: Rules): (item: PlainItem) => boolean {
  const ajv = new Ajv({ strict: false });
  const compiled = entities.map(({ key, schema, derived }) => ({
    PK: new RegExp(key.PK),
    SK: new RegExp(key.SK),
    fits: ajv.compile({ definitions, ...schema }),
    derived,
  }));
  return ({ PK, SK, ...attributes }) => {
    const entity = compiled.find((one) => one.PK.test(PK) && one.SK.test(SK));
    if (entity?.fits(attributes) !== true) return false;
    const names = { ...entity.PK.exec(PK)?.groups, ...entity.SK.exec(SK)?.groups };
    return entity.derived.every(({ attribute, template }) => {
      const end = Object.entries(names).reduce(
        (text, [name, value]) => text.replaceAll(`{${name}}`, value),
        template.slice(template.indexOf('{userId}')),
      );
      return String(attributes[attribute]).slice(0, -7).endsWith(end);
    });
  };
}

function brokenReferences(partition: readonly PlainItem[]): number {
  const sorts = new Map(partition.map((item) => [item.SK, item]));
  const profile = sorts.get('PROFILE');
  return partition.filter((item) => {
    if (!/^(CONN|SYNCCONFIG)#/.test(item.SK)) return false;
    if (profile === undefined) return true;
    const connection = /^SYNCCONFIG#([^#]+)##/.exec(item.SK)?.[1];
    if (connection === undefined) return false;
    const tier = /^(FREE|PRO)(?=#)/.exec(item.SyncTierShardId as string)?.[0];
    return !sorts.has(`CONN#${connection}`) || tier !== profile.SubscriptionLevel;
  }).length;
}

void main(process.argv[2] ?? '', process.argv[3] ?? '');
