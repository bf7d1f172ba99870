import type { Credentials } from '../drill/connection';
import type { LocalEnvironment } from '../local-deploy/environment';

export interface EnvironmentProps {
  readonly environment: Pick<LocalEnvironment, 'settings' | 'settingsDirectory' | 'cloud' | 'workspace'>;
  /** Of the person on call. */
  readonly operator: Credentials;
  /** Where journals are to be. */
  readonly incidents: string;
}

/** What points `recover`, the AWS CLI, Terraform and cdktf at the playground; null unsets. */
export function environmentOf({
  environment: { settings, settingsDirectory, cloud, workspace },
  operator,
  incidents,
}: EnvironmentProps): Record<string, string | null> {
  const variables: Record<string, string | undefined> = {
    ...cloud.clientEnvironment(),
    AWS_ACCESS_KEY_ID: operator.accessKeyId,
    AWS_SECRET_ACCESS_KEY: operator.secretAccessKey,
    AWS_SESSION_TOKEN: operator.sessionToken,
    // The AWS CLI knows no region otherwise; version 1 reads the second name only.
    AWS_REGION: settings.primary.region,
    AWS_DEFAULT_REGION: settings.primary.region,
    SYNCWELL_ENV: settings.environment,
    RECOVERY_REGION: settings.recovery.region,
    SYNCWELL_SETTINGS_DIRECTORY: settingsDirectory,
    SYNCWELL_BOOTSTRAP_STATE: workspace.stateDirectory,
    SYNCWELL_INCIDENTS_DIRECTORY: incidents,
  };
  return Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, value ?? null]));
}

/** Lines for `eval`. */
export function shellLines(variables: Readonly<Record<string, string | null>>): readonly string[] {
  return Object.entries(variables).map(([name, value]) =>
    value === null ? `unset ${name}` : `export ${name}='${value.replaceAll("'", String.raw`'\''`)}'`,
  );
}
