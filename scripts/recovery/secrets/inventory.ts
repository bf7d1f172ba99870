import { DescribeSecretCommand, type DescribeSecretResponse } from '@aws-sdk/client-secrets-manager';
import type { SecretsAccess } from './access';
import { listInParts } from './list-in-parts';

/** What a secret has beside its value. A field that a secret lacks is absent, as in the JSON that it is compared with. */
export interface SecretSettings {
  readonly description?: string;
  /** Of its own region; absent: the account's default key. */
  readonly kmsKeyId?: string;
  readonly tags: readonly { readonly Key: string; readonly Value: string }[];
  /** The function is of its own region as well. */
  readonly rotation?: {
    readonly lambdaArn: string;
    readonly rules: Readonly<Record<string, string | number>>;
  };
}

/** A secret as a region has it, without its value. */
export interface LiveSecret {
  readonly name: string;
  readonly arn: string;
  /** Undefined: it has no value. */
  readonly versionId?: string | undefined;
  readonly previousVersionId?: string | undefined;
  readonly settings: SecretSettings;
}

/**
 * The environment's secrets by name, as the list has them; the last five minutes may be missing in it, and deleted ones are
 * not in it (aws-facts.md, 5.5).
 *
 * @param onFound told of each as soon as it is known, once
 */
export async function listSecrets(
  action: SecretsAccess,
  onFound: (secret: LiveSecret) => void = () => undefined,
): Promise<Map<string, LiveSecret>> {
  const live = new Map<string, LiveSecret>();
  await listInParts(action, { prefix: action.target.names.secretPrefix, deleted: false }, (entries) => {
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
export async function listNames(action: SecretsAccess): Promise<Set<string>> {
  const names = new Set<string>();
  await listInParts(action, { prefix: '', deleted: true }, (entries) => {
    for (const { Name } of entries) if (Name !== undefined) names.add(Name);
  });
  return names;
}

/** @returns undefined when there is no such secret, or it waits for deletion */
export async function describeSecret(
  { secrets }: SecretsAccess,
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
  return {
    name: Name,
    arn: ARN,
    versionId: versionWith('AWSCURRENT'),
    previousVersionId: versionWith('AWSPREVIOUS'),
    settings: settingsOf(found),
  };
}

function settingsOf(found: DescribeSecretResponse): SecretSettings {
  const { Description, KmsKeyId, Tags = [], RotationEnabled, RotationLambdaARN, RotationRules } = found;
  const rules = Object.entries(RotationRules ?? {}).filter(([, rule]) => rule !== undefined);
  const rotates = RotationEnabled === true && RotationLambdaARN !== undefined;
  return {
    ...(Description === undefined || Description === '' ? {} : { description: Description }),
    ...(KmsKeyId === undefined || KmsKeyId === '' ? {} : { kmsKeyId: KmsKeyId }),
    tags: Tags.map(({ Key = '', Value = '' }) => ({ Key, Value })).sort((a, b) => (a.Key < b.Key ? -1 : 1)),
    ...(rotates ? { rotation: { lambdaArn: RotationLambdaARN, rules: Object.fromEntries(rules) } } : {}),
  };
}
