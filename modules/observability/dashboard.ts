import { RECOVERY_METRICS } from '../../settings/recovery-metrics';
import type { ObservabilityProps } from './index';

type Metric = (string | Record<string, string>)[];

interface Chart {
  readonly title: string;
  readonly metrics: readonly Metric[];
}

interface Row {
  readonly title: string;
  readonly charts: readonly Chart[];
}

const WIDTH = 24;
const CHART_HEIGHT = 6;

/** The dashboard, top down in the order of the questions asked during an incident. */
function rows({ names, activeTable, apiId }: ObservabilityProps): Row[] {
  const api = (metric: string, stat: string): Metric => ['AWS/ApiGateway', metric, 'ApiId', apiId, { stat }];
  const table = (metric: string): Metric => [
    'AWS/DynamoDB',
    metric,
    'TableName',
    activeTable,
    { stat: 'Sum' },
  ];
  const queue = (metric: string, name: string): Metric => [
    'AWS/SQS',
    metric,
    'QueueName',
    name,
    { stat: 'Maximum' },
  ];
  const service = (metric: string): Metric => [
    'ECS/ContainerInsights',
    metric,
    'ClusterName',
    names.cluster,
    'ServiceName',
    names.service,
    { stat: 'Average' },
  ];
  const cache = (metric: string): Metric => [
    'AWS/ElastiCache',
    metric,
    'CacheClusterId',
    `${names.cache}-001`,
    { stat: 'Maximum' },
  ];
  const recovery = (metric: string): Metric => [
    names.metricNamespace,
    metric,
    'Environment',
    names.environment,
    { stat: 'Maximum' },
  ];
  return [
    {
      title: 'Objectives: 99.95 % of the requests succeed',
      charts: [
        {
          title: 'Requests and failures',
          metrics: [api('Count', 'Sum'), api('5xx', 'Sum'), api('4xx', 'Sum')],
        },
        { title: 'Latency', metrics: [api('Latency', 'p50'), api('Latency', 'p99')] },
      ],
    },
    {
      title: 'Could we recover right now?',
      charts: [
        { title: 'Age of the vault (minutes)', metrics: [recovery(RECOVERY_METRICS.vaultAge)] },
        {
          title: 'PITR on, writes halted',
          metrics: [recovery(RECOVERY_METRICS.pitrEnabled), recovery(RECOVERY_METRICS.writesHalted)],
        },
      ],
    },
    {
      title: `Live table ${activeTable}`,
      charts: [
        { title: 'Throttled', metrics: [table('ReadThrottleEvents'), table('WriteThrottleEvents')] },
        {
          title: 'Consumed',
          metrics: [table('ConsumedReadCapacityUnits'), table('ConsumedWriteCapacityUnits')],
        },
      ],
    },
    {
      title: 'Jobs, workers and cache',
      charts: [
        {
          title: 'Jobs',
          metrics: [
            queue('ApproximateNumberOfMessagesVisible', names.jobQueue),
            queue('ApproximateAgeOfOldestMessage', names.jobQueue),
            queue('ApproximateNumberOfMessagesVisible', names.deadLetterQueue),
          ],
        },
        { title: 'Workers', metrics: [service('RunningTaskCount'), service('DesiredTaskCount')] },
        {
          title: 'Cache (percent)',
          metrics: [cache('EngineCPUUtilization'), cache('DatabaseMemoryUsagePercentage')],
        },
      ],
    },
  ];
}

/** The dashboard's body, as CloudWatch takes it ("Dashboard body structure and syntax"). */
export function dashboardBody(props: ObservabilityProps): string {
  let y = 0;
  const widgets = rows(props).flatMap(({ title, charts }) => {
    const heading = {
      type: 'text',
      x: 0,
      y,
      width: WIDTH,
      height: 1,
      properties: { markdown: `## ${title}` },
    };
    const width = WIDTH / charts.length;
    const graphs = charts.map((chart, index) => ({
      type: 'metric',
      x: index * width,
      y: y + 1,
      width,
      height: CHART_HEIGHT,
      properties: { ...chart, region: props.region, view: 'timeSeries', period: 60 },
    }));
    y += 1 + CHART_HEIGHT;
    return [heading, ...graphs];
  });
  return JSON.stringify({ widgets });
}
