import { requestToken } from '../../../scripts/recovery/secrets/fingerprint';
import { nameOfSecret } from '../../../scripts/recovery/secrets/names-in-table';
import { Pace } from '../../../scripts/recovery/secrets/pace';
import { VirtualClock } from '../../support/virtual-clock';

describe('a pace', () => {
  const clock = new VirtualClock(0);
  const { signal } = new AbortController();

  it('lets so many through in a second, however many come at once', async () => {
    const pace = new Pace({ clock, signal }, 50);
    const start = clock.now();
    await Promise.all(Array.from({ length: 501 }, () => pace.take()));
    expect(clock.now() - start).toBe(10_000);
  });

  it('makes up for what came late, but not for what never came', async () => {
    const pace = new Pace({ clock, signal }, 50);
    await clock.sleep(60_000);
    const start = clock.now();
    await Promise.all(Array.from({ length: 101 }, () => pace.take()));
    expect(clock.now() - start).toBe(2_000 - 200);
  });

  it('waits for a moment when a call was refused, once for many refusals at once', async () => {
    const pace = new Pace({ clock, signal }, 50);
    const start = clock.now();
    for (let refusals = 0; refusals < 10; refusals += 1) pace.refused();
    await pace.take();
    expect(clock.now() - start).toBe(500);
  });

  it('ends when somebody asks to stop', async () => {
    const controller = new AbortController();
    const pace = new Pace({ clock, signal: controller.signal }, 1);
    await pace.take();
    const waiting = pace.take();
    controller.abort(new Error('stop'));
    await expect(waiting).rejects.toThrow('stop');
  });
});

it('a request token is the same for the same name and fingerprint, and a UUID', () => {
  const token = requestToken('name', 'fingerprint');
  expect(token).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(requestToken('name', 'fingerprint')).toBe(token);
  expect(requestToken('name', 'other')).not.toBe(token);
});

it('a pointer of a connection is an ARN or a name', () => {
  const arn =
    'arn:aws:secretsmanager:us-east-1:123456789012:secret:syncwell/drill/users/u1/connections/c1/token-a1B2c3';
  expect(nameOfSecret(arn)).toBe('syncwell/drill/users/u1/connections/c1/token');
  expect(nameOfSecret('syncwell/drill/a')).toBe('syncwell/drill/a');
});
