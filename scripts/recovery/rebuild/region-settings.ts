import type { TableSettings } from '../table/settings';
import { isUnavailable } from '../table/settings/read';
import { THIS_TABLE } from '../table/settings/setting';
import { withoutFence } from '../service/writers/fence';

/** A table that no other one follows (see table/settings/replicas.ts). */
const NO_REPLICAS = { regions: [], witnesses: [], consistency: null, settings: null };

/**
 * Settings of a table as they are to be in another region: all of them, but with the key of that region, without
 * replicas (the other region may be lost), and without what gets its changes there (Kinesis streams are regional).
 *
 * @param settings of the table that is rebuilt
 * @param keyArn of the target's region
 */
export function settingsInRegion(settings: TableSettings, keyArn: string): TableSettings {
  return {
    ...settings,
    values: { ...settings.values, encryption: keyArn, replicas: NO_REPLICAS, kinesisDestinations: {} },
  };
}

/** The resource policy that settings tell of, without a fence; null: none. */
export function policyIn({ values: { resourcePolicy }, tableArn }: TableSettings): string | null {
  const isPolicy = typeof resourcePolicy === 'object' && resourcePolicy !== null;
  if (!isPolicy || isUnavailable(resourcePolicy)) return null;
  return withoutFence(JSON.stringify(resourcePolicy).replaceAll(THIS_TABLE, tableArn));
}
