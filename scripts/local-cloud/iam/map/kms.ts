import { aboutKey, encryptionContext, keyArn } from './keys';
import type { ResourceLook } from './look';
import { contextOf, type Context, type Needed } from './needed';
import { textAt, textPairs, textsAt, type Call } from './parameters';

/** Operations of KMS that are judged on an alias, on two keys, or on a key that the ciphertext names. */
export function kms(call: Call, look: ResourceLook): readonly Needed[] | undefined {
  const { operation = '', parameters, request } = call;
  const alias = textAt(parameters, 'AliasName');
  const aliasArn = `arn:aws:kms:${request.region}:${request.accountId}:${alias ?? ''}`;
  const on = (name: string | undefined, action = operation): Needed => {
    const resource = keyArn(call, look, name ?? '');
    return { action: `kms:${action}`, resource, context: context(call, look, resource) };
  };
  const onAlias: Needed = { action: `kms:${operation}`, resource: aliasArn, context: contextOf() };
  switch (operation) {
    // The alias and the key both (KMS guide, "Controlling access to aliases").
    case 'CreateAlias':
      return [onAlias, on(textAt(parameters, 'TargetKeyId'))];
    case 'UpdateAlias':
      return [onAlias, on(textAt(parameters, 'TargetKeyId')), on(alias)];
    case 'DeleteAlias':
      return [onAlias, on(alias)];
    case 'Decrypt': {
      const named = textAt(parameters, 'KeyId');
      return [on(named ?? look.keyOfCiphertext(request.region, textAt(parameters, 'CiphertextBlob') ?? ''))];
    }
    case 'ReEncrypt': {
      const from = textAt(parameters, 'SourceKeyId');
      const read = from ?? look.keyOfCiphertext(request.region, textAt(parameters, 'CiphertextBlob') ?? '');
      return [on(read, 'ReEncryptFrom'), on(textAt(parameters, 'DestinationKeyId'), 'ReEncryptTo')];
    }
    default:
      return textAt(parameters, 'KeyId') === undefined ? undefined : [on(textAt(parameters, 'KeyId'))];
  }
}

function context(call: Call, look: ResourceLook, key: string): Context {
  const { parameters } = call;
  const named = textAt(parameters, 'KeyId');
  const pairs = textPairs(parameters.EncryptionContext);
  return contextOf(aboutKey(call, look, key), encryptionContext(pairs), {
    'kms:RequestAlias': named === undefined ? undefined : /alias\/.+$/.exec(named)?.[0],
    'kms:GrantOperations': textsAt(parameters, 'Operations'),
    'kms:GranteePrincipal': textAt(parameters, 'GranteePrincipal'),
    'kms:GrantIsForAWSResource': call.operation === 'CreateGrant' ? 'false' : undefined,
    'kms:ScheduleKeyDeletionPendingWindowInDays': textAt(parameters, 'PendingWindowInDays'),
    'kms:BypassPolicyLockoutSafetyCheck': textAt(parameters, 'BypassPolicyLockoutSafetyCheck'),
  });
}
