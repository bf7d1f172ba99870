import { GENERATION_TAG } from '../../../../settings/naming';
import { isUnavailable } from './read';
import { policyValue } from './resource-policy';
import type { TableSettings } from './setting';

export interface WantedSettingsProps {
  /** The source's resource policy from before the fence, to the letter; null: it had none. */
  readonly originalPolicy: string | null;
}

/** What a restored table should have: all of its source, but no fence, and a tag that tells it from the original. */
export function wantedSettings(
  source: TableSettings,
  { originalPolicy }: WantedSettingsProps,
): TableSettings {
  const { tags } = source.values;
  return {
    ...source,
    values: {
      ...source.values,
      resourcePolicy: policyValue(originalPolicy, source.tableArn),
      ...(isUnavailable(tags) ? {} : { tags: { ...(tags as object), [GENERATION_TAG]: 'restored' } }),
    },
  };
}
