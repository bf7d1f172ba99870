import { CloudwatchCompositeAlarm } from '@cdktf/provider-aws/lib/cloudwatch-composite-alarm';
import { CloudwatchDashboard } from '@cdktf/provider-aws/lib/cloudwatch-dashboard';
import { Construct } from 'constructs';
import type { Names, Region } from '../../settings';
import { availabilityAlarms } from './availability';
import { dashboardBody } from './dashboard';
import { recoverabilityAlarms } from './recoverability';

export interface ObservabilityProps {
  readonly names: Names;
  readonly region: Region;
  readonly activeTable: string;
  readonly apiId: string;
  readonly alarmTopicArn: string;
  readonly objectives: { readonly recoveryPointMinutes: number };
}

/** Is the service meeting its objectives, and could it be recovered right now? */
export class Observability extends Construct {
  constructor(scope: Construct, id: string, props: ObservabilityProps) {
    super(scope, id);
    const { names, alarmTopicArn } = props;
    availabilityAlarms(this, props);
    const recoverability = recoverabilityAlarms(this, props);
    // One light for the question that matters before an incident: can we go back?
    new CloudwatchCompositeAlarm(this, 'recoverability', {
      alarmName: names.alarm('recoverability'),
      alarmDescription:
        'the service could not be recovered within its objectives: see the alarms below this one',
      alarmRule: recoverability.map(({ alarmName }) => `ALARM("${alarmName}")`).join(' OR '),
      alarmActions: [alarmTopicArn],
      okActions: [alarmTopicArn],
    });
    new CloudwatchDashboard(this, 'dashboard', {
      dashboardName: names.dashboard,
      dashboardBody: dashboardBody(props),
    });
  }
}
