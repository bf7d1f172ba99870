import { createHash } from 'node:crypto';
import {
  DescribeExportCommand,
  ExportTableToPointInTimeCommand,
  type ExportDescription,
} from '@aws-sdk/client-dynamodb';
import { isoTime } from '../../../engine/clock';
import type { Stored } from '../../vault';
import { tableKeys, writeUnderWay, type ExportKind, type ExportUnderWay } from '../../vault/table';
import type { ProtectAction } from '../connection';
import type { WantedExport } from './next-export';

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
  const written = await writeUnderWay(vault, table, { content, etag: before?.etag });
  return written === undefined ? undefined : startExport(action, table, written);
}

/**
 * Starts an export that is written down. The same token makes AWS give the same export again, for eight hours
 * (aws-facts.md, 3.1).
 */
export async function startExport(
  { vault, vaultKey, clients, target }: ProtectAction,
  table: string,
  { content, etag }: Pick<Stored<ExportUnderWay>, 'content' | 'etag'>,
): Promise<ExportUnderWay> {
  const { kind, from, to, clientToken: token } = content;
  const { names, region } = target;
  const { ExportDescription } = await clients.dynamodb.send(
    new ExportTableToPointInTimeCommand({
      TableArn: names.tableArn(region, table),
      ClientToken: token,
      S3Bucket: vault.exports.bucket,
      S3Prefix: tableKeys(vault.source, table).exportPrefix,
      S3SseAlgorithm: 'KMS',
      // The API asks for a key, not for an alias (DynamoDB API reference, ExportTableToPointInTime).
      S3SseKmsKeyId: await vaultKey(),
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
  await writeUnderWay(vault, table, { content: started, etag });
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
