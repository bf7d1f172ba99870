import type { Json } from '../../support/json';
import type { ExportJob, Written } from './export-job';

/** The summary manifest (DynamoDB developer guide, "DynamoDB table export output format"). @param endedAt milliseconds */
export function summaryManifest(job: ExportJob, endedAt: number, { items, billed }: Written): Json {
  const { wanted, tableId, range, startedAt } = job.props;
  const time = (milliseconds: number): string => new Date(milliseconds).toISOString();
  return {
    version: range.kind === 'full' ? '2020-06-30' : '2023-08-01',
    exportArn: job.arn,
    startTime: time(startedAt),
    endTime: time(endedAt),
    tableArn: wanted.TableArn,
    tableId,
    ...(range.kind === 'full'
      ? { exportTime: time(range.at) }
      : { exportFromTime: time(range.from), exportToTime: time(range.to) }),
    s3Bucket: wanted.S3Bucket,
    s3Prefix: wanted.S3Prefix ?? null,
    s3SseAlgorithm: wanted.S3SseAlgorithm ?? 'AES256',
    s3SseKmsKeyId: wanted.S3SseKmsKeyId ?? null,
    manifestFilesS3Key: `${job.folder}${job.id}/manifest-files.json`,
    billedSizeBytes: billed,
    itemCount: items,
    outputFormat: 'DYNAMODB_JSON',
    ...(range.kind === 'full'
      ? { exportType: 'FULL_EXPORT' }
      : { outputView: range.view, exportType: 'INCREMENTAL_EXPORT' }),
  };
}
