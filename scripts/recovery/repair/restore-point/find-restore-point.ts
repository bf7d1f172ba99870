import { isoTime } from '../../../engine/clock';
import { Stop } from '../../../engine/stop';
import type { Action } from '../../aws/action';
import { ChangeLog, findStream, reachesBack, RETENTION, tooOld, type FoundStream } from '../../stream';
import type { TableVault } from '../../vault/table';
import { readWindow, type RestoreWindow } from '../../table/restore-window';
import type { Rules } from '../../items/rules';
import { CompiledRules } from '../../items/rules/compile';
import { Analysis } from './analysis';
import { conclude, unknown } from './conclude';
import { readExported } from './exported-changes';
import type { LogReach, RestorePointFindings } from './findings';
import { tableOfNow } from './table-of-now';

export interface FindRestorePointProps {
  readonly table: string;
  readonly rules: Rules;
  /** ISO 8601: older writes are not looked at. @default as far back as the stream reaches */
  readonly since?: string | undefined;
  /** ISO 8601: later writes are not looked at. @default now */
  readonly until?: string | undefined;
  /** Where the exports are, for what the stream no longer holds. @default nowhere */
  readonly vault?: TableVault | undefined;
}

/**
 * Finds the last second before the damage from the table's own changes: every write is judged by the rules. Reads
 * only, in memory that does not grow with the number of changes.
 *
 * @throws Stop TABLE_MISSING, RULES_INVALID, VAULT_GAP, VAULT_TAMPERED; that nothing can be known is no error, but a
 *   finding
 */
export async function findRestorePoint(
  action: Action,
  props: FindRestorePointProps,
): Promise<RestorePointFindings> {
  const { table, since, vault } = props;
  const now = action.clock.now();
  const window = await windowOf(action, table);
  const stream = await findStream(action, table);
  const why = typeof stream === 'string' ? stream : whyTooYoung(stream, { table, since, now });
  // With nothing else to read, what the stream still has is better than nothing.
  if (typeof stream !== 'string' && (why === undefined || vault === undefined))
    return inStream(action, props, { stream, window, now });
  const found = vault && (await inExports(action, { ...props, vault }, { window, now }));
  if (found !== undefined) return found;
  if (typeof stream !== 'string') return inStream(action, props, { stream, window, now });
  const noExports =
    vault === undefined ? [] : ['the vault of the other region has no incremental export of that time'];
  return unknown({ table, now, window }, [stream, ...noExports]);
}

interface Found {
  readonly window: RestoreWindow | string;
  readonly now: number;
}

async function inStream(
  action: Action,
  { table, rules, since, until }: FindRestorePointProps,
  { stream, window, now }: Found & { readonly stream: FoundStream },
): Promise<RestorePointFindings> {
  const from = since === undefined ? Math.max(stream.begins, now - RETENTION + TRIMMING) : Date.parse(since);
  const log = new ChangeLog(action, { ...stream, from });
  const analysis = analysisOf(action, rules, true);
  const coverage = await log.read(
    (changes) => {
      for (const change of changes) analysis.note(change);
      action.progress(`${analysis.changes} changes of ${table} looked at`);
    },
    until === undefined ? {} : { until: Date.parse(until) },
  );
  // The table of now says nothing about a time that ended before.
  const settled =
    until === undefined ? await analysis.settle(tableOfNow(action, table)) : { until: coverage.since };
  const reach: LogReach = {
    source: 'stream',
    everyWrite: true,
    since: isoTime(coverage.since),
    until: until ?? isoTime(now),
    trimmed: coverage.trimmed,
    changes: analysis.changes,
  };
  return conclude({ table, now, log: reach, window, analysis, referencesUntil: settled.until });
}

/** @returns undefined when there is no export of that time */
async function inExports(
  action: Action,
  { table, rules, since, until, vault }: FindRestorePointProps & { readonly vault: TableVault },
  { window, now }: Found,
): Promise<RestorePointFindings | undefined> {
  const from = since === undefined ? now - RETENTION : Date.parse(since);
  const analysis = analysisOf(action, rules, false);
  const covered = await readExported({
    vault,
    table,
    since: from,
    until: until === undefined ? now : Date.parse(until),
    tell: (changes) => {
      for (const change of changes) analysis.note(change);
      action.progress(`${analysis.changes} changes of ${table} in the exports looked at`);
    },
  });
  if (covered === undefined) return undefined;
  const reach: LogReach = {
    source: 'exports',
    everyWrite: false,
    since: isoTime(covered.since),
    until: isoTime(covered.until),
    trimmed: covered.since > from,
    changes: analysis.changes,
  };
  // References need every write, in its order.
  return conclude({ table, now, log: reach, window, analysis, referencesUntil: covered.since });
}

/** @returns why a stream does not reach back to the instant that was asked for, in a text */
function whyTooYoung(
  { begins }: FoundStream,
  { table, since, now }: { readonly table: string; readonly since: string | undefined; readonly now: number },
): string | undefined {
  if (since === undefined) return undefined;
  const from = Date.parse(since);
  if (!reachesBack(from, now)) return tooOld(table, from);
  return begins > from ? `the stream of ${table} begins after ${since}` : undefined;
}

/** What is nearly 24 hours old may be trimmed while it is read. Milliseconds. */
const TRIMMING = 60_000;

/** @throws Stop RULES_INVALID */
export function analysisOf({ target }: Pick<Action, 'target'>, rules: Rules, everyWrite: boolean): Analysis {
  const { environment, accountId } = target.names;
  const compiled = new CompiledRules(rules, { environment, accountId, region: target.region });
  return new Analysis({ rules: compiled, changes: rules.changes, everyWrite });
}

/** @returns why nothing can be restored, in a text */
async function windowOf(action: Action, table: string): Promise<RestoreWindow | string> {
  try {
    return await readWindow(action, table);
  } catch (error) {
    if (error instanceof Stop && error.code === 'PITR_OFF') return error.message;
    throw error;
  }
}
