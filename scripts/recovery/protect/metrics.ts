import { PutMetricDataCommand, type MetricDatum } from '@aws-sdk/client-cloudwatch';
import { RECOVERY_METRICS } from '../../../settings/recovery-metrics';
import type { RegionContext } from '../aws/action';

/** What the alarms on recoverability listen to. What is undefined is not published: there, silence rings. */
export interface Recoverability {
  /** Whether point-in-time recovery of the live table is on. */
  readonly pitrEnabled: boolean | undefined;
  /** Whether a fence refuses writes to the live table. */
  readonly writesHalted: boolean | undefined;
  /** To when table and secrets could be brought back from the other region, milliseconds since the epoch. */
  readonly restorePoint: number | undefined;
}

/** Publishes to CloudWatch in the target's region, where the alarms are. @returns names of what was published */
export async function publishRecoverability(
  { clients, clock, target }: RegionContext,
  { pitrEnabled, writesHalted, restorePoint }: Recoverability,
): Promise<string[]> {
  const { names } = target;
  const now = clock.now();
  const data: MetricDatum[] = [];
  if (pitrEnabled !== undefined) {
    data.push({ MetricName: RECOVERY_METRICS.pitrEnabled, Value: pitrEnabled ? 1 : 0 });
  }
  if (writesHalted !== undefined) {
    data.push({ MetricName: RECOVERY_METRICS.writesHalted, Value: writesHalted ? 1 : 0 });
  }
  if (restorePoint !== undefined) {
    data.push({ MetricName: RECOVERY_METRICS.vaultAge, Value: Math.max(0, now - restorePoint) / 60_000 });
  }
  if (data.length === 0) return [];
  const about = { Dimensions: [{ Name: 'Environment', Value: names.environment }], Timestamp: new Date(now) };
  await clients.cloudwatch.send(
    new PutMetricDataCommand({
      Namespace: names.metricNamespace,
      MetricData: data.map((datum) => ({ ...datum, ...about })),
    }),
  );
  return data.map(({ MetricName = '' }) => MetricName);
}
