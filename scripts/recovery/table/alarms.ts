import {
  DashboardNotFoundError,
  GetDashboardCommand,
  paginateDescribeAlarms,
  PutDashboardCommand,
  PutMetricAlarmCommand,
  type Dimension,
  type MetricAlarm,
  type PutMetricAlarmCommandInput,
} from '@aws-sdk/client-cloudwatch';
import type { Json } from '../../engine/json';
import type { Action, RegionClients } from '../aws/action';
import { replaceName } from './settings/setting';

export interface MoveAlarmsProps {
  readonly from: string;
  readonly to: string;
}

/**
 * Makes the environment's alarms and dashboard watch another table, in place: names, tags and everything else stay.
 * What watches it already is left alone.
 *
 * @returns the names of what was moved
 */
export async function moveAlarms(action: RegionClients, move: MoveAlarmsProps): Promise<string[]> {
  const { clients, target } = action;
  const alarms = await alarmsOn(action, move.from);
  for (const alarm of alarms) {
    await clients.cloudwatch.send(new PutMetricAlarmCommand(moveAlarm(alarm, move)));
  }
  const moved = alarms.map(({ AlarmName = '' }) => AlarmName);
  return (await moveDashboard(action, move)) ? [...moved, target.names.dashboard] : moved;
}

/** The environment's alarms that watch a table. */
export async function alarmsOn({ clients, target }: RegionClients, table: string): Promise<MetricAlarm[]> {
  const alarms: MetricAlarm[] = [];
  const pages = paginateDescribeAlarms(
    { client: clients.cloudwatch },
    { AlarmNamePrefix: `${target.names.prefix}-`, AlarmTypes: ['MetricAlarm'] },
  );
  for await (const { MetricAlarms = [] } of pages) alarms.push(...MetricAlarms);
  return alarms.filter((alarm) => watches(alarm, table));
}

function watches({ Dimensions = [], Metrics = [] }: MetricAlarm, table: string): boolean {
  return [...Dimensions, ...Metrics.flatMap(({ MetricStat }) => MetricStat?.Metric?.Dimensions ?? [])].some(
    ({ Name, Value }) => Name === 'TableName' && Value === table,
  );
}

/** An alarm's state is no part of its definition. Tags stay when it is put again (CloudWatch API, PutMetricAlarm). */
const STATE_FIELDS = new Set([
  'AlarmArn',
  'AlarmConfigurationUpdatedTimestamp',
  'StateValue',
  'StateReason',
  'StateReasonData',
  'StateUpdatedTimestamp',
  'StateTransitionedTimestamp',
  'EvaluationState',
]);

function moveAlarm(alarm: MetricAlarm, { from, to }: MoveAlarmsProps): PutMetricAlarmCommandInput {
  const definition: Partial<PutMetricAlarmCommandInput> = Object.fromEntries(
    Object.entries(alarm).filter(([field]) => !STATE_FIELDS.has(field)),
  );
  const dimensions = (all: readonly Dimension[] | undefined): Dimension[] | undefined =>
    all?.map((one) => (one.Name === 'TableName' && one.Value === from ? { ...one, Value: to } : one));
  const hasMetrics = (alarm.Metrics ?? []).length > 0;
  return {
    ...definition,
    AlarmName: alarm.AlarmName,
    // Beside Metrics they are refused, even empty (CloudWatch API reference, PutMetricAlarm).
    Dimensions: hasMetrics ? undefined : dimensions(alarm.Dimensions),
    Metrics: !hasMetrics
      ? undefined
      : alarm.Metrics?.map((query) =>
          query.MetricStat?.Metric === undefined
            ? query
            : {
                ...query,
                MetricStat: {
                  ...query.MetricStat,
                  Metric: {
                    ...query.MetricStat.Metric,
                    Dimensions: dimensions(query.MetricStat.Metric.Dimensions),
                  },
                },
              },
        ),
  };
}

async function moveDashboard(
  { clients, target }: RegionClients,
  { from, to }: MoveAlarmsProps,
): Promise<boolean> {
  const DashboardName = target.names.dashboard;
  const body = await readDashboard(clients, DashboardName);
  if (body === undefined) return false;
  const before = JSON.parse(body) as Json;
  const after = JSON.stringify(renamed(before, { from, to }));
  if (after === JSON.stringify(before)) return false;
  await clients.cloudwatch.send(new PutDashboardCommand({ DashboardName, DashboardBody: after }));
  return true;
}

async function readDashboard(
  { cloudwatch }: Action['clients'],
  DashboardName: string,
): Promise<string | undefined> {
  try {
    return (await cloudwatch.send(new GetDashboardCommand({ DashboardName }))).DashboardBody;
  } catch (error) {
    // The query protocol's name of the same error is ResourceNotFound (CloudWatch's Smithy model).
    if (error instanceof DashboardNotFoundError) return undefined;
    if (error instanceof Error && error.name === 'ResourceNotFound') return undefined;
    throw error;
  }
}

/** Headings name the table too: what Terraform makes of the new settings is then what is there. */
function renamed(value: Json, move: MoveAlarmsProps): Json {
  if (typeof value === 'string') return replaceName(value, move.from, move.to);
  if (Array.isArray(value)) return (value as readonly Json[]).map((one) => renamed(one, move));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, content]) => [key, renamed(content, move)]));
}
