import type { ServiceContext, ServiceRequest, ServiceResponse } from '../../gateway/service';
import { jsonAnswer, jsonBody, type Json } from '../support/json';
import { fail, invalid } from './moto-call';
import type { RegionTables, TableState } from './table-state';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** How far the latest restorable time lies behind: "typically 5 minutes" (DynamoDB API reference; aws-facts.md, 1.7). */
const LAG = 5 * MINUTE;

/** The seconds to which a table can be restored, or undefined while point-in-time recovery is off. Milliseconds. */
export function windowOf(table: TableState, now: number): { earliest: number; latest: number } | undefined {
  if (table.pointInTime === undefined) return undefined;
  const { since, days } = table.pointInTime;
  const earliest = Math.ceil(Math.max(since, now - days * DAY) / 1000) * 1000;
  return { earliest, latest: Math.max(earliest, Math.floor((now - LAG) / 1000) * 1000) };
}

/** DescribeContinuousBackups. */
export function describeBackups(
  tables: RegionTables,
  request: ServiceRequest,
  { clock }: ServiceContext,
): ServiceResponse {
  const table = tables.get(jsonBody(request).TableName);
  return table === undefined
    ? missing(request)
    : jsonAnswer(request, describePointInTime(table, clock.now()));
}

/** UpdateContinuousBackups. Off and on again loses the history (aws-facts.md, 1.9). */
export function updateBackups(
  tables: RegionTables,
  request: ServiceRequest,
  { clock }: ServiceContext,
): ServiceResponse {
  const { TableName, PointInTimeRecoverySpecification } = jsonBody(request);
  const table = tables.get(TableName);
  if (table === undefined) return missing(request);
  if (table.isCreating) {
    return fail(request, 'ContinuousBackupsUnavailableException', 'Backups are being enabled for the table');
  }
  const { PointInTimeRecoveryEnabled: enabled, RecoveryPeriodInDays: days = 35 } =
    PointInTimeRecoverySpecification as {
      PointInTimeRecoveryEnabled: boolean;
      RecoveryPeriodInDays?: number;
    };
  if (!Number.isInteger(days) || days < 1 || days > 35) {
    return invalid(request, `RecoveryPeriodInDays must be from 1 to 35, got ${days}`);
  }
  const fresh = { since: clock.now(), items: new Map(table.items), afterSequence: tables.lastSequence };
  table.pointInTime = enabled ? { ...(table.pointInTime ?? fresh), days } : undefined;
  return jsonAnswer(request, describePointInTime(table, clock.now()));
}

function describePointInTime(table: TableState, now: number): Json {
  const window = windowOf(table, now);
  return {
    ContinuousBackupsDescription: {
      ContinuousBackupsStatus: 'ENABLED',
      PointInTimeRecoveryDescription:
        window === undefined
          ? { PointInTimeRecoveryStatus: 'DISABLED' }
          : {
              PointInTimeRecoveryStatus: 'ENABLED',
              RecoveryPeriodInDays: table.pointInTime?.days,
              EarliestRestorableDateTime: window.earliest / 1000,
              LatestRestorableDateTime: window.latest / 1000,
            },
    },
  };
}

function missing(request: ServiceRequest): ServiceResponse {
  return fail(request, 'TableNotFoundException', `Table not found: ${String(jsonBody(request).TableName)}`);
}
