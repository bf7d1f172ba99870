import { z } from 'zod';
import type { ServiceContext, ServiceRequest } from '../../gateway/service';
import type { Deployment, Environment } from './state';
import { isStoppable, progressAt } from './timeline';

/** Time between two looks at the alarms, in milliseconds of cloud time. AWS publishes no figure. */
const INTERVAL = 10_000;

const answer = z.object({
  MetricAlarms: z.array(z.object({ AlarmArn: z.string() })),
  CompositeAlarms: z.array(z.object({ AlarmArn: z.string() })),
});

/** The question to CloudWatch, signed for the same account and region as the deployment. */
function describeAlarms(request: ServiceRequest): ServiceRequest {
  const { accessKeyId, region } = request;
  const body = Buffer.from(JSON.stringify({ StateValue: 'ALARM' }));
  return {
    ...request,
    service: 'monitoring',
    method: 'POST',
    path: '/',
    query: new URLSearchParams(),
    rawQuery: '',
    headers: {
      authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/20000101/${region}/monitoring/aws4_request, SignedHeaders=host, Signature=0`,
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': 'GraniteServiceVersion20100801.DescribeAlarms',
    },
    body,
    operation: 'DescribeAlarms',
  };
}

/** ARNs of the alarms in ALARM; none when CloudWatch does not answer: what is not known does not roll back. */
async function redAlarms(request: ServiceRequest, { forward }: ServiceContext): Promise<string[]> {
  try {
    const { body } = await forward(describeAlarms(request));
    const { MetricAlarms, CompositeAlarms } = answer.parse(JSON.parse(body.toString()));
    return [...MetricAlarms, ...CompositeAlarms].map(({ AlarmArn }) => AlarmArn);
  } catch {
    return [];
  }
}

/**
 * Rolls a deployment back as soon as an alarm of its environment is seen in ALARM, from its start until the end of
 * its bake. The alarm's role is not checked: the local cloud lets AppConfig read every alarm.
 */
export async function watchAlarms(
  environment: Environment,
  deployment: Deployment,
  request: ServiceRequest,
  context: ServiceContext,
): Promise<void> {
  const { Monitors = [] } = environment;
  if (Monitors.length === 0) return;
  const red = await redAlarms(request, context);
  const now = context.clock.now();
  if (!isStoppable(progressAt(deployment, now).state)) return;
  const culprit = Monitors.find(({ AlarmArn }) => red.includes(AlarmArn));
  if (culprit === undefined) {
    context.clock.after(INTERVAL, () => {
      void watchAlarms(environment, deployment, request, context);
    });
  } else {
    deployment.rollback = {
      at: now,
      by: 'CLOUDWATCH_ALARM',
      reason: `Rollback initiated by alarm ${culprit.AlarmArn}`,
    };
  }
}
