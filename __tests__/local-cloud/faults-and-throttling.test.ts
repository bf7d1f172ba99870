import { Faults, type FaultPlan } from '../../scripts/local-cloud/gateway/faults';
import { understand } from '../../scripts/local-cloud/gateway/request';
import type { ServiceRequest, ServiceResponse } from '../../scripts/local-cloud/gateway/service';
import { Throttling } from '../../scripts/local-cloud/gateway/throttling';
import { VirtualClock } from '../support/virtual-clock';

interface Call {
  readonly service: string;
  readonly region?: string;
  readonly target?: string;
  readonly method?: string;
  readonly path?: string;
  readonly body?: unknown;
}

function call({ service, region = 'us-east-1', target, method = 'POST', path = '/', body = {} }: Call) {
  return understand({
    method,
    path,
    rawQuery: '',
    headers: {
      authorization: `AWS4-HMAC-SHA256 Credential=local/20260101/${region}/${service}/aws4_request, Signature=0`,
      ...(target === undefined ? {} : { 'x-amz-target': target }),
    },
    body: Buffer.from(JSON.stringify(body)),
  });
}

const put = (TableName = 'table', value = 'x') =>
  call({
    service: 'dynamodb',
    target: 'DynamoDB_20120810.PutItem',
    body: { TableName, Item: { value: { S: value } } },
  });
const startDeployment = call({
  service: 'appconfig',
  path: '/applications/abc/environments/def/deployments',
});

describe('faults', () => {
  const decide = (plan: FaultPlan, requests: readonly ServiceRequest[]) => {
    const faults = new Faults();
    faults.set(plan);
    return requests.map((request) => faults.decide(request)?.kind);
  };

  it('strike the services, operations and regions that are named, those of REST protocols by name too', () => {
    const all: FaultPlan = { rate: 1, kinds: ['500'] };
    expect(decide({ ...all, operations: ['StartDeployment'] }, [put(), startDeployment])).toEqual([
      undefined,
      '500',
    ]);
    expect(decide({ ...all, services: ['dynamodb'] }, [put(), startDeployment])).toEqual(['500', undefined]);
    expect(decide({ ...all, regions: ['us-west-2'] }, [put()])).toEqual([undefined]);
  });

  it('end after as many as are asked for', () => {
    expect(decide({ rate: 1, kinds: ['reset'], count: 2 }, [put(), put(), put()])).toEqual([
      'reset',
      'reset',
      undefined,
    ]);
  });
});

describe('throttling', () => {
  const ok = (): Promise<ServiceResponse> => Promise.resolve({ status: 200, headers: {}, body: '{}' });
  const statuses = async (throttling: Throttling, requests: readonly ServiceRequest[]) => {
    const answers: number[] = [];
    for (const request of requests) answers.push((await throttling.pass(request, ok)).status);
    return answers;
  };
  const secret = call({ service: 'secretsmanager', target: 'secretsmanager.CreateSecret' });

  it('grants a second as many calls as the quota says, and the same again a second later', async () => {
    const clock = new VirtualClock(0);
    const throttling = new Throttling(clock, true);
    const burst = Array.from({ length: 60 }, () => secret);
    expect((await statuses(throttling, burst)).filter((status) => status === 200)).toHaveLength(50);
    await clock.sleep(1_000);
    expect((await statuses(throttling, burst)).filter((status) => status === 200)).toHaveLength(50);
  });

  it('counts in each table what is written, and says it in the words of the service', async () => {
    const clock = new VirtualClock(0);
    const throttling = new Throttling(clock, true);
    // 400 kilobytes: 400 units of the 4,000 a second.
    const big = put('busy', 'x'.repeat(400 * 1024 - 100));
    expect(
      await statuses(
        throttling,
        Array.from({ length: 12 }, () => big),
      ),
    ).toEqual([...Array.from({ length: 10 }, () => 200), 400, 400]);
    const { body } = await throttling.pass(big, ok);
    expect(JSON.parse(body.toString()).__type).toBe('ProvisionedThroughputExceededException');
    expect(await statuses(throttling, [put('idle')])).toEqual([200]);
  });

  it('is off until it is switched on', async () => {
    const throttling = new Throttling(new VirtualClock(0), false);
    const burst = Array.from({ length: 60 }, () => secret);
    expect(new Set(await statuses(throttling, burst))).toEqual(new Set([200]));
    throttling.set(true);
    expect(await statuses(throttling, burst)).toContain(400);
  });
});
