import { z } from 'zod';
import { conflict } from './errors';
import { checked, input, json, route, type Call, type Route } from './rest';
import type { AppConfigState, ConfigurationProfile, Environment, RegionState } from './state';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const change = z.object({
  DeletionProtection: z
    .object({
      Enabled: z.boolean().optional(),
      ProtectionPeriodInMinutes: z.number().int().min(15).max(1440).optional(),
    })
    .default({}),
});
const check = z.enum(['ACCOUNT_DEFAULT', 'APPLY', 'BYPASS']).default('ACCOUNT_DEFAULT');

/**
 * Refuses to delete what a client has read within the account's protection period. Resources younger than an hour are
 * exempt.
 *
 * @throws ServiceError ConflictException
 */
export function assertDeletable(
  { request, now }: Pick<Call, 'request' | 'now'>,
  { Enabled, ProtectionPeriodInMinutes }: RegionState['deletionProtection'],
  { Id, createdAt, lastRead = -Infinity }: Environment | ConfigurationProfile,
): void {
  const wish = checked(check, request.headers['x-amzn-deletion-protection-check']);
  const applies = { ACCOUNT_DEFAULT: Enabled, APPLY: true, BYPASS: false }[wish];
  if (applies && now - createdAt >= HOUR && now - lastRead < ProtectionPeriodInMinutes * MINUTE) {
    throw conflict(
      `${Id} was read within the last ${ProtectionPeriodInMinutes} minutes: deletion protection forbids to delete it`,
    );
  }
}

export function accountSettingsRoutes(states: AppConfigState): Route[] {
  const show = ({ deletionProtection }: RegionState) => json({ DeletionProtection: deletionProtection });
  return [
    route('GET', '/settings', 200, ({ request }) => show(states.of(request))),

    route('PATCH', '/settings', 200, (call) => {
      const region = states.of(call.request);
      Object.assign(region.deletionProtection, input(call, change).DeletionProtection);
      return show(region);
    }),
  ];
}
