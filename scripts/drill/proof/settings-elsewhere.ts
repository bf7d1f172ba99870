import { isDeepStrictEqual } from 'node:util';
import type { Names } from '../../../settings';
import type { Json } from '../../engine/json';
import type { Finding } from './finding';
import type { DescribedSettings } from './settings';

/** A table's settings, and what in them names its region. */
export interface RegionalSettings {
  readonly settings: DescribedSettings;
  readonly region: string;
  /** ARN of the region's own key. */
  readonly keyArn: string;
  readonly table: string;
}

export interface ElsewhereProps {
  readonly names: Names;
  readonly before: RegionalSettings;
  readonly after: RegionalSettings;
}

/**
 * A table that was rebuilt in another region must be set as the old one was, with that region's key; only the tags that
 * tell generations and stacks apart are others.
 */
export function proveSettingsElsewhere({ names, before, after }: ElsewhereProps): Finding {
  const expected = withoutRegion(names, before);
  const found = withoutRegion(names, after);
  const different = Object.keys(expected).filter((name) => !isDeepStrictEqual(expected[name], found[name]));
  return {
    id: 'settings',
    claim: `every setting of the table in ${after.region} is that of the old one before the loss, with the region's own key`,
    holds: different.length === 0,
    evidence:
      different.length === 0
        ? `${Object.keys(expected).length} settings, no difference`
        : `different: ${different.join(', ')}`,
  };
}

function withoutRegion(
  names: Names,
  { settings, region, keyArn, table }: RegionalSettings,
): DescribedSettings {
  const regional = [names.generationTag, 'syncwell:stack'];
  const tags = Object.fromEntries(
    Object.entries(settings.tags as Record<string, string>).filter(([key]) => !regional.includes(key)),
  );
  const text = JSON.stringify({ ...settings, tags })
    .replaceAll(keyArn, 'KEY')
    .replaceAll(`table/${table}`, 'table/TABLE')
    .replaceAll(region, 'REGION');
  return JSON.parse(text) as Record<string, Json>;
}
