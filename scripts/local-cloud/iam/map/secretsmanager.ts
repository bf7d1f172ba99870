import { usesOfKey } from './keys';
import type { ResourceLook } from './look';
import { contextOf, UnmappedCall, type Context, type Needed } from './needed';
import { listOf, textAt, textsAt, type Call } from './parameters';

/** What a call does to the value of a secret, with its caller's rights to the key (Secrets Manager guide, "Encryption and decryption"). */
const KEY_USES: Readonly<Record<string, readonly string[]>> = {
  CreateSecret: ['GenerateDataKey', 'Decrypt'],
  PutSecretValue: ['GenerateDataKey', 'Decrypt'],
  UpdateSecret: ['GenerateDataKey', 'Decrypt'],
  GetSecretValue: ['Decrypt'],
  ReplicateSecretToRegions: ['Decrypt'],
};

export function secretsmanager(call: Call, look: ResourceLook): readonly Needed[] | undefined {
  const { operation = '', parameters } = call;
  if (operation === 'BatchGetSecretValue') return batch(call, look);
  if (operation === 'ListSecrets' || operation === 'GetRandomPassword') return undefined;
  const name = textAt(parameters, operation === 'CreateSecret' ? 'Name' : 'SecretId');
  if (name === undefined) throw UnmappedCall.of(call, 'it names no secret');
  return about(call, look, name, operation);
}

/** Each secret is judged by itself, besides the call (API reference, BatchGetSecretValue, "Required permissions"). */
function batch(call: Call, look: ResourceLook): readonly Needed[] {
  const list = call.parameters.Filters === undefined ? [] : ['ListSecrets'];
  return [
    ...['BatchGetSecretValue', ...list].map((action) => ({
      action: `secretsmanager:${action}`,
      resource: '*',
      context: contextOf(),
    })),
    ...textsAt(call.parameters, 'SecretIdList').flatMap((name) => about(call, look, name, 'GetSecretValue')),
  ];
}

function about(call: Call, look: ResourceLook, name: string, operation: string): readonly Needed[] {
  const { parameters, request } = call;
  const resource = secretArn(call, look, name);
  const given = textAt(parameters, 'KmsKeyId');
  const key = given ?? look.encryptionKeyOf(resource);
  const actions = KEY_USES[operation] ?? [];
  const encryption = { SecretARN: resource };
  const replicas = listOf(parameters.AddReplicaRegions).flatMap((replica) => {
    const [region, replicaKey] = [textAt(replica, 'Region'), textAt(replica, 'KmsKeyId')];
    if (region === undefined || replicaKey === undefined) return [];
    const actions = ['GenerateDataKey', 'Encrypt'];
    return usesOfKey(call, look, { actions, key: replicaKey, via: 'secretsmanager', region });
  });
  return [
    { action: `secretsmanager:${operation}`, resource, context: context(call, name, given) },
    // A secret that is made without a value takes nothing from the key.
    ...(key === undefined || !hasValue(call, operation)
      ? []
      : usesOfKey(call, look, { actions, key, via: 'secretsmanager', encryption, region: request.region })),
    ...replicas,
  ];
}

function hasValue({ parameters }: Call, operation: string): boolean {
  if (operation !== 'CreateSecret' && operation !== 'UpdateSecret') return true;
  const isGiven = parameters.SecretString !== undefined || parameters.SecretBinary !== undefined;
  return isGiven || parameters.KmsKeyId !== undefined;
}

/** Before a secret exists, its six random characters are any six. */
function secretArn({ request }: Call, look: ResourceLook, name: string): string {
  const known = look.secretArnOf(request.region, name);
  if (known !== undefined) return known;
  return name.startsWith('arn:')
    ? name
    : `arn:aws:secretsmanager:${request.region}:${request.accountId}:secret:${name}-??????`;
}

/** "Actions, resources, and condition keys for AWS Secrets Manager". */
function context({ operation, parameters }: Call, name: string, key: string | undefined): Context {
  return contextOf({
    'secretsmanager:Name': operation === 'CreateSecret' ? name : undefined,
    'secretsmanager:SecretId': operation === 'CreateSecret' ? undefined : name,
    'secretsmanager:KmsKeyId': key,
    'secretsmanager:Description': textAt(parameters, 'Description'),
    'secretsmanager:VersionId': textAt(parameters, 'VersionId'),
    'secretsmanager:VersionStage': textAt(parameters, 'VersionStage'),
    'secretsmanager:RecoveryWindowInDays': textAt(parameters, 'RecoveryWindowInDays'),
    'secretsmanager:ForceDeleteWithoutRecovery': textAt(parameters, 'ForceDeleteWithoutRecovery'),
    'secretsmanager:ForceOverwriteReplicaSecret': textAt(parameters, 'ForceOverwriteReplicaSecret'),
    'secretsmanager:AddReplicaRegions': textsAt(parameters, 'AddReplicaRegions.*.Region'),
    'secretsmanager:BlockPublicPolicy': textAt(parameters, 'BlockPublicPolicy'),
  });
}
