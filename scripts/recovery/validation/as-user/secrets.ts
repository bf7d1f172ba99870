import { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import type { WorkerClients } from '../../aws/clients';

/** What the service answers when a secret is not there, or cannot be used (Secrets Manager API reference, GetSecretValue). */
const UNRESOLVED = new Set([
  'ResourceNotFoundException',
  'InvalidRequestException',
  'InvalidParameterException',
  'ValidationException',
  'DecryptionFailure',
  'AccessDeniedException',
]);

/**
 * Reads the secret as a worker does and looks away: only whether there is a value is noticed, never which.
 *
 * @returns why it does not resolve, or undefined when it does
 * @throws what is no answer about the secret: a service that fails says nothing of it
 */
export async function unresolvedBecause(
  { secrets }: Pick<WorkerClients, 'secrets'>,
  arn: string | undefined,
): Promise<string | undefined> {
  if (arn === undefined || arn === '') return 'no CredentialArn';
  try {
    const { SecretString, SecretBinary } = await secrets.send(new GetSecretValueCommand({ SecretId: arn }));
    return SecretString === undefined && SecretBinary === undefined ? 'it has no value' : undefined;
  } catch (error) {
    const { name } = error as Error;
    if (UNRESOLVED.has(name)) return name;
    throw error;
  }
}
