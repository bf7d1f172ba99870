import { ListTagsForResourceCommand as ListAppConfigTagsCommand } from '@aws-sdk/client-appconfig';
import { ListTagsCommand } from '@aws-sdk/client-backup';
import { ListTagsOfResourceCommand } from '@aws-sdk/client-dynamodb';
import { ListTagsForResourceCommand as ListRepositoryTagsCommand } from '@aws-sdk/client-ecr';
import { ListTagsForResourceCommand as ListContainerTagsCommand } from '@aws-sdk/client-ecs';
import { ListResourceTagsCommand } from '@aws-sdk/client-kms';
import { GetBucketTaggingCommand } from '@aws-sdk/client-s3';
import { DescribeSecretCommand } from '@aws-sdk/client-secrets-manager';
import { ListTagsForResourceCommand as ListTopicTagsCommand } from '@aws-sdk/client-sns';
import { GetQueueUrlCommand, ListQueueTagsCommand } from '@aws-sdk/client-sqs';
import { arnFrom, type Arn } from './arn';
import { present, type Clients } from './clients';
import type { Known, Reader } from './facts';
import type { Identities } from './identities';

type Tags = ReadonlyMap<string, string>;
type AskTags = (clients: Clients, arn: Arn) => Promise<Known<Tags>>;

/** By resource: `undefined` where what was asked is no resource that bears tags. */
const ASKED: Readonly<Record<string, AskTags>> = {
  appconfig: async (clients, { region, text }) => {
    const command = new ListAppConfigTagsCommand({ ResourceArn: text });
    return fromMap((await present(clients.appconfig(region).send(command)))?.Tags);
  },
  backup: async (clients, { region, text }) => {
    const command = new ListTagsCommand({ ResourceArn: text });
    return fromMap((await present(clients.backup(region).send(command)))?.Tags);
  },
  dynamodb: async (clients, { region, text }) => {
    const command = new ListTagsOfResourceCommand({ ResourceArn: text });
    return fromList((await present(clients.dynamodb(region).send(command)))?.Tags);
  },
  ecr: async (clients, { region, text }) => {
    const command = new ListRepositoryTagsCommand({ resourceArn: text });
    return fromList((await present(clients.ecr(region).send(command)))?.tags);
  },
  ecs: async (clients, { region, text }) => {
    const command = new ListContainerTagsCommand({ resourceArn: text });
    const found = await present(clients.ecs(region).send(command));
    return fromList(found?.tags?.map(({ key, value }) => ({ Key: key, Value: value })));
  },
  kms: async (clients, { region, text }) => {
    const command = new ListResourceTagsCommand({ KeyId: text });
    const found = await present(clients.kms(region).send(command));
    return fromList(found?.Tags?.map(({ TagKey, TagValue }) => ({ Key: TagKey, Value: TagValue })));
  },
  s3: async (clients, { resource }) => {
    const command = new GetBucketTaggingCommand({ Bucket: resource });
    return { value: fromList((await present(clients.s3().send(command)))?.TagSet)?.value ?? new Map() };
  },
  secretsmanager: async (clients, { region, text }) => {
    const command = new DescribeSecretCommand({ SecretId: text });
    const found = await present(clients.secrets(region).send(command));
    return found && fromList(found.Tags ?? []);
  },
  sns: async (clients, { region, text }) => {
    const command = new ListTopicTagsCommand({ ResourceArn: text });
    return fromList((await present(clients.sns(region).send(command)))?.Tags);
  },
  sqs: async (clients, { region, resource }) => {
    const sqs = clients.sqs(region);
    const url = await present(sqs.send(new GetQueueUrlCommand({ QueueName: resource })));
    if (url === undefined) return undefined;
    const found = await present(sqs.send(new ListQueueTagsCommand({ QueueUrl: url.QueueUrl })));
    return found && fromMap(found.Tags ?? {});
  },
};

/** What bears tags, of each service. Objects have tags of another kind, and keys of conditions of their own for them. */
const BEARERS: Readonly<Record<string, RegExp>> = {
  appconfig: /^(application|deploymentstrategy)\/(?!.*\/configuration\/)/,
  backup: /^backup-(vault|plan):/,
  dynamodb: /^table\/[^/]+$/,
  ecr: /^repository\//,
  ecs: /^(cluster|service|task-definition|task)\//,
  kms: /^key\//,
  s3: /^[^/]+$/,
  secretsmanager: /^secret:/,
  sns: /^[^:]+$/,
  sqs: /./,
};

export function tagsOf(
  reader: Reader,
  { clients, identities }: { readonly clients: Clients; readonly identities: Identities },
  text: string,
): Tags | undefined {
  const arn = arnFrom(text);
  if (arn === undefined) return undefined;
  const { service, resource } = arn;
  const [kind = '', ...path] = resource.split('/');
  if (service === 'iam') {
    const name = path.at(-1) ?? '';
    const found =
      kind === 'role' ? identities.role(reader, name) : kind === 'user' && identities.user(reader, name);
    return found ? new Map(Object.entries(found.tags)) : undefined;
  }
  const ask = ASKED[service];
  if (ask === undefined || BEARERS[service]?.test(resource) !== true) return undefined;
  return reader.read(service, `tags ${text}`, () => ask(clients, arn));
}

function fromList(
  list: readonly { readonly Key?: string | undefined; readonly Value?: string | undefined }[] | undefined,
): Known<Tags> {
  return list && { value: new Map(list.map(({ Key = '', Value = '' }) => [Key, Value])) };
}

function fromMap(map: Readonly<Record<string, string>> | undefined): Known<Tags> {
  return map && { value: new Map(Object.entries(map)) };
}
