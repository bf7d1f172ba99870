import type { Construct } from 'constructs';
import type { Names } from '../../settings';
import { alarm } from '../alarm';

export interface CacheAlarmsProps {
  readonly names: Names;
  readonly alarmTopicArn: string;
  readonly nodes: number;
}

const WATCHED = [
  {
    what: 'cache-cpu',
    metricName: 'EngineCPUUtilization',
    threshold: 80,
    text: 'Redis is busy (percent of its one core)',
  },
  {
    what: 'cache-memory',
    metricName: 'DatabaseMemoryUsagePercentage',
    threshold: 85,
    text: 'Redis is almost full (percent)',
  },
  {
    what: 'cache-replication-lag',
    metricName: 'ReplicationLag',
    threshold: 5,
    text: 'a replica of Redis is behind (seconds): a failover would lose what it lacks',
  },
  {
    what: 'cache-evictions',
    metricName: 'Evictions',
    threshold: 1000,
    text: 'Redis throws out live entries (a minute), rate limits among them: it needs a larger node type',
  },
] as const;

/** Alarms over every node of the replication group: CloudWatch knows nodes, and any of them may be the primary. */
export function cacheAlarms(scope: Construct, { names, alarmTopicArn, nodes }: CacheAlarmsProps): void {
  // ElastiCache calls the nodes of a group <id>-001, <id>-002, ...
  const members = Array.from(
    { length: nodes },
    (_, index) => `${names.cache}-${String(index + 1).padStart(3, '0')}`,
  );
  for (const { what, metricName, threshold, text } of WATCHED) {
    alarm(scope, what, {
      names,
      topicArn: alarmTopicArn,
      alarmDescription: `${text}: the workers slow down first`,
      threshold,
      evaluationPeriods: 5,
      metricQuery: [
        {
          id: 'worst',
          expression: `MAX([${members.map((_, index) => `node${index + 1}`).join(', ')}])`,
          label: metricName,
          returnData: true,
        },
        ...members.map((member, index) => ({
          id: `node${index + 1}`,
          metric: {
            namespace: 'AWS/ElastiCache',
            metricName,
            dimensions: { CacheClusterId: member },
            period: 60,
            stat: 'Maximum',
          },
        })),
      ],
    });
  }
}
