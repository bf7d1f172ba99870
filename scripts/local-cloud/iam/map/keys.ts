import { contextOf, type Needed } from './needed';
import type { Call } from './parameters';
import type { ResourceLook } from './look';

export interface KeyUse {
  /** For example `Decrypt`. */
  readonly actions: readonly string[];
  /** Key id, ARN or alias. */
  readonly key: string;
  /** The service that uses the key for its caller, for example `s3`. */
  readonly via: string;
  /** Encryption context, which the service chooses. */
  readonly encryption?: Readonly<Record<string, string>>;
  /** @default the request's */
  readonly region?: string;
}

/** A key's ARN by any of its names; a key that is not there is every key, so that its service can say "not found". */
export function keyArn(
  { request }: Pick<Call, 'request'>,
  look: ResourceLook,
  name: string,
  region = request.region,
): string {
  if (/:key\/[^/]+$/.test(name)) return name;
  const known = look.keyOf(region, name);
  if (known !== undefined) return known;
  const id = name.includes('alias/') || name === '' ? '*' : name;
  return `arn:aws:kms:${region}:${request.accountId}:key/${id}`;
}

/** The context of every question about a key (KMS guide, "AWS KMS condition keys"). */
export function aboutKey(
  call: Call,
  look: ResourceLook,
  arn: string,
): Readonly<Record<string, string | readonly string[] | undefined>> {
  const aliases = look.aliasesOf(arn);
  return { 'kms:CallerAccount': call.request.accountId, 'kms:ResourceAliases': aliases };
}

/** The rights to a key that a service uses for its caller (KMS guide, "kms:ViaService"). */
export function usesOfKey(
  call: Call,
  look: ResourceLook,
  { actions, key, via, encryption = {}, region }: KeyUse,
): readonly Needed[] {
  const resource = keyArn(call, look, key, region);
  const context = contextOf(
    aboutKey(call, look, resource),
    { 'kms:ViaService': `${via}.${resource.split(':')[3] ?? ''}.amazonaws.com` },
    encryptionContext(encryption),
  );
  const forService = contextOf({ 'kms:GrantIsForAWSResource': 'true' });
  return actions.map((action) => ({
    action: `kms:${action}`,
    resource,
    context: action === 'CreateGrant' ? new Map([...context, ...forService]) : context,
  }));
}

export function encryptionContext(
  pairs: Readonly<Record<string, string>>,
): Readonly<Record<string, string | readonly string[]>> {
  const named = Object.entries(pairs).map(
    ([name, value]) => [`kms:EncryptionContext:${name}`, value] as const,
  );
  return { ...Object.fromEntries(named), 'kms:EncryptionContextKeys': Object.keys(pairs) };
}
