import { FisExperimentTemplate } from '@cdktf/provider-aws/lib/fis-experiment-template';
import { Construct } from 'constructs';
import type { Names } from '../../settings';
import { logGroup } from '../log-group';
import type { Zone } from '../network/zone';
import { zonePower } from './zone-power';

export interface FaultInjectionProps {
  readonly names: Names;
  readonly zones: readonly Pick<Zone, 'availabilityZone' | 'publicSubnet' | 'privateSubnet'>[];
  /** Ends an experiment as soon as it rings: users must not pay for what we want to know. */
  readonly stopAlarmArn: string;
  readonly kmsKeyArn: string;
  readonly logRetentionDays: number;
}

/**
 * Experiments of AWS FIS that take one Availability Zone away, one for each zone. A template does nothing until somebody
 * starts it, which no role of the environment may.
 */
export class FaultInjection extends Construct {
  readonly templates: readonly FisExperimentTemplate[];

  constructor(scope: Construct, id: string, props: FaultInjectionProps) {
    super(scope, id);
    const { names, zones, stopAlarmArn, kmsKeyArn, logRetentionDays } = props;
    const logs = logGroup(this, 'fault-injection', { names, kmsKeyArn, retentionDays: logRetentionDays });
    this.templates = zones.map(
      (zone, index) =>
        new FisExperimentTemplate(this, `zone-${index + 1}`, {
          description: `Power of zone ${index + 1} fails for ten minutes`,
          roleArn: names.roleArn('fault-injection'),
          ...zonePower(names, zone),
          stopCondition: [{ source: 'aws:cloudwatch:alarm', value: stopAlarmArn }],
          // A cache of two nodes leaves one zone without any.
          experimentOptions: { accountTargeting: 'single-account', emptyTargetResolutionMode: 'skip' },
          logConfiguration: {
            logSchemaVersion: 2,
            cloudwatchLogsConfiguration: { logGroupArn: `${logs.arn}:*` },
          },
          tags: { Name: names.experiment(index + 1) },
        }),
    );
  }
}
