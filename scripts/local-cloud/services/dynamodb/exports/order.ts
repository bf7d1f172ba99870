import { isDeepStrictEqual } from 'node:util';
import type { ServiceRequest, ServiceResponse } from '../../../gateway/service';
import { renderError } from '../../../gateway/errors';
import { fail, invalid } from '../moto-call';
import { windowOf } from '../point-in-time';
import type { TableState } from '../table-state';

const MINUTE = 60_000;
const SHORTEST = 15 * MINUTE;
const LONGEST = 24 * 60 * MINUTE;

/** What ExportTableToPointInTime was asked for; times in seconds since the epoch. */
export interface ExportRequest {
  readonly TableArn: string;
  readonly S3Bucket: string;
  readonly S3Prefix?: string;
  readonly S3BucketOwner?: string;
  readonly S3SseAlgorithm?: 'AES256' | 'KMS';
  readonly S3SseKmsKeyId?: string;
  readonly ExportTime?: number;
  readonly ExportFormat?: string;
  readonly ExportType?: 'FULL_EXPORT' | 'INCREMENTAL_EXPORT';
  readonly IncrementalExportSpecification?: {
    readonly ExportFromTime?: number;
    readonly ExportToTime?: number;
    readonly ExportViewType?: ViewType;
  };
  readonly FilterSpecification?: unknown;
  readonly ClientToken?: string;
}

export type ViewType = 'NEW_IMAGE' | 'NEW_AND_OLD_IMAGES';

/** Which state, or which changes, an export holds. Times in milliseconds. */
export type ExportRange =
  | { readonly kind: 'full'; readonly at: number }
  | {
      readonly kind: 'incremental';
      /** The first instant that is in it. */
      readonly from: number;
      /** The first instant that is not in it. */
      readonly to: number;
      readonly view: ViewType;
    };

/**
 * What is to be exported, or the error of what cannot be, in the words of the service (aws-facts.md, 3.1 to 3.4). That a
 * bucket is missing or a key is in the wrong region shows only later, as a failed export.
 *
 * @param now cloud time, milliseconds
 */
export function rangeOf(
  wanted: ExportRequest,
  table: TableState,
  { request, now }: { readonly request: ServiceRequest; readonly now: number },
): ExportRange | ServiceResponse {
  const window = windowOf(table, now);
  if (window === undefined) {
    const text = `Point in time recovery is not enabled for table '${table.name}'`;
    return fail(request, 'PointInTimeRecoveryUnavailableException', text);
  }
  const outside = (text: string): ServiceResponse => fail(request, 'InvalidExportTimeException', text);
  const { IncrementalExportSpecification: specification, ExportTime } = wanted;
  if (specification === undefined) {
    // Without a time it is the state of this moment, of which the window knows only five minutes later.
    if (ExportTime === undefined) return { kind: 'full', at: Math.floor(now) };
    const at = milliseconds(ExportTime);
    if (at < window.earliest || at > now) return outside('Export Time is invalid');
    return at > window.latest
      ? outside('Point in Time Recovery is not available for specified export time')
      : { kind: 'full', at };
  }
  const { ExportFromTime, ExportToTime, ExportViewType: view = 'NEW_AND_OLD_IMAGES' } = specification;
  if (ExportFromTime === undefined) {
    return invalid(
      request,
      'Invalid Request: ExportFromTime must be provided in IncrementalExportSpecification',
    );
  }
  const from = milliseconds(ExportFromTime);
  const to = ExportToTime === undefined ? Math.floor(now / 1000) * 1000 : milliseconds(ExportToTime);
  if (from < window.earliest) {
    return outside('Incremental export period from time cannot be less than the table creation time');
  }
  if (to > now) return outside('Incremental export period to time cannot be greater than the current time');
  const [length, period] = [to - from, 'export period from time and export period to time'];
  if (length < SHORTEST) return outside(`Difference between ${period} is less than 15 minutes`);
  if (length > LONGEST) return outside(`Difference between ${period} is greater than 24 hours`);
  return { kind: 'incremental', from, to, view };
}

/** The error of a request whose parts do not go together, or that the local cloud does not know. */
export function refuseShape(request: ServiceRequest, wanted: ExportRequest): ServiceResponse | undefined {
  const { ExportType, IncrementalExportSpecification: specification, S3SseAlgorithm, S3SseKmsKeyId } = wanted;
  if (!/^arn:aws:dynamodb:[^:]+:\d{12}:table\/[\w.-]{3,255}$/.test(wanted.TableArn)) {
    return invalid(request, 'One or more parameter values were invalid: tableArn is not a valid ARN');
  }
  if (
    wanted.FilterSpecification !== undefined ||
    (wanted.ExportFormat ?? 'DYNAMODB_JSON') !== 'DYNAMODB_JSON'
  ) {
    const message = 'the local cloud exports whole tables as DYNAMODB_JSON only';
    return renderError(request, { status: 501, code: 'NotImplemented', message });
  }
  if (ExportType === 'INCREMENTAL_EXPORT' && specification === undefined) {
    return invalid(
      request,
      'Invalid Request: Incremental Export Specification expected when export type is set as Incremental Export',
    );
  }
  if (ExportType !== 'INCREMENTAL_EXPORT' && specification !== undefined) {
    return invalid(
      request,
      'Invalid Request: Export Type expected to be Incremental Export when incremental export specification is provided',
    );
  }
  const view: string = specification?.ExportViewType ?? 'NEW_IMAGE';
  if (!['NEW_IMAGE', 'NEW_AND_OLD_IMAGES'].includes(view)) {
    return invalid(
      request,
      `1 validation error detected: Value '${view}' at 'incrementalExportSpecification.exportViewType' failed to satisfy constraint`,
    );
  }
  // A stricter reading: the API reference speaks of the key's ID and names no alias.
  if (S3SseKmsKeyId?.includes('alias/') === true) {
    return invalid(request, `Invalid Request: ${S3SseKmsKeyId} is an alias and not the ID of a KMS key`);
  }
  return S3SseKmsKeyId !== undefined && S3SseAlgorithm !== 'KMS'
    ? invalid(request, 'Invalid Request: KMS Key Id is not supported for this encryption type')
    : undefined;
}

/** Whether two requests with the same token ask for the same. */
export function sameOrder(a: ExportRequest, b: ExportRequest): boolean {
  return isDeepStrictEqual(a, b);
}

function milliseconds(seconds: number): number {
  return Math.round(seconds * 1000);
}
