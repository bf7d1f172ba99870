import { JobQueue } from '../../modules/job-queue';
import { alarmTopicArn, kmsKeyArn, names } from '../support/module-props';
import { parsePolicy, synthModule } from '../support/synth';

describe('the job queue', () => {
  const synthesized = synthModule(
    (stack) => new JobQueue(stack, 'job-queue', { names, kmsKeyArn, alarmTopicArn }),
  );
  const queue = (name: string) =>
    synthesized.resources('aws_sqs_queue').find((attributes) => attributes.name === name)!;

  it('is FIFO and encrypted with our key, as is the queue of failed jobs', () => {
    for (const name of [names.jobQueue, names.deadLetterQueue]) {
      expect(queue(name)).toMatchObject({ fifo_queue: true, kms_master_key_id: kmsKeyArn });
    }
  });

  it('takes the deduplication id of the request, never one made from the content', () => {
    expect(queue(names.jobQueue).content_based_deduplication).toBe(false);
  });

  it('orders jobs within a group only, for the throughput of the peak', () => {
    expect(queue(names.jobQueue)).toMatchObject({
      deduplication_scope: 'messageGroup',
      fifo_throughput_limit: 'perMessageGroupId',
    });
  });

  it('puts a job aside after five tries and keeps it for 14 days', () => {
    expect(JSON.parse(queue(names.jobQueue).redrive_policy)).toMatchObject({ maxReceiveCount: 5 });
    expect(queue(names.deadLetterQueue).message_retention_seconds).toBe(14 * 86_400);
  });

  it('takes failed jobs from no other queue', () => {
    const { redrive_allow_policy } = synthesized.only('aws_sqs_queue_redrive_allow_policy');
    expect(JSON.parse(redrive_allow_policy)).toEqual({
      redrivePermission: 'byQueue',
      sourceQueueArns: [expect.stringContaining('aws_sqs_queue.job-queue_jobs_')],
    });
  });

  it('gives a slow third party five minutes before another worker gets the job, unless told otherwise', () => {
    const slower = synthModule(
      (stack) =>
        new JobQueue(stack, 'queue', { names, kmsKeyArn, alarmTopicArn, visibilityTimeoutSeconds: 600 }),
    );
    const timeouts = slower
      .resources('aws_sqs_queue')
      .map((attributes) => attributes.visibility_timeout_seconds);
    expect(queue(names.jobQueue).visibility_timeout_seconds).toBe(300);
    expect(timeouts).toContain(600);
  });

  it('refuses calls without TLS', () => {
    const policies = synthesized.resources('aws_sqs_queue_policy');
    expect(policies).toHaveLength(2);
    for (const { policy } of policies) {
      expect(parsePolicy(policy).Statement).toEqual([
        expect.objectContaining({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
      ]);
    }
  });

  it('rings when jobs wait and when one was put aside', () => {
    const alarms = synthesized.resources('aws_cloudwatch_metric_alarm');
    expect(alarms.map(({ metric_name, alarm_actions }) => [metric_name, alarm_actions]).sort()).toEqual([
      ['ApproximateAgeOfOldestMessage', [alarmTopicArn]],
      ['ApproximateNumberOfMessagesVisible', [alarmTopicArn]],
    ]);
  });
});
