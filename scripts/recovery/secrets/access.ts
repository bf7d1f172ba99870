import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Action } from '../aws/action';
import type { Target } from '../aws/target';

/** Secrets Manager of one region: what a call to it needs. */
export interface SecretsAccess extends Pick<Action, 'clock' | 'signal'> {
  /** Keeps to the quotas of the service (`paced`). */
  readonly secrets: SecretsManagerClient;
  /** The region that is asked, and how the environment's secrets are named. */
  readonly target: Pick<Target, 'names' | 'region'>;
}
