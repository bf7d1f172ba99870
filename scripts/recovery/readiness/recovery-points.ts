import type { Clock } from '../../engine/clock';
import type { Clients } from '../aws/clients';
import { otherRole, type Target } from '../aws/target';
import { replicaFreshness, type ReplicaFreshnessProps } from '../rebuild/sources/replica-freshness';
import { readMark } from '../vault/secrets/mark';
import { describeTable } from '../table/describe-table';
import type { RestoreWindow } from '../table/restore-window';
import { readTableMark, restorePointOf } from '../vault/table/mark';
import { tableVaultOf } from '../vault/table/place';
import { look, type Looked } from '../aws/looked';

/** How far one could go forward from a source, if the region that serves were gone now. */
export interface RecoveryPoint {
  /** The newest instant, ISO 8601; null: there is nothing to go back to. */
  readonly at: string | null;
  /** How old that is. */
  readonly ageSeconds: number | null;
  /** For people. */
  readonly note?: string;
}

/** By source; all but the first lie in the other region, and are told while the first one's region is lost. */
export interface RecoveryPoints {
  readonly pointInTime: Looked<RecoveryPoint>;
  /** To when the table could be rebuilt from exports and changes together. */
  readonly vault: Looked<RecoveryPoint>;
  readonly vaultChanges: Looked<RecoveryPoint>;
  readonly vaultExports: Looked<RecoveryPoint>;
  readonly secrets: Looked<RecoveryPoint>;
  /** Only where the settings have one. */
  readonly replica?: Looked<RecoveryPoint>;
}

export interface RecoveryPointsProps {
  readonly target: Target;
  readonly clock: Pick<Clock, 'now' | 'sleep'>;
  /** Of the region that does not serve. */
  readonly there: Pick<Clients, 's3' | 'dynamodb'>;
  /** Of point-in-time recovery. */
  readonly window: Looked<RestoreWindow>;
  /** The live table. */
  readonly table: string;
}

/** Reads the marks of every copy. Asks nothing of the region that serves. */
export async function readRecoveryPoints(props: RecoveryPointsProps): Promise<RecoveryPoints> {
  const { target, clock, there, window, table } = props;
  const { settings, names, role, region: source } = target;
  const { region } = settings[otherRole(role)];
  const now = clock.now();
  const point = (at: string | null, note?: string): RecoveryPoint => ({
    at,
    ageSeconds: at === null ? null : Math.max(0, Math.round((now - Date.parse(at)) / 1000)),
    ...(note === undefined ? {} : { note }),
  });
  const vault = tableVaultOf({ names, source, region, s3: there.s3, clock });
  const secretsPlace = { s3: there.s3, clock, source, bucket: names.bucket('secrets', region) };
  const [mark, secrets] = await Promise.all([
    look(() => readTableMark(vault.changes, source)),
    look(async () => {
      const found = await readMark(secretsPlace);
      return point(found?.mark.coveredUntil ?? null);
    }),
  ]);
  const ofMark = (pick: (mark: Mark) => RecoveryPoint): Looked<RecoveryPoint> =>
    'problem' in mark ? mark : { value: pick(mark.value) };
  const other = (found: Mark): string | undefined =>
    found === undefined || found.table === table ? undefined : `it is of ${found.table}`;
  return {
    pointInTime: 'problem' in window ? window : { value: point(window.value.latest) },
    vault: ofMark((found) => {
      const whole = found === undefined ? undefined : restorePointOf(found);
      return point(whole?.at ?? null, other(found) ?? whole?.reason ?? undefined);
    }),
    vaultChanges: ofMark((found) => point(found?.changes?.coveredUntil ?? null)),
    vaultExports: ofMark((found) => point(found?.exports?.to ?? null)),
    secrets,
    ...(settings.table.replica
      ? { replica: await look(() => replicaOf({ dynamodb: there.dynamodb, clock, table, vault }, point)) }
      : {}),
  };
}

type Mark = Awaited<ReturnType<typeof readTableMark>>;

/** By what of the vault it holds; that it follows within a second is assumed nowhere. */
async function replicaOf(
  props: ReplicaFreshnessProps,
  point: (at: string | null, note: string) => RecoveryPoint,
): Promise<RecoveryPoint> {
  const { dynamodb, table, vault } = props;
  const { TableStatus, Replicas = [] } = (await describeTable({ clients: { dynamodb } }, table)) ?? {};
  if (TableStatus !== 'ACTIVE' || !Replicas.some(({ RegionName }) => RegionName === vault.source)) {
    return point(null, `${table} is ${TableStatus ?? 'not there'}, or no replica`);
  }
  const { at, note } = await replicaFreshness(props);
  return point(at, note);
}
