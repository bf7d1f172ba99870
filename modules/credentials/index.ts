import { SecretsmanagerSecret } from '@cdktf/provider-aws/lib/secretsmanager-secret';
import { Construct } from 'constructs';
import type { Names } from '../../settings';

export interface CredentialsProps {
  readonly names: Names;
  /** Third-party providers whose app credentials (OAuth client id and secret) the service needs. */
  readonly providers: readonly string[];
  readonly kmsKeyArn: string;
}

/**
 * Containers for the app credentials. No value: `recover` fills them, because a value given to Terraform would stay in
 * its state, and Terraform would put an old one back (aws-facts.md, 8.11 and 8.12). The users' tokens are made by the
 * service itself; their names are in `settings/naming.ts`, their permissions in `permissions.ts`.
 */
export class Credentials extends Construct {
  readonly secrets: ReadonlyMap<string, SecretsmanagerSecret>;

  constructor(scope: Construct, id: string, { names, providers, kmsKeyArn }: CredentialsProps) {
    super(scope, id);
    this.secrets = new Map(
      providers.map((provider) => [
        provider,
        new SecretsmanagerSecret(this, provider, {
          name: names.providerSecret(provider),
          description: `OAuth client of SyncWell at ${provider}; filled by recover, never by Terraform`,
          kmsKeyId: kmsKeyArn,
          recoveryWindowInDays: 30,
          tags: { [names.providerTag]: provider },
          lifecycle: { preventDestroy: true },
        }),
      ]),
    );
  }
}
