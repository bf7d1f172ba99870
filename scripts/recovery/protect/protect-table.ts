import { isoTime } from '../../engine/clock';
import { Stop } from '../../engine/stop';
import { observe, observedValue, type Observation } from '../aws/observe';
import { readTableSettings } from '../table/settings';
import { pitrOff, readWindow, type RestoreWindow } from '../table/restore-window';
import {
  keepSettings,
  moveTableHighWaterMark,
  readTableHighWaterMark,
  type TableHighWaterMark,
} from '../vault/table';
import { readFence } from '../service/writers/fence';
import { copyChanges, type CopiedChanges } from './changes/copy-changes';
import type { ProtectAction } from './connection';
import { advanceExports, type AdvancedExports } from './exports/advance-exports';
import { liveTableOf } from './live-table';

/** What one round did for the table, part by part: a part that failed stops none of the others. */
export interface ProtectResult {
  readonly table: string;
  /** Whether the settings had changed, and were written. */
  readonly settings: Observation<boolean>;
  readonly changes: Observation<CopiedChanges>;
  readonly exports: Observation<AdvancedExports>;
  /** Of point-in-time recovery; null: it is off. */
  readonly window: Observation<RestoreWindow | null>;
  /** Whether a fence refuses writes to the table. */
  readonly halted: Observation<boolean>;
  /** The high-water mark that stands. */
  readonly mark: TableHighWaterMark;
}

export interface ProtectTableProps {
  /** Told the names of secrets that connections were made to point to in the last minutes. @default nobody is */
  readonly onSecret?: (name: string) => void;
}

/**
 * One round of protection of the live table: its settings first, as its region may be gone the next minute, then what
 * changed since the last round, then its exports; at last the mark. Bears being killed at any moment and being run
 * twice at once, and deletes nothing.
 *
 * @throws Stop CONFIG_MISSING, POINTER_INVALID when no round ever knew which table is live
 */
export async function protectTable(
  action: ProtectAction,
  { onSecret = () => undefined }: ProtectTableProps = {},
): Promise<ProtectResult> {
  const { vault, clock, signal } = action;
  const lookedAt = isoTime(clock.now());
  const before = await readTableHighWaterMark(vault);
  const table = await liveTableOf(action, before);
  const known = before?.table === table ? before : undefined;
  const settings = await observe(async () =>
    keepSettings(action, table, await readTableSettings(action, table)),
  );
  const number = known?.changes?.number ?? 0;
  const changes = await observe(() => copyChanges(action, { table, known: number, onSecret }));
  signal.throwIfAborted();
  const window = await observe(() => windowOf(action, table));
  const halted = await observe(async () => (await readFence(action, table)).raised);
  const exports = await observe(() => {
    if ('problem' in window) throw new Error(window.problem);
    if (window.value === null) throw pitrOff(action, table);
    const since = observedValue(changes)?.since ?? known?.changes?.since;
    return advanceExports(action, { table, mark: known?.exports ?? null, window: window.value, since });
  });
  signal.throwIfAborted();
  const copied = observedValue(changes);
  const mark = await moveTableHighWaterMark(vault, {
    schema: 1,
    table,
    exports: observedValue(exports)?.chain ?? known?.exports ?? null,
    changes:
      copied === undefined
        ? (known?.changes ?? null)
        : { number: copied.round, since: copied.since, coveredUntil: copied.coveredUntil },
    lookedAt,
  });
  return { table, settings, changes, exports, window, halted, mark };
}

/** @returns null when point-in-time recovery is off */
async function windowOf(action: ProtectAction, table: string): Promise<RestoreWindow | null> {
  try {
    return await readWindow(action, table);
  } catch (error) {
    if (error instanceof Stop && error.code === 'PITR_OFF') return null;
    throw error;
  }
}
