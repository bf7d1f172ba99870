import { isDeepStrictEqual } from 'node:util';
import type { Names } from '../../../settings';
import type { Json } from '../../engine/json';
import type { Finding } from './finding';
import type { DescribedSettings } from './settings';

/** A table's settings, and what names its place in them. */
export interface PlacedSettings {
  readonly settings: DescribedSettings;
  readonly region: string;
  /** ARN of the region's own key. */
  readonly keyArn: string;
  readonly table: string;
}

export interface ElsewhereProps {
  readonly names: Names;
  readonly before: PlacedSettings;
  readonly after: PlacedSettings;
}

/**
 * A table that was rebuilt in another region must be set as the old one was, with that region's key; only the tags that
 * tell generations and stacks apart are others.
 */
export function proveSettingsElsewhere({ names, before, after }: ElsewhereProps): Finding {
  const expected = withoutPlace(names, before);
  const found = withoutPlace(names, after);
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

function withoutPlace(names: Names, { settings, region, keyArn, table }: PlacedSettings): DescribedSettings {
  const placed = [names.generationTag, 'syncwell:stack'];
  const tags = Object.fromEntries(
    Object.entries(settings.tags as Record<string, string>).filter(([key]) => !placed.includes(key)),
  );
  const text = JSON.stringify({ ...settings, tags })
    .replaceAll(keyArn, 'KEY')
    .replaceAll(`table/${table}`, 'table/TABLE')
    .replaceAll(region, 'REGION');
  return JSON.parse(text) as Record<string, Json>;
}
