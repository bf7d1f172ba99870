import { createHash } from 'node:crypto';
import {
  DescribeExportCommand,
  ExportTableToPointInTimeCommand,
  type ExportDescription,
} from '@aws-sdk/client-dynamodb';
import { isoTime } from '../../../engine/clock';
import { exportUnderWay, tableKeys, type ExportKind, type ExportUnderWay } from '../../vault/table/format';
import { readStored, writeStored, type Stored } from '../../vault/table/stored';
import type { ProtectAction } from '../connection';
import type { WantedExport } from './next-export';

/** What is known of an export of a kind that was asked for, or is about to be. */
export function readUnderWay(
  { vault }: ProtectAction,
  table: string,
  kind: ExportKind,
): Promise<Stored<ExportUnderWay> | undefined> {
  const key = tableKeys(vault.source, table).underWay(kind);
  return readStored(vault.exports, key, exportUnderWay);
}

export interface AskProps {
  readonly table: string;
  readonly wanted: WantedExport;
  /** What the new attempt takes the place of. */
  readonly before: Stored<ExportUnderWay> | undefined;
}

/**
 * Asks for an export: writes down what is wanted, asks, and writes down what came of it. Killed in between, the next
 * round asks once more for the same.
 *
 * @returns undefined: another round was faster
 */
export async function askForExport(
  action: ProtectAction,
  { table, wanted, before }: AskProps,
): Promise<ExportUnderWay | undefined> {
  const { vault, clock } = action;
  const { kind, from, to } = wanted;
  const attempt = (before?.content.attempt ?? 0) + 1;
  const content: ExportUnderWay = {
    schema: 1,
    kind,
    from,
    to,
    attempt,
    clientToken: clientToken({ source: vault.source, table, kind, from, to, attempt }),
    exportArn: null,
    askedAt: isoTime(clock.now()),
  };
  const key = tableKeys(vault.source, table).underWay(kind);
  const etag = await writeStored(vault.exports, key, { content, etag: before?.etag });
  return etag === undefined ? undefined : startExport(action, table, { content, etag });
}

/**
 * Starts an export that is written down. The same token makes AWS give the same export again, for eight hours
 * (aws-facts.md, 3.1).
 */
export async function startExport(
  { vault, clients, target }: ProtectAction,
  table: string,
  { content, etag }: Pick<Stored<ExportUnderWay>, 'content' | 'etag'>,
): Promise<ExportUnderWay> {
  const { kind, from, to, clientToken: token } = content;
  const { names, region } = target;
  const keys = tableKeys(vault.source, table);
  const { ExportDescription } = await clients.dynamodb.send(
    new ExportTableToPointInTimeCommand({
      TableArn: names.tableArn(region, table),
      ClientToken: token,
      S3Bucket: vault.exports.bucket,
      S3Prefix: keys.exportPrefix,
      S3SseAlgorithm: 'KMS',
      S3SseKmsKeyId: `arn:aws:kms:${vault.region}:${names.accountId}:${names.keyAlias}`,
      ExportFormat: 'DYNAMODB_JSON',
      ...(kind === 'full'
        ? { ExportType: 'FULL_EXPORT', ExportTime: new Date(to) }
        : {
            ExportType: 'INCREMENTAL_EXPORT',
            IncrementalExportSpecification: {
              ExportFromTime: new Date(from ?? to),
              ExportToTime: new Date(to),
              // A rebuild needs no old image; a search for old damage judges by them what a write changed.
              ExportViewType: 'NEW_AND_OLD_IMAGES',
            },
          }),
    }),
  );
  const started = { ...content, exportArn: ExportDescription?.ExportArn ?? null };
  await writeStored(vault.exports, keys.underWay(kind), { content: started, etag });
  return started;
}

/** @returns undefined when AWS does not know it (any more) */
export async function describeExport(
  { clients }: ProtectAction,
  exportArn: string,
): Promise<ExportDescription | undefined> {
  try {
    const { ExportDescription } = await clients.dynamodb.send(
      new DescribeExportCommand({ ExportArn: exportArn }),
    );
    return ExportDescription;
  } catch (error) {
    if (error instanceof Error && error.name === 'ExportNotFoundException') return undefined;
    throw error;
  }
}

/** The same for the same wish. */
function clientToken(wish: {
  readonly source: string;
  readonly table: string;
  readonly kind: ExportKind;
  readonly from: string | null;
  readonly to: string;
  readonly attempt: number;
}): string {
  const { source, table, kind, from, to, attempt } = wish;
  const text = JSON.stringify([source, table, kind, from, to, attempt]);
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}
