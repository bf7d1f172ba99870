import { createHash } from 'node:crypto';
import type { Json } from '../../support/json';
import type { TableState } from '../table-state';
import type { ExportRange, ExportRequest } from './order';

export interface Written {
  readonly items: number;
  /** Bytes. */
  readonly billed: number;
}

interface Outcome {
  readonly status: 'COMPLETED' | 'FAILED';
  readonly endedAt: number;
  readonly details: Json;
}

export interface ExportJobProps {
  readonly wanted: ExportRequest;
  readonly table: TableState;
  readonly tableId: string;
  readonly range: ExportRange;
  /** Milliseconds. */
  readonly startedAt: number;
  /** Tells exports of the same instant apart. */
  readonly number: number;
}

/** One export: what it was asked for, and what has become of it. */
export class ExportJob {
  readonly id: string;
  readonly arn: string;
  private outcome: Outcome | undefined;

  constructor(readonly props: ExportJobProps) {
    const { wanted, startedAt, number } = props;
    const digest = createHash('sha256').update(`${wanted.TableArn} ${startedAt} ${number}`).digest('hex');
    this.id = `${String(Math.floor(startedAt)).padStart(14, '0')}-${digest.slice(0, 8)}`;
    this.arn = `${wanted.TableArn}/export/${this.id}`;
  }

  /** Where all of it is written, with a slash at the end; an empty prefix counts as none. */
  get folder(): string {
    const { S3Prefix = '' } = this.props.wanted;
    return `${S3Prefix === '' ? '' : `${S3Prefix}/`}AWSDynamoDB/`;
  }

  /** The data of incremental exports lie together: their manifests say which belong to which. */
  dataKey(index: number): string {
    const name = createHash('sha256').update(`${this.arn} ${index}`).digest('hex').slice(0, 26);
    const folder = this.props.range.kind === 'full' ? `${this.id}/data` : 'data';
    return `${this.folder}${folder}/${name}.json.gz`;
  }

  get isInProgress(): boolean {
    return this.outcome === undefined;
  }

  complete(endedAt: number, { items, billed }: Written): void {
    const details = {
      ExportManifest: `${this.folder}${this.id}/manifest-summary.json`,
      ItemCount: items,
      BilledSizeBytes: billed,
    };
    this.outcome = { status: 'COMPLETED', endedAt, details };
  }

  fail(endedAt: number, code: string, message: string): void {
    this.outcome = { status: 'FAILED', endedAt, details: { FailureCode: code, FailureMessage: message } };
  }

  summary(): Json {
    return {
      ExportArn: this.arn,
      ExportStatus: this.outcome?.status ?? 'IN_PROGRESS',
      ExportType: this.props.range.kind === 'full' ? 'FULL_EXPORT' : 'INCREMENTAL_EXPORT',
    };
  }

  describe(): Json {
    const { wanted, tableId, range, startedAt } = this.props;
    const { outcome } = this;
    return {
      ExportArn: this.arn,
      ExportStatus: outcome?.status ?? 'IN_PROGRESS',
      StartTime: startedAt / 1000,
      ...(outcome === undefined ? {} : { EndTime: outcome.endedAt / 1000 }),
      TableArn: wanted.TableArn,
      TableId: tableId,
      ClientToken: wanted.ClientToken,
      S3Bucket: wanted.S3Bucket,
      S3BucketOwner: wanted.S3BucketOwner,
      S3Prefix: wanted.S3Prefix,
      S3SseAlgorithm: wanted.S3SseAlgorithm ?? 'AES256',
      S3SseKmsKeyId: wanted.S3SseKmsKeyId,
      ExportFormat: 'DYNAMODB_JSON',
      ExportType: wanted.ExportType,
      ...(range.kind === 'full'
        ? { ExportTime: range.at / 1000 }
        : {
            IncrementalExportSpecification: {
              ExportFromTime: range.from / 1000,
              ExportToTime: range.to / 1000,
              ExportViewType: range.view,
            },
          }),
      ...outcome?.details,
    };
  }
}
