import {
  InvalidRestoreTimeException,
  LimitExceededException,
  PointInTimeRecoveryUnavailableException,
  RestoreTableToPointInTimeCommand,
  TableAlreadyExistsException,
  TableInUseException,
  TableNotFoundException,
  type TableDescription,
} from '@aws-sdk/client-dynamodb';
import { isoTime } from '../../engine/clock';
import { stop } from '../../engine/errors';
import type { Action, RegionClients, RegionContext } from '../aws/action';
import { waitUntil } from '../aws/wait-until';
import { isReady } from './await-restore';
import { describeTable, requireTable, tableMissing } from './describe-table';
import { overridesOf } from './restore-overrides';
import { pitrOff, readWindow, requireInWindow } from './restore-window';

export { awaitRestore } from './await-restore';

/**
 * The first free name of today; the second that is restored has colons, which a name may not have (aws-facts.md, 1.36).
 * To be journalled before the restore is started: the call knows no token (aws-facts.md, 1.2).
 *
 * @throws Stop TABLE_MISSING
 */
export async function chooseTargetName(action: RegionContext, table: string): Promise<string> {
  await requireTable(action, table);
  return freeTableName(action);
}

/** The first free name of today for a table that takes the live one's place. To be journalled before it is made. */
export async function freeTableName(action: RegionContext): Promise<string> {
  const date = isoTime(action.clock.now()).slice(0, 'yyyy-mm-dd'.length);
  for (let n = 1; ; n += 1) {
    const name = action.target.names.restoredTable(date, n);
    if ((await describeTable(action, name)) === undefined) return name;
  }
}

/** @throws Stop TARGET_NAME_TAKEN (refused) when a table has that name */
export async function requireFreeName(action: RegionClients, target: string): Promise<void> {
  if ((await describeTable(action, target)) === undefined) return;
  throw stop('TARGET_NAME_TAKEN', {
    table: target,
    region: action.target.region,
    found: 'a restore never overwrites a table',
    needs: 'restore',
  });
}

export interface StartRestoreProps {
  readonly source: string;
  /** Journalled before, so that a table of this name is ours when its restore summary says so too. */
  readonly target: string;
  /** ISO 8601, to the second; `latest` is the latest restorable second. */
  readonly at: string;
  /** The region that the source is in, where it is another one, and the key of the target's own. @default the target's */
  readonly across?: Across | undefined;
}

/** A restore from another region: it is asked of the region that the table is restored in (aws-facts.md, 1.25). */
export interface Across extends RegionClients {
  /** ARN of a key in the target's region, which alone can encrypt the new table. */
  readonly keyArn: string;
}

/**
 * Starts a restore into a new table, with the source's own keys, indexes, capacity and encryption; or finds that it
 * was started before: after a crash, or by a call whose answer was lost.
 *
 * @throws Stop TARGET_NAME_TAKEN, TABLE_MISSING, PITR_OFF, RESTORE_TIME_*, RESTORE_LIMIT
 */
export async function startRestore(action: Action, props: StartRestoreProps): Promise<'started' | 'found'> {
  const existing = await describeTable(action, props.target);
  if (existing !== undefined) return adopt(action, existing, props);
  const { across } = props;
  const source = await requireTable(across ?? action, props.source);
  try {
    await action.clients.dynamodb.send(
      new RestoreTableToPointInTimeCommand({
        ...(across === undefined
          ? { SourceTableName: props.source }
          : { SourceTableArn: source.TableArn ?? '' }),
        TargetTableName: props.target,
        ...(props.at === 'latest'
          ? { UseLatestRestorableTime: true }
          : { RestoreDateTime: new Date(secondOf(props.at)) }),
        ...overridesOf(source),
        ...(across === undefined
          ? {}
          : {
              SSESpecificationOverride: {
                Enabled: true,
                SSEType: 'KMS' as const,
                KMSMasterKeyId: across.keyArn,
              },
            }),
      }),
    );
    return 'started';
  } catch (error) {
    if (error instanceof TableAlreadyExistsException || error instanceof TableInUseException) {
      return adopt(action, await awaitDescription(action, props.target), props);
    }
    throw await explain({ ...action, ...across }, props, error);
  }
}

/** Milliseconds; restores know whole seconds only (aws-facts.md, 1.8). */
function secondOf(time: string | Date): number {
  return Math.floor(new Date(time).getTime() / 1000) * 1000;
}

/**
 * Makes sure that a table is what a restore was to make, and can be used.
 *
 * @throws Stop TABLE_MISSING, TARGET_NAME_TAKEN, RESTORE_NOT_ENDED
 */
export async function requireRestored(action: Action, props: StartRestoreProps): Promise<void> {
  const table = await requireTable(action, props.target);
  adopt(action, table, props);
  if (isReady(table)) return;
  throw stop('RESTORE_NOT_ENDED', {
    table: props.target,
    region: action.target.region,
    status: table.TableStatus ?? 'in no state',
  });
}

function adopt(
  action: Pick<Action, 'target'>,
  { RestoreSummary }: TableDescription,
  { source, target, at }: StartRestoreProps,
): 'found' {
  const { SourceTableArn = '', RestoreDateTime } = RestoreSummary ?? {};
  const sameSource = SourceTableArn.split('/').at(-1) === source;
  const sameSecond =
    at === 'latest' || (RestoreDateTime !== undefined && secondOf(RestoreDateTime) === secondOf(at));
  if (sameSource && sameSecond) return 'found';
  const what =
    RestoreDateTime === undefined
      ? 'it is not a restored table'
      : `it is ${SourceTableArn} as of ${RestoreDateTime.toISOString()}`;
  throw stop('TARGET_NAME_TAKEN', {
    table: target,
    region: action.target.region,
    found: `${what}, not ${source} as of ${at}`,
    needs: 'restore',
  });
}

/** A table that was just created may not be seen everywhere yet. */
function awaitDescription(action: Action, table: string): Promise<TableDescription> {
  return waitUntil(action, {
    look: () => describeTable(action, table),
    every: 2_000,
    within: 120_000,
    otherwise: () => tableMissing(action, table),
  });
}

/** What the service says, in words that help (aws-facts.md, 1.3). */
async function explain(action: Action, { source, at }: StartRestoreProps, error: unknown): Promise<unknown> {
  if (error instanceof TableNotFoundException) return tableMissing(action, source);
  if (error instanceof PointInTimeRecoveryUnavailableException) return pitrOff(action, source);
  if (error instanceof LimitExceededException) {
    return stop('RESTORE_LIMIT', { reason: error.message.replace(/\.$/, '') });
  }
  if (!(error instanceof InvalidRestoreTimeException)) return error;
  const window = await readWindow(action, source);
  requireInWindow({ at, window, now: action.clock.now() });
  return stop('RESTORE_TIME_NOT_YET', { table: source, at, region: action.target.region, ...window });
}
