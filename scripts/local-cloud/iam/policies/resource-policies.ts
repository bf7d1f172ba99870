import { GetBackupVaultAccessPolicyCommand } from '@aws-sdk/client-backup';
import { GetResourcePolicyCommand as GetTablePolicyCommand } from '@aws-sdk/client-dynamodb';
import { GetRepositoryPolicyCommand } from '@aws-sdk/client-ecr';
import { GetKeyPolicyCommand } from '@aws-sdk/client-kms';
import { GetBucketPolicyCommand } from '@aws-sdk/client-s3';
import { GetResourcePolicyCommand as GetSecretPolicyCommand } from '@aws-sdk/client-secrets-manager';
import { GetTopicAttributesCommand } from '@aws-sdk/client-sns';
import { GetQueueAttributesCommand, GetQueueUrlCommand } from '@aws-sdk/client-sqs';
import { compilePolicy, type Policy } from '../evaluator';
import { arnFrom, type Arn } from './arn';
import { present, type Clients } from './clients';
import type { Reader } from './facts';
import type { Identities } from './identities';

type AskPolicy = (clients: Clients, arn: Arn) => Promise<string | undefined>;

/** How the policy of a resource is asked for, and the resource that has it: an object is governed by its bucket. */
const ASKED: Readonly<Record<string, { readonly owner: (arn: Arn) => string; readonly ask: AskPolicy }>> = {
  s3: {
    owner: ({ resource }) => resource.split('/')[0] ?? '',
    ask: async (clients, { resource }) => {
      const command = new GetBucketPolicyCommand({ Bucket: resource });
      return (await present(clients.s3().send(command)))?.Policy;
    },
  },
  dynamodb: {
    // The policy of a table governs its indexes; streams have their own (DynamoDB guide, "Resource-based policies").
    owner: ({ resource }) => resource.replace(/\/(index|export|import|backup)\/.*$/, ''),
    ask: async (clients, { region, text }) => {
      const command = new GetTablePolicyCommand({ ResourceArn: text });
      return (await present(clients.dynamodb(region).send(command)))?.Policy;
    },
  },
  sqs: {
    owner: ({ resource }) => resource,
    ask: async (clients, { region, resource }) => {
      const sqs = clients.sqs(region);
      const url = await present(sqs.send(new GetQueueUrlCommand({ QueueName: resource })));
      const command = new GetQueueAttributesCommand({ QueueUrl: url?.QueueUrl, AttributeNames: ['Policy'] });
      return url === undefined ? undefined : (await present(sqs.send(command)))?.Attributes?.Policy;
    },
  },
  sns: {
    owner: ({ resource }) => resource.split(':')[0] ?? '',
    ask: async (clients, { region, text }) => {
      const command = new GetTopicAttributesCommand({ TopicArn: text });
      const policy = (await present(clients.sns(region).send(command)))?.Attributes?.Policy;
      // What every topic is made with grants its owner's account no more than identity policies do.
      return policy?.includes('"__default_policy_ID"') === true ? undefined : policy;
    },
  },
  secretsmanager: {
    owner: ({ resource }) => resource,
    ask: async (clients, { region, text }) => {
      const command = new GetSecretPolicyCommand({ SecretId: text });
      return (await present(clients.secrets(region).send(command)))?.ResourcePolicy;
    },
  },
  ecr: {
    owner: ({ resource }) => resource,
    ask: async (clients, { region, resource }) => {
      const repositoryName = resource.replace(/^repository\//, '');
      const command = new GetRepositoryPolicyCommand({ repositoryName });
      return (await present(clients.ecr(region).send(command)))?.policyText;
    },
  },
  backup: {
    owner: ({ resource }) => (resource.startsWith('backup-vault:') ? resource : ''),
    ask: async (clients, { region, resource }) => {
      const BackupVaultName = resource.replace(/^backup-vault:/, '');
      const command = new GetBackupVaultAccessPolicyCommand({ BackupVaultName });
      return (await present(clients.backup(region).send(command)))?.Policy;
    },
  },
};

/** The policies that resources have, compiled. */
export class ResourcePolicies {
  constructor(
    private readonly clients: Clients,
    private readonly identities: Identities,
  ) {}

  /** The policy that governs a resource; undefined: it has none. */
  of(reader: Reader, text: string, isAWSKey: boolean): Policy | undefined {
    const arn = arnFrom(text);
    if (arn === undefined) return undefined;
    const { service, resource, region } = arn;
    if (service === 'iam' && resource.startsWith('role/'))
      return this.identities.role(reader, resource.split('/').at(-1) ?? '')?.trust;
    if (service === 'kms' && resource.startsWith('key/')) return this.ofKey(reader, arn, isAWSKey);
    const owner = ASKED[service]?.owner(arn) ?? '';
    // What is about to be made, or a listing, is no resource yet.
    if (owner === '' || owner.includes('*')) return undefined;
    const asked = {
      ...arn,
      resource: owner,
      text: `${text.slice(0, text.length - resource.length)}${owner}`,
    };
    return reader.read<Policy | undefined>(service, `policy ${region} ${owner}`, async () => {
      const document = await ASKED[service]?.ask(this.clients, asked);
      const isNone = document === undefined || document === '';
      return {
        value: isNone ? undefined : compilePolicy(document, 'resource', `the policy of ${asked.text}`),
      };
    });
  }

  private ofKey(reader: Reader, { text, region, account, resource }: Arn, isAWSKey: boolean): Policy {
    if (isAWSKey) return policyOfAWSKey(account);
    if (resource.includes('*')) return policyOfNewKey(account);
    return (
      reader.read('kms', `policy ${text}`, async () => {
        const command = new GetKeyPolicyCommand({ KeyId: text, PolicyName: 'default' });
        const document = (await present(this.clients.kms(region).send(command)))?.Policy;
        return document === undefined
          ? undefined
          : { value: compilePolicy(document, 'key', `the policy of key ${text}`) };
      }) ?? policyOfNewKey(account)
    );
  }
}

/** A key that is not there yet is its account's: what its service says of it is for those to hear who have the right. */
function policyOfNewKey(account: string): Policy {
  return compilePolicy(
    { Version: '2012-10-17', Statement: [statementOfAccount(account)] },
    'key',
    'the policy of a key that is not there',
  );
}

/** The keys that AWS manages are open to the account by way of their services (KMS guide, "AWS managed keys"). */
function policyOfAWSKey(account: string): Policy {
  const Condition = { StringEquals: { 'kms:CallerAccount': account }, Null: { 'kms:ViaService': 'false' } };
  return compilePolicy(
    {
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Principal: '*', Action: 'kms:*', Resource: '*', Condition },
        statementOfAccount(account),
      ],
    },
    'key',
    'the policy of a key that AWS manages',
  );
}

function statementOfAccount(account: string): object {
  return { Effect: 'Allow', Principal: { AWS: account }, Action: 'kms:*', Resource: '*' };
}
