import { DescribeBackupVaultCommand } from '@aws-sdk/client-backup';
import { GetBucketEncryptionCommand } from '@aws-sdk/client-s3';
import { GetTopicAttributesCommand } from '@aws-sdk/client-sns';
import { GetQueueAttributesCommand, GetQueueUrlCommand } from '@aws-sdk/client-sqs';
import type { Arn } from './arn';
import { present, type Clients } from './clients';
import type { Known, Reader } from './facts';

type AskKey = (clients: Clients, arn: Arn) => Promise<Known<string | undefined>>;

const ASKED: Readonly<Record<string, AskKey>> = {
  s3: async (clients, { resource }) => {
    const command = new GetBucketEncryptionCommand({ Bucket: resource });
    const found = await present(clients.s3().send(command));
    const [rule] = found?.ServerSideEncryptionConfiguration?.Rules ?? [];
    return { value: rule?.ApplyServerSideEncryptionByDefault?.KMSMasterKeyID };
  },
  sqs: async (clients, { region, resource }) => {
    const sqs = clients.sqs(region);
    const url = await present(sqs.send(new GetQueueUrlCommand({ QueueName: resource })));
    if (url === undefined) return undefined;
    const command = new GetQueueAttributesCommand({
      QueueUrl: url.QueueUrl,
      AttributeNames: ['KmsMasterKeyId'],
    });
    const found = await present(sqs.send(command));
    return found && { value: found.Attributes?.KmsMasterKeyId };
  },
  sns: async (clients, { region, text }) => {
    const command = new GetTopicAttributesCommand({ TopicArn: text });
    const found = await present(clients.sns(region).send(command));
    return found && { value: found.Attributes?.KmsMasterKeyId };
  },
  backup: async (clients, { region, resource }) => {
    const BackupVaultName = resource.replace(/^backup-vault:/, '');
    const command = new DescribeBackupVaultCommand({ BackupVaultName });
    const found = await present(clients.backup(region).send(command));
    return found && { value: found.EncryptionKeyArn };
  },
};

/** What a bucket, queue, topic or vault names as its key; an object has its bucket's. */
export function keyNameOf(reader: Reader, clients: Clients, arn: Arn): string | undefined {
  const { service, region } = arn;
  const resource = service === 's3' ? (arn.resource.split('/')[0] ?? '') : arn.resource;
  const ask = ASKED[service];
  if (ask === undefined || resource === '') return undefined;
  return reader.read(service, `key ${region} ${resource}`, () => ask(clients, { ...arn, resource }));
}
