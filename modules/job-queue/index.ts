import { SqsQueue } from '@cdktf/provider-aws/lib/sqs-queue';
import { SqsQueuePolicy } from '@cdktf/provider-aws/lib/sqs-queue-policy';
import { SqsQueueRedriveAllowPolicy } from '@cdktf/provider-aws/lib/sqs-queue-redrive-allow-policy';
import { Construct } from 'constructs';
import type { Names } from '../../settings';
import { alarm } from '../alarm';

const DAY = 86_400;

export interface JobQueueProps {
  readonly names: Names;
  readonly kmsKeyArn: string;
  readonly alarmTopicArn: string;
  /** How long a worker may take for a job before another gets it. @default 300: third-party APIs are slow */
  readonly visibilityTimeoutSeconds?: number;
  /** How often a job is tried before it is put aside. @default 5 */
  readonly maxReceives?: number;
}

/** The queue of sync jobs, FIFO, and the queue of those that failed too often. Jobs die with their region. */
export class JobQueue extends Construct {
  readonly queue: SqsQueue;
  readonly deadLetterQueue: SqsQueue;

  constructor(scope: Construct, id: string, props: JobQueueProps) {
    super(scope, id);
    const { names, kmsKeyArn, alarmTopicArn } = props;
    const common = {
      fifoQueue: true,
      kmsMasterKeyId: kmsKeyArn,
      // The longest SQS knows, so that jobs survive a recovery of hours and a weekend before somebody looks.
      messageRetentionSeconds: 14 * DAY,
      // High throughput: at 3,000 requests a second, order is only needed within one user.
      deduplicationScope: 'messageGroup',
      fifoThroughputLimit: 'perMessageGroupId',
    };
    this.deadLetterQueue = new SqsQueue(this, 'dead-letters', { ...common, name: names.deadLetterQueue });
    this.queue = new SqsQueue(this, 'jobs', {
      ...common,
      name: names.jobQueue,
      // The Idempotency-Key of the request is the deduplication id: equal bodies may be different jobs.
      contentBasedDeduplication: false,
      visibilityTimeoutSeconds: props.visibilityTimeoutSeconds ?? 300,
      redrivePolicy: JSON.stringify({
        deadLetterTargetArn: this.deadLetterQueue.arn,
        maxReceiveCount: props.maxReceives ?? 5,
      }),
    });
    new SqsQueueRedriveAllowPolicy(this, 'redrive', {
      queueUrl: this.deadLetterQueue.url,
      redriveAllowPolicy: JSON.stringify({ redrivePermission: 'byQueue', sourceQueueArns: [this.queue.arn] }),
    });
    for (const [what, queue] of [
      ['jobs', this.queue],
      ['dead-letters', this.deadLetterQueue],
    ] as const) {
      new SqsQueuePolicy(this, `${what}-policy`, { queueUrl: queue.url, policy: onlyOverTls(queue.arn) });
    }
    alarm(this, 'jobs-waiting', {
      names,
      topicArn: alarmTopicArn,
      alarmDescription:
        'the oldest sync job waits for more than 10 minutes: are the workers running, and scaling?',
      namespace: 'AWS/SQS',
      metricName: 'ApproximateAgeOfOldestMessage',
      dimensions: { QueueName: names.jobQueue },
      statistic: 'Maximum',
      threshold: 600,
      evaluationPeriods: 3,
    });
    alarm(this, 'dead-letters', {
      names,
      topicArn: alarmTopicArn,
      alarmDescription: 'sync jobs failed too often and were put aside: look at one, then redrive them',
      namespace: 'AWS/SQS',
      metricName: 'ApproximateNumberOfMessagesVisible',
      dimensions: { QueueName: names.deadLetterQueue },
      statistic: 'Maximum',
      threshold: 0,
    });
  }
}

function onlyOverTls(queueArn: string): string {
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'OnlyOverTls',
        Effect: 'Deny',
        Principal: '*',
        Action: 'sqs:*',
        Resource: queueArn,
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      },
    ],
  });
}
