import type { ServiceContext, ServiceRequest } from '../../../gateway/service';
import type { Json } from '../../support/json';
import { ask } from '../moto-call';

export interface Copying {
  readonly from: ServiceRequest;
  readonly to: ServiceRequest;
  readonly context: Pick<ServiceContext, 'forward'>;
}

/** Replicas have the same time to live (aws-facts.md, 3.11). @param from and `to`: calls in the two regions */
export async function copyTimeToLive(TableName: string, { from, to, context }: Copying): Promise<void> {
  const { content } = await ask(from, context, 'DescribeTimeToLive', { TableName });
  const { TimeToLiveStatus, AttributeName } = content.TimeToLiveDescription as Json;
  if (AttributeName === undefined) return;
  const TimeToLiveSpecification = { Enabled: TimeToLiveStatus === 'ENABLED', AttributeName };
  await ask(to, context, 'UpdateTimeToLive', { TableName, TimeToLiveSpecification });
}
