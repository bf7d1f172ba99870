import { DescribeSecretCommand, GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { readBatch, type SecretValue } from '../../secrets';
import type { SecretsAction } from '../../vault/secrets';

/** What a name stands for in the region. */
export type Found =
  | { readonly is: 'missing' }
  /** It waits for deletion. */
  | { readonly is: 'pending' }
  /** It exists, and has no value. */
  | { readonly is: 'empty' }
  | { readonly is: 'there'; readonly arn: string; readonly versionId: string; readonly value: SecretValue };

/** Looks at many at once. What a batch cannot tell is looked at when it is written. */
export async function lookAtAll(
  action: SecretsAction,
  names: readonly string[],
): Promise<Map<string, Found>> {
  const { values, errors } = await readBatch(action, names);
  const found = new Map<string, Found>();
  for (const { name, ...there } of values) found.set(name, { is: 'there', ...there });
  for (const [name, code] of errors) {
    // A secret without a value is missing too, for a batch: its creation tells.
    found.set(name, code === 'ResourceNotFoundException' ? { is: 'missing' } : await lookAt(action, name));
  }
  return found;
}

/** Looks at one, exactly. */
export async function lookAt({ secrets }: SecretsAction, name: string): Promise<Found> {
  try {
    const {
      ARN = '',
      VersionId = '',
      SecretString,
      SecretBinary,
    } = await secrets.send(new GetSecretValueCommand({ SecretId: name }));
    return { is: 'there', arn: ARN, versionId: VersionId, value: { SecretString, SecretBinary } };
  } catch (error) {
    if (!isAnswer(error, ['ResourceNotFoundException', 'InvalidRequestException'])) throw error;
  }
  try {
    const { DeletedDate } = await secrets.send(new DescribeSecretCommand({ SecretId: name }));
    return { is: DeletedDate === undefined ? 'empty' : 'pending' };
  } catch (error) {
    if (isAnswer(error, ['ResourceNotFoundException'])) return { is: 'missing' };
    throw error;
  }
}

export function isAnswer(error: unknown, names: readonly string[]): error is Error {
  return error instanceof Error && names.includes(error.name);
}
