import { answering } from '../../../scripts/local-cloud/gateway/answer';
import { Principals } from '../../../scripts/local-cloud/gateway/principals';
import { createGate } from '../../../scripts/local-cloud/iam/gate';
import { createServices } from '../../../scripts/local-cloud/services';
import { formOf, requestOf } from './requests';

const START = Date.UTC(2026, 0, 1);
const HOUR = 3_600_000;

it('a session that has ended is told so, and not that it lacks rights', async () => {
  let now = START;
  const clock = { now: () => now, after: () => () => undefined };
  const principals = new Principals();
  const taken = formOf(
    { service: 'sts', operation: 'AssumeRole' },
    { RoleArn: 'arn:aws:iam::123456789012:role/operator', RoleSessionName: 'ann', SerialNumber: 'device' },
  );
  const body = '<AccessKeyId>ASIAEXAMPLE</AccessKeyId><AssumedRoleId>AROAEXAMPLE:ann</AssumedRoleId>';
  principals.learn(taken, { status: 200, headers: {}, body }, { now, endsAt: now + HOUR });
  const forward = () => Promise.reject(new Error('the store is not asked'));
  const services = createServices({}, principals);
  const past = answering({ services, forward, clock, isServed: () => true });
  const gate = createGate({ ask: past, principals, clock });
  const request = {
    ...requestOf({
      service: 'kms',
      operation: 'ListKeys',
      headers: { 'x-amz-target': 'TrentService.ListKeys' },
      body: {},
    }),
    accessKeyId: 'ASIAEXAMPLE',
  };

  now = START + HOUR - 1;
  const before = await gate.pass(request, past);
  expect(before.denial).toMatchObject({ action: 'kms:ListKeys' });
  expect(before.denial?.message).toContain('cannot be judged: the store is not asked');

  now = START + HOUR;
  const after = await gate.pass(request, past);
  expect(String(after.body)).toContain('ExpiredTokenException');
  expect(after.denial).toBeUndefined();
});
