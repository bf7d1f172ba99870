import type { Settings } from '../../../settings';
import type { RegionKind } from '../../../settings/regions';
import { UsageError } from './usage-error';

/** The region of the service that is in a region. @param option that named it @throws UsageError for any other region */
export function regionKindNamed(settings: Settings, option: string, region: string): RegionKind {
  const kinds = ['primary', 'recovery'] as const;
  const regionKind = kinds.find((one) => settings[one].region === region);
  if (regionKind !== undefined) return regionKind;
  const allowed = kinds.map((one) => settings[one].region).join(' or ');
  throw new UsageError(`${option} ${JSON.stringify(region)}: ${settings.environment} is in ${allowed}`);
}
