import type { ServiceContext, ServiceRequest, ServiceResponse } from '../../../gateway/service';
import { jsonAnswer, jsonBody, type Json } from '../../support/json';
import { ask, fail, invalid } from '../moto-call';
import type { RegionTables } from '../table-state';
import { linesOf } from './content';
import { rangeOf, refuseShape, sameOrder, type ExportRequest } from './order';
import type { RegionExports } from './region-exports';
import { carryOut } from './run';

/**
 * AWS publishes no figure. Measured by others: two to three minutes for empty tables, twelve for small ones. Cloud
 * milliseconds.
 */
const DURATION = 5 * 60_000;
/** Exports at the same time in an account (aws-facts.md, 3.3). */
const CONCURRENT_EXPORTS = 300;
const LARGEST_PAGE = 25;

export interface ExportsProps {
  /** Cloud milliseconds that an export takes. @default five minutes */
  readonly duration?: number;
}

interface Region {
  readonly tables: RegionTables;
  readonly exports: RegionExports;
}

/** ExportTableToPointInTime, DescribeExport, ListExports (DynamoDB API reference; aws-facts.md, 3.1 to 3.6). */
export async function exportCall(
  region: Region,
  request: ServiceRequest,
  context: ServiceContext,
  { duration = DURATION }: ExportsProps = {},
): Promise<ServiceResponse | undefined> {
  switch (request.operation) {
    case 'ExportTableToPointInTime':
      return start(region, request, context, duration);
    case 'DescribeExport':
      return describeExportJob(region, request, context.clock.now());
    case 'ListExports':
      return list(region, request, context.clock.now());
    default:
      return undefined;
  }
}

async function start(
  { tables, exports }: Region,
  request: ServiceRequest,
  context: ServiceContext,
  duration: number,
): Promise<ServiceResponse> {
  const wanted = jsonBody(request) as unknown as ExportRequest;
  const refusal = refuseShape(request, wanted);
  if (refusal !== undefined) return refusal;
  // Another region's table of that name is no table here.
  const table = wanted.TableArn.split(':')[3] === request.region ? tables.get(wanted.TableArn) : undefined;
  if (table === undefined)
    return fail(request, 'TableNotFoundException', `Table not found: ${wanted.TableArn}`);
  const { content } = await ask(request, context, 'DescribeTable', { TableName: table.name });
  // From here on nothing is waited for: two calls with one token are one export.
  const now = context.clock.now();
  const known = exports.byToken(wanted.ClientToken, now);
  if (known !== undefined) {
    return sameOrder(known.props.wanted, wanted)
      ? jsonAnswer(request, { ExportDescription: known.describe() })
      : fail(
          request,
          'ExportConflictException',
          'Export conflict: Duplicate request detected with conflicting parameters',
        );
  }
  const range = rangeOf(wanted, table, { request, now });
  if ('status' in range) return range;
  if (exports.running >= CONCURRENT_EXPORTS) {
    return fail(
      request,
      'LimitExceededException',
      `Too many exports are in progress: at most ${CONCURRENT_EXPORTS}`,
    );
  }
  const tableId = String((content.Table as Json).TableId);
  const job = exports.begin({ wanted, table, tableId, range, startedAt: now });
  carryOut(job, linesOf(table, range), { request, context, duration });
  return jsonAnswer(request, { ExportDescription: job.describe() });
}

function describeExportJob({ exports }: Region, request: ServiceRequest, now: number): ServiceResponse {
  const arn = String(jsonBody(request).ExportArn);
  if (!arn.includes('/export/')) return invalid(request, 'Invalid Export ARN');
  const job = exports.find(arn, now);
  return job === undefined
    ? fail(request, 'ExportNotFoundException', `Export not found: ${arn}`)
    : jsonAnswer(request, { ExportDescription: job.describe() });
}

function list({ tables, exports }: Region, request: ServiceRequest, now: number): ServiceResponse {
  const {
    TableArn,
    MaxResults = LARGEST_PAGE,
    NextToken,
  } = jsonBody(request) as {
    TableArn?: string;
    MaxResults?: number;
    NextToken?: string;
  };
  if (MaxResults < 1 || MaxResults > LARGEST_PAGE) {
    return invalid(request, `MaxResults must be from 1 to ${LARGEST_PAGE}, got ${MaxResults}`);
  }
  const table = TableArn === undefined ? 'all' : tables.get(TableArn);
  const all = table === undefined ? [] : exports.list(table, now);
  // A token names the last export that was told: what begins meanwhile moves nothing.
  const first = NextToken === undefined ? 0 : all.findIndex(({ arn }) => arn === NextToken) + 1;
  const page = all.slice(first, first + MaxResults);
  return jsonAnswer(request, {
    ExportSummaries: page.map((job) => job.summary()),
    ...(first + page.length < all.length ? { NextToken: page.at(-1)?.arn } : {}),
  });
}
