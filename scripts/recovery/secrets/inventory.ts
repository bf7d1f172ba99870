import {
  DescribeSecretCommand,
  ListSecretsCommand,
  type DescribeSecretResponse,
  type SecretListEntry,
} from '@aws-sdk/client-secrets-manager';
import type { SecretsAction } from './connection';
import type { SecretSettings } from './vault/format';

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
 * The environment's secrets as the list has them; the last five minutes may be missing in it, and deleted ones are not
 * in it (aws-facts.md, 5.5).
 */
export async function* listSecrets(action: SecretsAction): AsyncGenerator<LiveSecret> {
  for await (const entry of listed(action, false)) {
    yield liveSecret({ ...entry, VersionIdsToStages: entry.SecretVersionsToStages });
  }
}

/** Names of all secrets that count towards the region's quota, those that wait for deletion too. */
export async function* listNames(action: SecretsAction): AsyncGenerator<string> {
  for await (const { Name } of listed(action, true)) if (Name !== undefined) yield Name;
}

async function* listed(
  { secrets, target, signal }: SecretsAction,
  everything: boolean,
): AsyncGenerator<SecretListEntry> {
  const filter = everything
    ? { IncludePlannedDeletion: true }
    : { Filters: [{ Key: 'name' as const, Values: [namePrefix(target)] }] };
  let from: string | undefined;
  do {
    signal.throwIfAborted();
    const page = await secrets.send(
      new ListSecretsCommand({
        ...filter,
        MaxResults: 100,
        ...(from === undefined ? {} : { NextToken: from }),
      }),
    );
    yield* page.SecretList ?? [];
    // A page may be empty and still not be the last.
    from = page.NextToken;
  } while (from !== undefined);
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
