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
    availabilityAlarms(this, props);
    recoverabilityAlarms(this, props);
    new CloudwatchDashboard(this, 'dashboard', {
      dashboardName: props.names.dashboard,
      dashboardBody: dashboardBody(props),
    });
  }
}
