import { isoTime } from '../../runbook/clock';
import { Stop } from '../../runbook/stop';
import type { Action } from '../action';
import { ChangeLog, findStream, RETENTION } from '../change-log';
import { readWindow, type RestoreWindow } from '../table/restore-window';
import type { Rules } from '../validation/rules';
import { CompiledRules } from '../validation/rules/compile';
import { Analysis } from './analysis';
import { conclude, unknown } from './conclude';
import type { LogReach, RestorePointFindings } from './findings';
import { tableOfNow } from './table-of-now';

export interface FindRestorePointProps {
  readonly table: string;
  readonly rules: Rules;
  /** ISO 8601: older writes are not looked at. @default as far back as the stream reaches */
  readonly since?: string | undefined;
  /** ISO 8601: later writes are not looked at. @default now */
  readonly until?: string | undefined;
}

/**
 * Finds the last second before the damage from the table's own changes: every write is judged by the rules. Reads
 * only, in memory that does not grow with the number of changes.
 *
 * @throws Stop TABLE_MISSING, RULES_INVALID; that nothing can be known is no error, but a finding
 */
export async function findRestorePoint(
  action: Action,
  props: FindRestorePointProps,
): Promise<RestorePointFindings> {
  const { table, since, until } = props;
  const now = action.clock.now();
  const window = await windowOf(action, table);
  const stream = await findStream(action, table);
  if (typeof stream === 'string') return unknown({ table, now, window }, [stream]);
  const from = since === undefined ? Math.max(stream.begins, now - RETENTION + TRIMMING) : Date.parse(since);
  const log = new ChangeLog(action, { ...stream, from });
  const analysis = analysisOf(action, props.rules, true);
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
