import { createHash } from 'node:crypto';
import { SnsTopic } from '@cdktf/provider-aws/lib/sns-topic';
import { SnsTopicPolicy } from '@cdktf/provider-aws/lib/sns-topic-policy';
import { SnsTopicSubscription } from '@cdktf/provider-aws/lib/sns-topic-subscription';
import { Construct } from 'constructs';
import type { Names } from '../../settings';

export interface AlarmTopicProps {
  readonly names: Names;
  readonly kmsKeyArn: string;
  /** Mailbox of the people on call; it must confirm the subscription once. */
  readonly email: string;
  /** Addresses (https) that every alarm is posted to; each must confirm its subscription once. */
  readonly webhooks: readonly string[];
}

/** Where every alarm of a region goes. */
export class AlarmTopic extends Construct {
  readonly topic: SnsTopic;

  constructor(scope: Construct, id: string, { names, kmsKeyArn, email, webhooks }: AlarmTopicProps) {
    super(scope, id);
    this.topic = new SnsTopic(this, 'topic', { name: names.alarmTopic, kmsMasterKeyId: kmsKeyArn });
    new SnsTopicPolicy(this, 'policy', {
      arn: this.topic.arn,
      policy: JSON.stringify({
        Version: '2012-10-17',
        Statement: [
          {
            Sid: 'AlarmsOfThisAccount',
            Effect: 'Allow',
            Principal: { Service: 'cloudwatch.amazonaws.com' },
            Action: 'sns:Publish',
            Resource: this.topic.arn,
            Condition: { StringEquals: { 'aws:SourceAccount': names.accountId } },
          },
        ],
      }),
    });
    new SnsTopicSubscription(this, 'email', { topicArn: this.topic.arn, protocol: 'email', endpoint: email });
    for (const endpoint of webhooks) {
      // Named after the address, so that the order of the list means nothing.
      const name = createHash('sha256').update(endpoint).digest('hex').slice(0, 8);
      new SnsTopicSubscription(this, `https-${name}`, {
        topicArn: this.topic.arn,
        protocol: 'https',
        endpoint,
      });
    }
  }
}
