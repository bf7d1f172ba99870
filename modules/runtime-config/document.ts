import type { AppconfigApplication } from '@cdktf/provider-aws/lib/appconfig-application';
import { AppconfigConfigurationProfile } from '@cdktf/provider-aws/lib/appconfig-configuration-profile';
import { AppconfigDeployment } from '@cdktf/provider-aws/lib/appconfig-deployment';
import {
  AppconfigEnvironment,
  type AppconfigEnvironmentMonitor,
} from '@cdktf/provider-aws/lib/appconfig-environment';
import { AppconfigHostedConfigurationVersion } from '@cdktf/provider-aws/lib/appconfig-hosted-configuration-version';
import { Construct } from 'constructs';
import type { z } from 'zod';
import { validatorOf } from '../../settings/runtime-documents';

export interface ConfigDocumentProps<Schema extends z.ZodType> {
  readonly application: AppconfigApplication;
  readonly environmentName: string;
  readonly profileName: string;
  /** Checks the first version here, and every version in AppConfig. */
  readonly schema: Schema;
  readonly firstVersion: z.infer<Schema>;
  readonly strategyId: string;
  /** @default none */
  readonly monitors?: AppconfigEnvironmentMonitor[];
}

/**
 * One document in an environment of its own. Terraform makes the shell and the very first version, so that the service
 * can start; from then on versions and deployments are the tools'. The provider would delete and redeploy a version
 * that changed, and so move the pointer back (aws-facts.md, 8.9 and 8.10).
 */
export class ConfigDocument<Schema extends z.ZodType> extends Construct {
  constructor(scope: Construct, id: string, props: ConfigDocumentProps<Schema>) {
    super(scope, id);
    const { application, environmentName, profileName, schema, strategyId, monitors } = props;
    const environment = new AppconfigEnvironment(this, 'environment', {
      applicationId: application.id,
      name: environmentName,
      ...(monitors === undefined ? {} : { monitor: monitors }),
    });
    const profile = new AppconfigConfigurationProfile(this, 'profile', {
      applicationId: application.id,
      name: profileName,
      locationUri: 'hosted',
      type: 'AWS.Freeform',
      validator: [{ type: 'JSON_SCHEMA', content: validatorOf(schema) }],
    });
    const version = new AppconfigHostedConfigurationVersion(this, 'first-version', {
      applicationId: application.id,
      configurationProfileId: profile.configurationProfileId,
      contentType: 'application/json',
      content: JSON.stringify(schema.parse(props.firstVersion)),
      lifecycle: { preventDestroy: true, ignoreChanges: 'all' },
    });
    new AppconfigDeployment(this, 'first-deployment', {
      applicationId: application.id,
      environmentId: environment.environmentId,
      configurationProfileId: profile.configurationProfileId,
      configurationVersion: `${version.versionNumber}`,
      deploymentStrategyId: strategyId,
      lifecycle: { ignoreChanges: 'all' },
    });
  }
}
