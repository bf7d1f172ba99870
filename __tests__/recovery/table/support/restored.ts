import type { Action } from '../../../../scripts/recovery/aws/action';
import { awaitRestore, startRestore } from '../../../../scripts/recovery/table/restore';
import { awaitRestorable } from '../../../../scripts/recovery/table/restore-window';
import {
  compareSettings,
  readTableSettings,
  wantedSettings,
  type TableSettings,
} from '../../../../scripts/recovery/table/settings';
import { createFurnishedTable, nextSecond, policyOf } from './tables';

/** A furnished table, restored and nothing more. */
export async function restored(action: Action, source: string, billing: 'on-demand' | 'provisioned') {
  await createFurnishedTable(action, source, billing);
  const at = await nextSecond(action);
  await awaitRestorable(action, { table: source, at });
  const table = `${source}-restored`;
  const before = await readTableSettings(action, source);
  await startRestore(action, { source, target: table, at });
  await awaitRestore(action, { target: table });
  return { table, wanted: wantedSettings(before, { originalPolicy: policyOf(source) }) };
}

/** The settings in which a table differs. */
export async function differing(action: Action, table: string, wanted: TableSettings): Promise<string[]> {
  return compareSettings(wanted, await readTableSettings(action, table)).map(({ setting }) => setting);
}
