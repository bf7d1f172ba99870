import type { ClockReading } from './clock';
import { terraformConfiguration } from './terraform-mirror';

/**
 * The environment that points the AWS SDKs, the AWS CLI, Terraform and cdktf at a local cloud, unchanged.
 *
 * @param resolver address and port of its DNS, which our own tools ask instead of the machine's
 * @param clock the cloud's, which our own tools follow when it does not run at the wall's speed
 * @param env what the caller's environment says, for Terraform's configuration
 * @returns variables to set; undefined means to unset: a profile or a session of the real AWS must not be used here
 */
export function clientEnvironment(
  {
    endpoint,
    resolver,
    clock,
  }: { readonly endpoint: string; readonly resolver: string; readonly clock: ClockReading },
  env: Readonly<Record<string, string | undefined>>,
): Record<string, string | undefined> {
  return {
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_SESSION_TOKEN: undefined,
    AWS_PROFILE: undefined,
    AWS_EC2_METADATA_DISABLED: 'true',
    SYNCWELL_RESOLVER: resolver,
    SYNCWELL_CLOCK: clock.speed === 1 ? undefined : JSON.stringify(clock),
    TF_CLI_CONFIG_FILE: terraformConfiguration(env),
    // cdktf would put a cache of its own before what that file says, and two stacks that are initialized at the same time
    // make the same folder in it: one of them fails.
    CDKTF_DISABLE_PLUGIN_CACHE_ENV: '1',
  };
}
