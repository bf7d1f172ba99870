import type { ResourceLook } from './look';
import { contextOf, type Context, type Needed } from './needed';
import { textAt, textsAt, type Call } from './parameters';

/** Questions of IAM: roles by their names, and what is made by path and name. */
export function iam(call: Call, look: ResourceLook): readonly Needed[] | undefined {
  const { operation = '', parameters } = call;
  const account = call.request.accountId;
  const on = (resource: string): readonly Needed[] => [
    {
      action: `iam:${operation}`,
      resource: `arn:aws:iam::${account}:${resource}`,
      context: context(call, look),
    },
  ];
  const path = textAt(parameters, 'Path') ?? '/';
  switch (operation) {
    case 'CreateRole':
      return on(`role${path}${textAt(parameters, 'RoleName') ?? ''}`);
    case 'CreatePolicy':
      return on(`policy${path}${textAt(parameters, 'PolicyName') ?? ''}`);
    case 'CreateOpenIDConnectProvider':
      return on(`oidc-provider/${(textAt(parameters, 'Url') ?? '').replace(/^https:\/\//, '')}`);
    case 'CreateServiceLinkedRole':
      return on(`role/aws-service-role/${textAt(parameters, 'AWSServiceName') ?? ''}/*`);
    case 'SimulatePrincipalPolicy':
      return [
        {
          action: `iam:${operation}`,
          resource: textAt(parameters, 'PolicySourceArn') ?? '*',
          context: contextOf(),
        },
      ];
    default: {
      const role = textAt(parameters, 'RoleName');
      if (role === undefined || textAt(parameters, 'InstanceProfileName') !== undefined) return undefined;
      return [
        { action: `iam:${operation}`, resource: roleArn(call, look, role), context: context(call, look) },
      ];
    }
  }
}

export function roleArn({ request }: Call, look: ResourceLook, name: string): string {
  if (name.startsWith('arn:')) return name;
  return look.roleArnOf(name) ?? `arn:aws:iam::${request.accountId}:role/${name}`;
}

/** "Actions, resources, and condition keys for IAM": the boundary is the one given, or else the one the role has. */
function context(call: Call, look: ResourceLook): Context {
  const { parameters } = call;
  const role = textAt(parameters, 'RoleName');
  const given = textAt(parameters, 'PermissionsBoundary');
  return contextOf({
    'iam:PolicyARN': textAt(parameters, 'PolicyArn'),
    'iam:PermissionsBoundary':
      given ?? (role === undefined ? undefined : look.boundaryOf(roleArn(call, look, role))),
    'iam:AWSServiceName': textAt(parameters, 'AWSServiceName'),
  });
}

/** STS guide, AssumeRole: tags and a source identity take rights of their own in the same trust policy. */
export function sts(call: Call, look: ResourceLook): readonly Needed[] | undefined {
  const { operation = '', parameters } = call;
  if (operation === 'GetCallerIdentity') return [];
  const role = textAt(parameters, 'RoleArn');
  if (role === undefined || !operation.startsWith('AssumeRole')) return undefined;
  const tags = sessionTags(parameters);
  const context = contextOf(
    Object.fromEntries([...tags].map(([name, value]) => [`aws:RequestTag/${name}`, value])),
    {
      'aws:TagKeys': [...tags.keys()],
      'sts:RoleSessionName': textAt(parameters, 'RoleSessionName'),
      'sts:ExternalId': textAt(parameters, 'ExternalId'),
      'sts:SourceIdentity': textAt(parameters, 'SourceIdentity'),
      'sts:TransitiveTagKeys': textsAt(parameters, 'TransitiveTagKeys'),
      'sts:DurationSeconds': textAt(parameters, 'DurationSeconds'),
    },
  );
  const resource = roleArn(call, look, role);
  return [
    operation,
    ...(tags.size === 0 ? [] : ['TagSession']),
    ...(textAt(parameters, 'SourceIdentity') === undefined ? [] : ['SetSourceIdentity']),
  ].map((action) => ({ action: `sts:${action}`, resource, context }));
}

function sessionTags(parameters: unknown): ReadonlyMap<string, string> {
  const names = textsAt(parameters, 'Tags.*.Key');
  const values = textsAt(parameters, 'Tags.*.Value');
  return new Map(names.map((name, at) => [name, values[at] ?? '']));
}
