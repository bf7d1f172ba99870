import { isoTime } from '../../engine/clock';
import { observe, type Observation } from '../aws/observe';
import { planBackup } from './secrets';
import type { SecretsAction } from '../vault/secrets';
import { differsFromCopy, readTableHighWaterMark, type TableHighWaterMark } from '../vault/table';
import { readWindow } from '../table/restore-window';
import { readTableSettings } from '../table/settings';
import { streamOf } from './changes/describe-stream';
import type { ProtectAction } from './connection';
import { readChainState } from './exports/chain-state';
import { nextExports, type WantedExport } from './exports/next-export';
import { liveTableOf } from './live-table';

/** What a round would do. */
export interface RoundPlan {
  readonly table: string;
  /** Whether the settings would be written. */
  readonly settings: Observation<boolean>;
  /** The stream that would be read on, and from where. */
  readonly changes: Observation<{ readonly streamArn: string; readonly coveredUntil: string | null }>;
  /** Exports that are due, if they are not under way already. */
  readonly exports: Observation<readonly WantedExport[]>;
  readonly secrets: Observation<Awaited<ReturnType<typeof planBackup>>>;
  readonly mark: TableHighWaterMark | null;
}

/** Looks at everything that a round would work with. Reads no value of a secret and no change, and writes nothing. */
export async function planRound(action: ProtectAction, secretsAction: SecretsAction): Promise<RoundPlan> {
  const { vault, clock } = action;
  const mark = await readTableHighWaterMark(vault);
  const table = await liveTableOf(action, mark);
  const known = mark?.table === table ? mark : undefined;
  const settings = await observe(async () =>
    differsFromCopy(vault, table, await readTableSettings(action, table)),
  );
  const changes = await observe(async () => ({
    streamArn: await streamOf(action, table),
    coveredUntil: known?.changes?.coveredUntil ?? null,
  }));
  const exports = await observe(async () => {
    const window = await readWindow(action, table);
    const { state: chain } = await readChainState(vault, table, known?.exports ?? null);
    const now = clock.now();
    const since = known?.changes?.since ?? ('value' in changes ? isoTime(now) : undefined);
    return nextExports({ chain, window, since, now });
  });
  const secrets = await observe(() => planBackup(secretsAction, { named: () => [] }));
  action.signal.throwIfAborted();
  return { table, settings, changes, exports, secrets, mark: mark ?? null };
}
