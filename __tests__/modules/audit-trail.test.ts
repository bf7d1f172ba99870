import { AuditTrail } from '../../modules/audit-trail';
import { names } from '../support/module-props';
import { parsePolicy, synthModule } from '../support/synth';

const trail = synthModule(
  (stack) => new AuditTrail(stack, 'audit-trail', { names, region: 'us-west-2', keepDays: 400 }),
);
const policy = parsePolicy(trail.only('aws_s3_bucket_policy').policy).Statement;
const statement = (sid: string) => policy.find(({ Sid }) => Sid === sid);

it('records the management events of its region, and proves that no file was changed', () => {
  expect(trail.only('aws_cloudtrail')).toMatchObject({
    name: 'syncwell-drill-trail',
    enable_log_file_validation: true,
    is_multi_region_trail: false,
    include_global_service_events: true,
    lifecycle: { prevent_destroy: true },
  });
  expect(trail.only('aws_cloudtrail').event_selector).toBeUndefined();
});

it('lies in a bucket of its own, without a lock by default', () => {
  expect(trail.only('aws_s3_bucket')).toMatchObject({
    bucket: names.bucket('trail', 'us-west-2'),
    lifecycle: { prevent_destroy: true },
  });
  expect(trail.resources('aws_s3_bucket_object_lock_configuration')).toEqual([]);
});

it('is written by our trail alone and deleted by nobody', () => {
  expect(statement('TrailWrites')).toMatchObject({
    Principal: { Service: 'cloudtrail.amazonaws.com' },
    Condition: { StringEquals: { 'aws:SourceArn': names.trailArn('us-west-2') } },
  });
  expect(statement('NeverDeleteByHand')).toMatchObject({ Effect: 'Deny', Principal: '*' });
  expect(statement('PipelineNeverWeakens')).toMatchObject({ Effect: 'Deny' });
});
