import { renderError } from '../../gateway/errors';
import type { ServiceContext, ServiceRequest, ServiceResponse } from '../../gateway/service';
import { jsonAnswer, jsonBody, type Json } from '../support/json';
import { describeTableState } from './description';
import { fill } from './fill';
import { ask, fail, inRegion, invalid, tableArn } from './moto-call';
import { windowOf } from './point-in-time';
import { schemaFor, type SchemaChanges } from './schema';
import { TableState, type RegionTables } from './table-state';

/** "At least 20 minutes no matter the size" (re:Post; aws-facts.md, 1.19), in cloud time. */
const RESTORE_TIME = 20 * 60_000;
/** "Index status can lag" (aws-facts.md, 1.16). AWS publishes no figure. */
const INDEX_LAG = 30_000;
/** Restores at the same time in an account (aws-facts.md, 1.5). */
const CONCURRENT_RESTORES = 50;

interface RestoreRequest extends SchemaChanges {
  readonly SourceTableName?: string;
  readonly SourceTableArn?: string;
  /** Seconds since the epoch. */
  readonly RestoreDateTime?: number;
  readonly UseLatestRestorableTime?: boolean;
  readonly OnDemandThroughputOverride?: Json;
}

/** RestoreTableToPointInTime: the items as they were at that second, in a new table that is CREATING for a while. */
export async function restore(
  tablesOf: (region: string) => RegionTables,
  request: ServiceRequest,
  context: ServiceContext,
): Promise<ServiceResponse> {
  const wanted = jsonBody(request) as unknown as RestoreRequest;
  const sourceRegion = wanted.SourceTableArn?.split(':')[3] ?? request.region;
  if (!context.isServed({ ...request, region: sourceRegion })) {
    // The call reads the source's settings and its backups where they are (aws-facts.md, 3.17).
    const message = `DynamoDB in ${sourceRegion} does not answer`;
    return renderError(request, { status: 500, code: 'InternalServerError', message });
  }
  const source = tablesOf(sourceRegion).get(wanted.SourceTableArn ?? wanted.SourceTableName);
  const tables = tablesOf(request.region);
  const refusal = refuse(wanted, { request, source, sourceRegion, tables, now: context.clock.now() });
  if (refusal !== undefined) return refusal;
  if (source === undefined) return fail(request, 'TableNotFoundException', 'Source table not found');
  const window = windowOf(source, context.clock.now());
  const at =
    wanted.UseLatestRestorableTime === true
      ? (window?.latest ?? 0)
      : Math.floor(wanted.RestoreDateTime ?? 0) * 1000;

  const from = inRegion(request, sourceRegion);
  const described = await ask(from, context, 'DescribeTable', {
    TableName: source.name,
  });
  const created = await ask(
    request,
    context,
    'CreateTable',
    schemaFor(described.content.Table as Json, wanted),
  );
  if (created.response.status >= 300) {
    return created.content.__type?.toString().includes('ResourceInUse') === true
      ? fail(request, 'TableAlreadyExistsException', `Table already exists: ${wanted.TargetTableName}`)
      : created.response;
  }
  const target = new TableState(wanted.TargetTableName, source.keyNames, context.clock.now());
  target.ignored.note({
    OnDemandThroughput: wanted.OnDemandThroughputOverride,
    GlobalSecondaryIndexes: wanted.GlobalSecondaryIndexOverride,
  });
  target.restore = {
    sourceTableArn: tableArn(from, source.name),
    restoredTo: at,
    startedAt: context.clock.now(),
    inProgress: true,
    indexesInProgress: true,
  };
  tables.byName.set(target.name, target);
  const filled = fill(target, source.at(at), { request, context, tables });
  finish(target, filled, context);
  return jsonAnswer(request, {
    TableDescription: describeTableState(
      target,
      created.content.TableDescription as Json,
      context.clock.now(),
    ),
  });
}

interface Situation {
  readonly request: ServiceRequest;
  readonly source: TableState | undefined;
  readonly sourceRegion: string;
  readonly tables: RegionTables;
  readonly now: number;
}

/** The errors of the real service, in its classes (aws-facts.md, 1.3, 1.4 and 1.25). */
function refuse(
  wanted: RestoreRequest,
  { request, source, sourceRegion, tables, now }: Situation,
): ServiceResponse | undefined {
  const { SourceTableName, SourceTableArn, TargetTableName, RestoreDateTime, UseLatestRestorableTime } =
    wanted;
  const name = SourceTableArn ?? SourceTableName ?? '';
  if (!/^[a-zA-Z0-9_.-]{3,255}$/.test(TargetTableName)) {
    return invalid(request, `TargetTableName ${TargetTableName} must have 3 to 255 of a-z A-Z 0-9 _ . -`);
  }
  if ((RestoreDateTime === undefined) === (UseLatestRestorableTime !== true)) {
    return invalid(request, 'Give either RestoreDateTime or UseLatestRestorableTime');
  }
  if (sourceRegion !== request.region && wanted.SSESpecificationOverride === undefined) {
    return invalid(request, 'SSESpecificationOverride is required for a restore from another region');
  }
  if (source === undefined) return fail(request, 'TableNotFoundException', `Source table not found: ${name}`);
  if (tables.byName.has(TargetTableName)) {
    const exists = tables.byName.get(TargetTableName);
    return exists?.isCreating === true
      ? fail(request, 'TableInUseException', `Table is being created: ${TargetTableName}`)
      : fail(request, 'TableAlreadyExistsException', `Table already exists: ${TargetTableName}`);
  }
  const window = windowOf(source, now);
  if (window === undefined) {
    const text = `Point in time recovery is not enabled for table '${source.name}'`;
    return fail(request, 'PointInTimeRecoveryUnavailableException', text);
  }
  const at = (RestoreDateTime ?? 0) * 1000;
  if (UseLatestRestorableTime !== true && (at < window.earliest || at > window.latest)) {
    const text = 'RestoreDateTime must be between EarliestRestorableDateTime and LatestRestorableDateTime';
    return fail(request, 'InvalidRestoreTimeException', text);
  }
  const running = [...tables.byName.values()].filter((table) => table.restore?.inProgress === true);
  return running.length < CONCURRENT_RESTORES
    ? undefined
    : fail(request, 'LimitExceededException', 'Too many restores are in progress: at most 50');
}

/** Ends the restore when its time is over and every item is there; its indexes follow. */
function finish(target: TableState, filled: Promise<void>, { clock }: ServiceContext): void {
  const { restore: state } = target;
  if (state === undefined) return;
  const outcome = filled.catch((error: unknown) => ({ error }));
  clock.after(RESTORE_TIME, () => {
    void outcome.then((failure) => {
      if (failure !== undefined) {
        console.error(`the restore of ${target.name} stays CREATING: ${String(failure.error)}`);
        return;
      }
      state.inProgress = false;
      clock.after(INDEX_LAG, () => {
        state.indexesInProgress = false;
      });
    });
  });
}
