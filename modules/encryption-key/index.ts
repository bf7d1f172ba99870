import { KmsAlias } from '@cdktf/provider-aws/lib/kms-alias';
import { KmsKey } from '@cdktf/provider-aws/lib/kms-key';
import { Construct } from 'constructs';
import type { Names, Region } from '../../settings';

export interface EncryptionKeyProps {
  readonly names: Names;
  /** The region of the key: CloudWatch Logs signs in under a name that carries it. */
  readonly region: Region;
}

/**
 * The key of one region, for everything at rest there. Each region has a key of its own instead of a replica, so that
 * nothing done to one of them, by mistake or by an intruder, reaches what is encrypted in the other.
 */
export class EncryptionKey extends Construct {
  readonly key: KmsKey;
  readonly alias: KmsAlias;

  constructor(scope: Construct, id: string, { names, region }: EncryptionKeyProps) {
    super(scope, id);
    this.key = new KmsKey(this, 'key', {
      description: `SyncWell ${names.environment}: data at rest in ${region}`,
      enableKeyRotation: true,
      // The longest that KMS offers, in days, to take a deletion back.
      deletionWindowInDays: 30,
      policy: keyPolicy(names, region),
      lifecycle: { preventDestroy: true },
    });
    this.alias = new KmsAlias(this, 'alias', { name: names.keyAlias, targetKeyId: this.key.keyId });
  }
}

/**
 * IAM decides who of the account may use the key (`modules/access`). Only services that use it in their own name, not
 * in a caller's, are listed: logs, and CloudWatch, which publishes alarms to an encrypted topic. (SNS itself needs no
 * entry: only a queue that it delivers to would.)
 */
function keyPolicy(names: Names, region: Region): string {
  const { accountId } = names;
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'AccountDecides',
        Effect: 'Allow',
        Principal: { AWS: `arn:aws:iam::${accountId}:root` },
        Action: 'kms:*',
        Resource: '*',
      },
      {
        Sid: 'OurLogGroups',
        Effect: 'Allow',
        Principal: { Service: `logs.${region}.amazonaws.com` },
        Action: ['kms:Encrypt*', 'kms:Decrypt*', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:Describe*'],
        Resource: '*',
        Condition: {
          ArnLike: {
            'kms:EncryptionContext:aws:logs:arn': `arn:aws:logs:${region}:${accountId}:log-group:${names.logGroup('*')}`,
          },
        },
      },
      {
        Sid: 'AlarmsToTopic',
        Effect: 'Allow',
        Principal: { Service: 'cloudwatch.amazonaws.com' },
        Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
        Resource: '*',
        Condition: { StringEquals: { 'aws:SourceAccount': accountId } },
      },
    ],
  });
}
