import { PutObjectCommand } from '@aws-sdk/client-s3';
import type { RegionSurvey } from '../../../../scripts/recovery/readiness';
import { highWaterMarkKey, sha256Of } from '../../../../scripts/recovery/vault';
import {
  manifestKeys,
  tableKeys,
  type ExportLink,
  type TableHighWaterMark,
} from '../../../../scripts/recovery/vault/table';

/** So far ahead of the clock, which runs fast, that no copy grows old while tests look at it. */
const FRESH = '2099-01-01T00:00:00.000Z';
/** Of an export without items. */
const MANIFEST = '';

export const TABLE_MARK: TableHighWaterMark = {
  schema: 1,
  table: 'SyncWellMetadata',
  exports: { number: 1, fullNumber: 1, to: FRESH },
  changes: { number: 1, since: '2026-01-01T00:00:00.000Z', coveredUntil: FRESH },
  lookedAt: FRESH,
};

export const LINK: ExportLink = {
  schema: 1,
  number: 1,
  table: TABLE_MARK.table,
  kind: 'full',
  from: null,
  to: FRESH,
  exportArn: 'arn:aws:dynamodb:us-east-1:123456789012:table/SyncWellMetadata/export/1',
  prefix: 'AWSDynamoDB/1',
  manifest: { summary: sha256Of(MANIFEST), files: sha256Of(MANIFEST) },
  items: 0,
  bytes: 0,
  completedAt: FRESH,
  previous: null,
};

export const SECRETS_MARK = {
  schema: 1,
  round: 1,
  coveredUntil: FRESH,
  lookedAt: FRESH,
  secrets: 5,
  unreadable: 0,
};

/** What rounds of protection leave behind, as far as `recover doctor` looks at it. */
export async function makeCopies(
  { target: { region } }: RegionSurvey,
  recovery: RegionSurvey,
): Promise<void> {
  const keys = tableKeys(region, TABLE_MARK.table);
  const settings = { tableArn: '', values: {}, unknown: [] };
  const copy = { schema: 1, table: TABLE_MARK.table, readAt: FRESH, settings };
  await Promise.all([
    putJson(recovery, 'changes', highWaterMarkKey(region), TABLE_MARK),
    putJson(recovery, 'changes', keys.settings, copy),
    putJson(recovery, 'exports', keys.link(1), LINK),
    ...manifestKeys(LINK).map((key) => putManifest(recovery, key)),
    putJson(recovery, 'secrets', highWaterMarkKey(region), SECRETS_MARK),
  ]);
}

/** Locked, as the agent leaves it. */
async function putManifest({ clients, target: { names, region } }: RegionSurvey, Key: string): Promise<void> {
  await clients.s3.send(
    new PutObjectCommand({
      Bucket: names.bucket('exports', region),
      Key,
      Body: MANIFEST,
      ObjectLockMode: 'GOVERNANCE',
      ObjectLockRetainUntilDate: new Date(FRESH),
    }),
  );
}

export async function putJson(
  { clients, target: { names, region } }: RegionSurvey,
  purpose: 'changes' | 'exports' | 'secrets',
  Key: string,
  content: object,
): Promise<void> {
  const Bucket = names.bucket(purpose, region);
  await clients.s3.send(new PutObjectCommand({ Bucket, Key, Body: JSON.stringify(content) }));
}
