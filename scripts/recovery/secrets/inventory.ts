import { DescribeSecretCommand, type DescribeSecretResponse } from '@aws-sdk/client-secrets-manager';
import type { SecretsAction } from '../vault/secrets/connection';
import { listInParts } from './list-in-parts';
import type { SecretSettings } from '../vault/secrets/format';

/** A secret as a region has it, without its value. */
export interface LiveSecret {
  readonly name: string;
  readonly arn: string;
  /** Undefined: it has no value. */
  readonly versionId?: string;
  readonly previousVersionId?: string;
  readonly settings: SecretSettings;
}

/** Names of the environment's secrets start so (settings/naming.ts, providerSecret and userSecret). */
export function namePrefix({ names }: SecretsAction['target']): string {
  return `syncwell/${names.environment}/`;
}

/**
 * The environment's secrets by name, as the list has them; the last five minutes may be missing in it, and deleted ones are
 * not in it (aws-facts.md, 5.5).
 *
 * @param onFound told of each as soon as it is known, once
 */
export async function listSecrets(
  action: SecretsAction,
  onFound: (secret: LiveSecret) => void = () => undefined,
): Promise<Map<string, LiveSecret>> {
  const live = new Map<string, LiveSecret>();
  await listInParts(action, { prefix: namePrefix(action.target), deleted: false }, (entries) => {
    for (const entry of entries) {
      const secret = liveSecret({ ...entry, VersionIdsToStages: entry.SecretVersionsToStages });
      if (live.has(secret.name)) continue;
      live.set(secret.name, secret);
      onFound(secret);
    }
  });
  return live;
}

/** Names of all secrets that count towards the region's quota, those that wait for deletion too. */
export async function listNames(action: SecretsAction): Promise<Set<string>> {
  const names = new Set<string>();
  await listInParts(action, { prefix: '', deleted: true }, (entries) => {
    for (const { Name } of entries) if (Name !== undefined) names.add(Name);
  });
  return names;
}

/** @returns undefined when there is no such secret, or it waits for deletion */
export async function describeSecret(
  { secrets }: SecretsAction,
  name: string,
): Promise<LiveSecret | undefined> {
  try {
    const found = await secrets.send(new DescribeSecretCommand({ SecretId: name }));
    return found.DeletedDate === undefined ? liveSecret(found) : undefined;
  } catch (error) {
    if (error instanceof Error && error.name === 'ResourceNotFoundException') return undefined;
    throw error;
  }
}

function liveSecret(found: DescribeSecretResponse): LiveSecret {
  const { Name = '', ARN = '', VersionIdsToStages = {} } = found;
  const versionWith = (stage: string): string | undefined =>
    Object.entries(VersionIdsToStages).find(([, stages]) => stages.includes(stage))?.[0];
  const [versionId, previousVersionId] = [versionWith('AWSCURRENT'), versionWith('AWSPREVIOUS')];
  return {
    name: Name,
    arn: ARN,
    ...(versionId === undefined ? {} : { versionId }),
    ...(previousVersionId === undefined ? {} : { previousVersionId }),
    settings: settingsOf(found),
  };
}

function settingsOf(found: DescribeSecretResponse): SecretSettings {
  const { Description, KmsKeyId, Tags = [], RotationEnabled, RotationLambdaARN, RotationRules } = found;
  const rules = Object.entries(RotationRules ?? {}).filter(([, rule]) => rule !== undefined);
  return {
    ...(Description === undefined || Description === '' ? {} : { description: Description }),
    ...(KmsKeyId === undefined || KmsKeyId === '' ? {} : { kmsKeyId: KmsKeyId }),
    tags: Tags.map(({ Key = '', Value = '' }) => ({ Key, Value })).sort((a, b) => (a.Key < b.Key ? -1 : 1)),
    ...(RotationEnabled === true && RotationLambdaARN !== undefined
      ? {
          rotation: {
            lambdaArn: RotationLambdaARN,
            rules: Object.fromEntries(rules),
          },
        }
      : {}),
  };
}
