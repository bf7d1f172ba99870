import type { PointerDocument } from '../../../settings/runtime-documents';
import type { Action } from '../aws/action';
import { readLiveTable } from '../service/terraform/live-table';
import type { Infrastructure } from '../service/terraform/infrastructure';
import type { Clients } from '../aws/clients';
import type { Connection } from '../incident/connection';
import { S3LeaseStore } from '../incident/s3-lease-store';
import { S3Mirror } from '../incident/s3-mirror';
import { replay, type Incident } from '../../engine/journal/replay';
import type { LeaseRecord } from '../../engine/lease';
import { readPointer } from '../service/pointer/pointer';
import { readWindow, type RestoreWindow } from '../table/restore-window';
import { readFence } from '../service/writers/fence';
import { look, valueOf, type Looked } from '../aws/looked';
import { readRecoveryPoints, type RecoveryPoints } from './recovery-points';

/** How the service of one environment stands, as everybody who recovers it must know. */
export interface Posture {
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** What AppConfig tells the service. */
  readonly pointer: Looked<PointerDocument>;
  /** What the next deploy would make live. */
  readonly settingsTable: Looked<string>;
  /** What the deploy interlock takes for live. */
  readonly parameterTable: Looked<string>;
  /** Of the live table. */
  readonly window: Looked<RestoreWindow>;
  /** What would be lost if the region were gone now, by source. */
  readonly recoveryPoints: RecoveryPoints;
  /** Whether the policy of a table denies writes: of the live one and of those before it. */
  readonly fences: Readonly<Record<string, Looked<boolean>>>;
  /** Held now; null: nobody runs a recovery. */
  readonly lease: Looked<LeaseRecord | null>;
  /** Incidents that are neither completed nor aborted, the newest first. */
  readonly running: Looked<readonly Incident[]>;
}

/** As many of the newest incidents are looked at: older ones are closed, or nobody will go on with them. */
export const NEWEST_INCIDENTS = 20;

/**
 * Looks everywhere at the same time. Reads only; what cannot be seen is told as such.
 *
 * @param there clients of the region that does not serve
 */
export async function readPosture(
  action: Action,
  { audit }: Pick<Connection, 'audit'>,
  infrastructure: Pick<Infrastructure, 'activeTable'>,
  there: Pick<Clients, 's3' | 'dynamodb'>,
): Promise<Posture> {
  const { settings, role, names } = action.target;
  const now = action.clock.now();
  const pointer = await look(() => readPointer(action));
  const live = valueOf(pointer)?.tableName ?? settings.table[role].activeName;
  const tables = new Set([live, names.originalTable, ...settings.table[role].adoptedNames]);
  const [settingsTable, parameterTable, window, lease, running, ...fences] = await Promise.all([
    look(() => infrastructure.activeTable()),
    look(() => readLiveTable(action)),
    look(() => readWindow(action, live)),
    look(() => heldLease(audit, settings.environment, now)),
    look(async () => (await newestIncidents(audit)).filter(({ state }) => state === 'running')),
    ...[...tables].map(
      async (table) => [table, await look(async () => (await readFence(action, table)).raised)] as const,
    ),
  ]);
  const recoveryPoints = await readRecoveryPoints({
    target: action.target,
    clock: action.clock,
    there,
    window,
    table: live,
  });
  return {
    now,
    pointer,
    settingsTable,
    parameterTable,
    window,
    recoveryPoints,
    lease,
    running,
    fences: Object.fromEntries(fences),
  };
}

async function heldLease(
  audit: Connection['audit'],
  environment: string,
  now: number,
): Promise<LeaseRecord | null> {
  const record = (await new S3LeaseStore(audit, environment).read())?.record;
  return record !== undefined && Date.parse(record.expiresAt) > now ? record : null;
}

/** The newest incidents of the audit bucket, the newest first, whichever machine ran them. */
export async function newestIncidents(audit: Connection['audit']): Promise<Incident[]> {
  const mirror = new S3Mirror(audit);
  const ids = (await mirror.incidents()).slice(-NEWEST_INCIDENTS).reverse();
  const journals = await Promise.all(ids.map((id) => mirror.read(id)));
  return journals.filter((entries) => entries.length > 0).map(replay);
}
