import { contextOf, type Context, type Needed } from './needed';
import { listOf, objectOf, textPairs, textsAt, type Call, type Parameters } from './parameters';

/** The action that a call needs besides its own when it makes something with tags, each by its service's guide. */
const ON_CREATION: Readonly<Record<string, string>> = {
  acm: 'AddTagsToCertificate',
  appconfig: 'TagResource',
  'application-autoscaling': 'TagResource',
  backup: 'TagResource',
  cloudwatch: 'TagResource',
  dynamodb: 'TagResource',
  ecr: 'TagResource',
  ecs: 'TagResource',
  elasticache: 'AddTagsToResource',
  elasticloadbalancing: 'AddTags',
  fis: 'TagResource',
  kms: 'TagResource',
  logs: 'TagResource',
  scheduler: 'TagResource',
  secretsmanager: 'TagResource',
  sns: 'TagResource',
  sqs: 'TagQueue',
  ssm: 'AddTagsToResource',
};

const OF_IAM: Readonly<Record<string, string>> = {
  CreateRole: 'TagRole',
  CreatePolicy: 'TagPolicy',
  CreateUser: 'TagUser',
  CreateOpenIDConnectProvider: 'TagOpenIDConnectProvider',
  CreateInstanceProfile: 'TagInstanceProfile',
};

/** Services in which a right to tag can be bound to what is made. */
const WITH_CREATE_ACTION = new Set(['ecs', 'elasticloadbalancing']);

/** Tags in a request: lists of keys and values, or maps, under the names that the services give them. */
export function requestTags({ prefix, parameters }: Call): ReadonlyMap<string, string> {
  const lists = [
    'Tags',
    'tags',
    'TagList',
    'TagSpecification.*.Tag',
    'Tag',
    'BackupPlanTags',
    'BackupVaultTags',
    'TagsToAdd',
  ];
  const found = lists.flatMap((path) => entriesOf(valuesAt(parameters, path)));
  // The query protocol's names: DynamoDB's table of tags would be an attribute of an item.
  return new Map(prefix === 's3' ? [] : found);
}

function valuesAt(parameters: Parameters, path: string): readonly unknown[] {
  const [first = '', star, last = ''] = path.split('.');
  const value = parameters[first];
  return star === undefined ? [value] : listOf(value).map((one) => objectOf(one)[last]);
}

function entriesOf(values: readonly unknown[]): readonly (readonly [string, string])[] {
  return values.flatMap((value): readonly (readonly [string, string])[] => {
    if (!Array.isArray(value)) return Object.entries(textPairs(value));
    return value.flatMap((one: unknown) => {
      const { Key, key = Key, TagKey = key, Value, value: text = Value, TagValue = text } = textPairs(one);
      return TagKey === undefined ? [] : [[TagKey, TagValue ?? ''] as const];
    });
  });
}

/** `aws:RequestTag` and `aws:TagKeys`: what is added, or the names that are removed. */
export function tagContext(call: Call): Context {
  const tags = requestTags(call);
  const removed = ['TagKeys', 'tagKeys', 'TagKeyList'].flatMap((name) => textsAt(call.parameters, name));
  return contextOf(Object.fromEntries([...tags].map(([name, value]) => [`aws:RequestTag/${name}`, value])), {
    'aws:TagKeys': [...tags.keys(), ...removed],
  });
}

/** The right to tag what the call makes, on the same resource. */
export function tagging(call: Call, [first]: readonly Needed[]): readonly Needed[] {
  const { prefix, operation = '' } = call;
  if (first === undefined || requestTags(call).size === 0 || /^(Tag|Untag|AddTags|Remove)/.test(operation))
    return [];
  if (prefix === 'ec2') return taggingOfEc2(call);
  const action = prefix === 'iam' ? OF_IAM[operation] : ON_CREATION[prefix];
  if (action === undefined) return [];
  const context = WITH_CREATE_ACTION.has(prefix)
    ? contextOf({ [`${prefix}:CreateAction`]: operation })
    : contextOf();
  return [{ action: `${prefix}:${action}`, resource: taggedResource(call, first), context }];
}

/** What has no ARN yet is any of its type; an application of AppConfig or a certificate has none before its service makes it. */
function taggedResource({ prefix, request }: Call, { resource }: Needed): string {
  if (prefix === 'kms') return `arn:aws:kms:${request.region}:${request.accountId}:key/*`;
  if (prefix === 'acm' && resource === '*')
    return `arn:aws:acm:${request.region}:${request.accountId}:certificate/*`;
  return resource;
}

/** EC2 guide, "Grant permission to tag Amazon EC2 resources during creation". */
function taggingOfEc2({ operation, parameters, request }: Call): readonly Needed[] {
  if (operation === 'CreateTags' || operation === 'DeleteTags') return [];
  return textsAt(parameters, 'TagSpecification.*.ResourceType').map((type) => ({
    action: 'ec2:CreateTags',
    resource: `arn:aws:ec2:${request.region}:${request.accountId}:${type}/*`,
    context: contextOf({ 'ec2:CreateAction': operation }),
  }));
}
