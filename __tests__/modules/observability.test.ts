import { Observability } from '../../modules/observability';
import { AlarmTopic } from '../../modules/observability/alarm-topic';
import { alarmTopicArn, kmsKeyArn, names } from '../support/module-props';
import { parsePolicy, synthModule } from '../support/synth';

describe('observability', () => {
  const synthesized = synthModule(
    (stack) =>
      new Observability(stack, 'observability', {
        names,
        region: 'us-west-2',
        activeTable: 'SyncWellMetadata-restored-2026-01-31',
        apiId: 'api-1',
        alarmTopicArn,
        objectives: { recoveryPointMinutes: 15 },
      }),
  );
  const alarm = (what: string) =>
    synthesized
      .resources('aws_cloudwatch_metric_alarm')
      .find(({ alarm_name }) => alarm_name === names.alarm(what))!;

  it('rings when point-in-time recovery is off, and when nobody says that it is on', () => {
    expect(alarm('pitr-off')).toMatchObject({
      comparison_operator: 'LessThanThreshold',
      threshold: 1,
      treat_missing_data: 'breaching',
    });
  });

  it('rings when the vault is older than the objective, and when nobody copies', () => {
    expect(alarm('vault-stale')).toMatchObject({ threshold: 15, treat_missing_data: 'breaching' });
  });

  it('nags for as long as writes are halted', () => {
    expect(alarm('writes-halted')).toMatchObject({
      comparison_operator: 'GreaterThanThreshold',
      threshold: 0,
    });
  });

  it.each([
    ['slo-fast-burn', 14.4, 3600],
    ['slo-slow-burn', 6, 21_600],
  ])('watches the error budget of 99.95 %%: %s', (what, rate, period) => {
    const { threshold, metric_query } = alarm(what);
    expect(threshold).toBe(rate);
    expect(metric_query[0].expression).toBe('errors / requests / 0.0005');
    expect(metric_query[1].metric.period).toBe(period);
  });

  it('has one dashboard, whose charts do not overlap and show the live table', () => {
    const { widgets } = JSON.parse(synthesized.only('aws_cloudwatch_dashboard').dashboard_body);
    const corners = widgets.map(({ x, y }: any) => `${x},${y}`);
    expect(new Set(corners).size).toBe(widgets.length);
    for (const { x, width } of widgets as { x: number; width: number }[])
      expect(x + width).toBeLessThanOrEqual(24);
    expect(JSON.stringify(widgets)).toContain('SyncWellMetadata-restored-2026-01-31');
    for (const { type, properties } of widgets)
      if (type === 'metric') expect(properties.region).toBe('us-west-2');
  });
});

describe('the alarm topic', () => {
  const synthesized = synthModule(
    (stack) =>
      new AlarmTopic(stack, 'alarm-topic', {
        names,
        kmsKeyArn,
        email: 'oncall@syncwell.example',
        webhooks: ['https://pager.example/hook'],
      }),
  );

  it('is encrypted, takes alarms of this account only, and tells the people on call', () => {
    expect(synthesized.only('aws_sns_topic').kms_master_key_id).toBe(kmsKeyArn);
    expect(parsePolicy(synthesized.only('aws_sns_topic_policy').policy).Statement).toEqual([
      expect.objectContaining({
        Principal: { Service: 'cloudwatch.amazonaws.com' },
        Condition: { StringEquals: { 'aws:SourceAccount': '123456789012' } },
      }),
    ]);
    expect(
      synthesized
        .resources('aws_sns_topic_subscription')
        .map(({ protocol, endpoint }) => [protocol, endpoint]),
    ).toEqual([
      ['email', 'oncall@syncwell.example'],
      ['https', 'https://pager.example/hook'],
    ]);
  });
});
