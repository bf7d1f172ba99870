import { z } from 'zod';
import { checked, input, json, route, type Route } from '../appconfig/rest';
import type { AppConfigState } from '../appconfig/state';
import { Sessions } from './sessions';

/** What AWS asks of a session that names no interval (recorded transcript of the real service). */
const DEFAULT_INTERVAL_IN_SECONDS = 60;

const identifier = z.string().min(1).max(128);
const start = z.object({
  ApplicationIdentifier: identifier,
  EnvironmentIdentifier: identifier,
  ConfigurationProfileIdentifier: identifier,
  RequiredMinimumPollIntervalInSeconds: z
    .number()
    .int()
    .min(15)
    .max(86_400)
    .default(DEFAULT_INTERVAL_IN_SECONDS),
});
const poll = z.object({ configuration_token: z.string().min(1) });

/** AppConfig's data plane: sessions that poll for the configuration which is deployed to them. */
export function dataPlaneRoutes(states: AppConfigState): Route[] {
  const sessions = new Sessions();
  return [
    route('POST', '/configurationsessions', 201, (call) => {
      const { RequiredMinimumPollIntervalInSeconds: interval, ...wanted } = input(call, start);
      const region = states.of(call.request);
      return json({ InitialConfigurationToken: sessions.start(region, wanted, interval, call.now) });
    }),

    route('GET', '/configuration', 200, ({ request, now }) => {
      const { configuration_token: token } = checked(poll, Object.fromEntries(request.query));
      const { fresh, intervalInSeconds, nextToken, version } = sessions.poll(states.of(request), token, now);
      const label =
        fresh && version.VersionLabel !== undefined ? { 'Version-Label': version.VersionLabel } : {};
      return {
        headers: {
          'Next-Poll-Configuration-Token': nextToken,
          'Next-Poll-Interval-In-Seconds': String(intervalInSeconds),
          'Content-Type': version.ContentType,
          ...label,
        },
        // Nothing means "keep what you have".
        body: fresh ? version.content : '',
      };
    }),
  ];
}
