import type { PointerDocument } from '../../../settings/runtime-documents';
import type { Incident } from '../../engine/journal/replay';
import type { LeaseRecord } from '../../engine/lease';
import { observe, observedValue, type Observation } from '../aws/observe';
import type { RestoreWindow } from '../table/restore-window';
import { freshnessOf, type Freshness } from '../vault';
import { restorePointOf, type TableHighWaterMark } from '../vault/table';
import { ask } from './ask';
import { checksAt } from './checks';
import {
  interlockTableOf,
  isFenced,
  leaseOf,
  oldTablesOf,
  pointerOf,
  pointInTimeRecoveryOf,
  runningIncidentsOf,
  settingsTableOf,
} from './facts';
import { replicaIn, secretsHighWaterMarkIn, tableHighWaterMarkIn, type Copies } from './freshness';
import type { Finding } from './model';
import type { Survey } from './survey';
import { given } from '../../engine/given';

/** How far one could go forward from a source, if the serving region were gone now. */
export interface RecoveryPoint extends Freshness {
  /** For people. */
  readonly note?: string;
}

/** By source; all but the first lie in the standby region, and are told while the serving region is lost. */
export interface RecoveryPoints {
  readonly pointInTime: Observation<RecoveryPoint>;
  /** To when the table could be rebuilt from exports and changes together. */
  readonly vault: Observation<RecoveryPoint>;
  readonly vaultChanges: Observation<RecoveryPoint>;
  readonly vaultExports: Observation<RecoveryPoint>;
  readonly secrets: Observation<RecoveryPoint>;
  /** Only where the settings have one. */
  readonly replica?: Observation<RecoveryPoint>;
}

/** How the service of one environment stands, as everybody who recovers it must know. */
export interface Posture {
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** What AppConfig tells the service. */
  readonly pointer: Observation<PointerDocument>;
  /** What the next deploy would make live. */
  readonly settingsTable: Observation<string>;
  /** What the deploy interlock takes for live. */
  readonly parameterTable: Observation<string>;
  /** Of the live table. */
  readonly window: Observation<RestoreWindow>;
  /** What would be lost if the region were gone now, by source. */
  readonly recoveryPoints: RecoveryPoints;
  /** Whether the policy of a table denies writes: of the live one and of those before it. */
  readonly fences: Readonly<Record<string, Observation<boolean>>>;
  /** Held now; null: nobody runs a recovery. */
  readonly lease: Observation<LeaseRecord | null>;
  /** Incidents that are neither completed nor aborted, the newest first. */
  readonly running: Observation<readonly Incident[]>;
}

/** Something that must not stay as it is, and the command that ends it. */
export interface Warning {
  readonly what: string;
  readonly next: string;
}

export interface Status {
  readonly posture: Posture;
  readonly findings: readonly Finding[];
  /** What the findings come to. */
  readonly warnings: readonly Warning[];
}

/** How the service stands, and what of it needs attention. Reads only; what cannot be seen is told as such. */
export async function readStatus(survey: Survey): Promise<Status> {
  const [posture, findings] = await Promise.all([readPosture(survey), ask(survey, checksAt('status'))]);
  return { posture, findings, warnings: warningsOf(findings) };
}

/** Every state that is not well, until it is gone, each once: several checks may see the same. */
export function warningsOf(findings: readonly Finding[]): Warning[] {
  const causes = new Map<string, Warning & { readonly ids: string[] }>();
  for (const { id, state, found, mend } of findings) {
    if (state === 'ok') continue;
    const cause = causes.get(found);
    if (cause === undefined)
      causes.set(found, { ids: [id], what: found, next: mend ?? 'npx recover doctor' });
    else cause.ids.push(id);
  }
  return [...causes.values()].map(({ ids, what, next }) => ({ what: `${ids.join(', ')}: ${what}`, next }));
}

async function readPosture(survey: Survey): Promise<Posture> {
  const { settings, serving, clock } = survey;
  const now = clock.now();
  const pointer = await observe(() => pointerOf(survey));
  const live = observedValue(pointer)?.tableName ?? settings.table[serving].activeName;
  const tables = [live, ...oldTablesOf(survey, live)];
  const [settingsTable, parameterTable, window, lease, running, recoveryPoints, ...fences] =
    await Promise.all([
      observe(() => settingsTableOf(survey)),
      observe(() => interlockTableOf(survey)),
      observe(async (): Promise<RestoreWindow> => {
        const { earliest, latest } = await pointInTimeRecoveryOf(survey);
        return { earliest, latest };
      }),
      observe(() => leaseOf(survey)),
      observe(() => runningIncidentsOf(survey)),
      readRecoveryPoints(survey, live),
      ...tables.map(async (table) => [table, await observe(() => isFenced(survey, table))] as const),
    ]);
  const pointInTime = 'problem' in window ? window : { value: recoveryPoint(survey, window.value.latest) };
  return {
    now,
    pointer,
    settingsTable,
    parameterTable,
    window,
    recoveryPoints: { pointInTime, ...recoveryPoints },
    lease,
    running,
    fences: Object.fromEntries(fences),
  };
}

/**
 * Reads the marks of every copy. Asks nothing of the serving region.
 *
 * @param table the live one
 */
export async function readRecoveryPoints(
  survey: Copies & Pick<Survey, 'settings'>,
  table: string,
): Promise<Omit<RecoveryPoints, 'pointInTime'>> {
  const point = (at: string | null, note?: string): RecoveryPoint => recoveryPoint(survey, at, note);
  const [mark, secrets, replica] = await Promise.all([
    observe(() => tableHighWaterMarkIn(survey)),
    observe(async () => point((await secretsHighWaterMarkIn(survey))?.coveredUntil ?? null)),
    survey.settings.table.replica
      ? observe(async () => {
          const { at, note } = await replicaIn(survey, table);
          return point(at, note);
        })
      : undefined,
  ]);
  const ofMark = (
    pick: (found: TableHighWaterMark | undefined) => RecoveryPoint,
  ): Observation<RecoveryPoint> => ('problem' in mark ? mark : { value: pick(mark.value) });
  return {
    vault: ofMark((found) => {
      const whole = found === undefined ? undefined : restorePointOf(found);
      const isOther = found !== undefined && found.table !== table;
      return point(whole?.at ?? null, isOther ? `it is of ${found.table}` : (whole?.reason ?? undefined));
    }),
    vaultChanges: ofMark((found) => point(found?.changes?.coveredUntil ?? null)),
    vaultExports: ofMark((found) => point(found?.exports?.to ?? null)),
    secrets,
    ...given({ replica }),
  };
}

function recoveryPoint(survey: Pick<Survey, 'clock'>, at: string | null, note?: string): RecoveryPoint {
  return {
    ...freshnessOf(at, survey.clock.now()),
    ...given({ note }),
  };
}
