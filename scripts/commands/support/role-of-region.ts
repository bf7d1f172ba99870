import type { Settings } from '../../../settings';
import type { Role } from '../../../settings/regions';
import { UsageError } from './usage-error';

/** The half of the service that is in a region. @param option that named it @throws UsageError for any other region */
export function roleOfRegion(settings: Settings, option: string, region: string): Role {
  const roles = ['primary', 'recovery'] as const;
  const role = roles.find((one) => settings[one].region === region);
  if (role !== undefined) return role;
  const allowed = roles.map((one) => settings[one].region).join(' or ');
  throw new UsageError(`${option} ${JSON.stringify(region)}: ${settings.environment} is in ${allowed}`);
}
