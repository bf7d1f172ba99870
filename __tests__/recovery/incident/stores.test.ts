import { PutObjectCommand } from '@aws-sdk/client-s3';
import { S3LeaseStore } from '../../../scripts/recovery/incident/s3-lease-store';
import { S3Mirror } from '../../../scripts/recovery/incident/s3-mirror';
import { listKeys, readText, writeTextIf, type Bucket } from '../../../scripts/recovery/aws/s3-objects';
import { clockOf } from '../../../scripts/engine/clock';
import { FIRST_PREVIOUS, hashOf, type Entry } from '../../../scripts/engine/journal/entry';
import { Lease, type AcquireProps, type LeaseRecord } from '../../../scripts/engine/lease';
import { startAuditCloud, type AuditCloud } from './support/audit-cloud';

let audit: AuditCloud;
beforeAll(async () => {
  audit = await startAuditCloud();
}, 120_000);
afterAll(() => audit.close());
afterEach(() => audit.cloud.clearFaults());

function line(sequence: number, data: Record<string, string | number> = {}): Entry {
  const content = {
    sequence,
    time: '2026-03-01T00:00:00.000Z',
    kind: 'fact' as const,
    step: null,
    data,
    token: 1,
    previous: FIRST_PREVIOUS,
  };
  return { ...content, hash: hashOf(content) };
}

/** A fifth of all calls fails, half of them after they were carried out. */
function injectFaults(seed: number): Promise<void> {
  return audit.cloud.injectFaults({
    rate: 0.2,
    kinds: ['throttle', '500', '503', 'reset'],
    services: ['s3'],
    seed,
  });
}

describe('the journal in the audit bucket', () => {
  it('is read back in the order of its numbers', async () => {
    const mirror = new S3Mirror(await audit.newBucket());
    const lines = Array.from({ length: 40 }, (_, index) => line(index + 1, { index }));
    await Promise.all(lines.map((entry) => mirror.put('INC', entry)));
    expect(await mirror.read('INC')).toEqual(lines);
    expect(await mirror.incidents()).toEqual(['INC']);
    expect(await mirror.first('INC')).toEqual(lines[0]);
  });

  it('has no line of an incident that it does not know', async () => {
    const mirror = new S3Mirror(await audit.newBucket());
    expect(await mirror.read('INC')).toEqual([]);
    expect(await mirror.first('INC')).toBeUndefined();
    expect(await mirror.incidents()).toEqual([]);
  });

  it('takes a line that it has already for our own, whose answer was lost', async () => {
    const mirror = new S3Mirror(await audit.newBucket());
    await mirror.put('INC', line(1));
    await expect(mirror.put('INC', line(1))).resolves.toBeUndefined();
  });

  it("refuses a second line of a number: another machine's came first", async () => {
    const mirror = new S3Mirror(await audit.newBucket());
    await mirror.put('INC', line(1, { by: 'first' }));
    await expect(mirror.put('INC', line(1, { by: 'second' }))).rejects.toMatchObject({
      kind: 'refused',
      code: 'JOURNAL_TAKEN_OVER',
    });
    expect((await mirror.read('INC'))[0]?.data).toEqual({ by: 'first' });
  });

  it('lets exactly one of two writers have each number, whatever they do at once', async () => {
    const bucket = await audit.newBucket();
    const writers = [new S3Mirror(bucket), new S3Mirror(bucket)];
    for (let number = 1; number <= 20; number += 1) {
      const outcomes = await Promise.allSettled(
        writers.map((writer, by) => writer.put('INC', line(number, { by }))),
      );
      expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    }
  });

  it.each([1, 2, 3])('loses and doubles no line while a fifth of the calls fails (seed %i)', async (seed) => {
    const mirror = new S3Mirror(await audit.newBucket());
    const lines = Array.from({ length: 25 }, (_, index) => line(index + 1, { index }));
    await injectFaults(seed);
    for (const entry of lines) await mirror.put('INC', entry);
    const read = await mirror.read('INC');
    await audit.cloud.clearFaults();
    expect(read).toEqual(lines);
  });

  it('tells a line that was changed afterwards', async () => {
    const bucket = await audit.newBucket();
    const mirror = new S3Mirror(bucket);
    await mirror.put('INC', line(1, { by: 'me' }));
    await bucket.s3.send(
      new PutObjectCommand({
        Bucket: bucket.bucket,
        Key: 'incidents/INC/00000001.json',
        Body: JSON.stringify({ ...line(1), data: { by: 'you' } }),
      }),
    );
    await expect(mirror.read('INC')).rejects.toMatchObject({ code: 'JOURNAL_DAMAGED' });
  });
});

describe('a list of keys', () => {
  it('goes on to the last page', async () => {
    const bucket = await audit.newBucket();
    const keys = ['a/1', 'a/2', 'a/3', 'a/4', 'a/5', 'b/1'];
    for (const key of keys) await writeTextIf(bucket, key, { text: key, etag: undefined });
    expect(await listKeys(bucket, 'a/', 2)).toEqual(keys.slice(0, 5));
  });
});

describe('a conditional write', () => {
  it('answers nothing when there is no object to match', async () => {
    const bucket = await audit.newBucket();
    expect(await writeTextIf(bucket, 'key', { text: 'a', etag: '"none"' })).toBeUndefined();
  });

  it('replaces what its writer saw, and nothing else', async () => {
    const bucket = await audit.newBucket();
    const first = await writeTextIf(bucket, 'key', { text: 'a', etag: undefined });
    const second = await writeTextIf(bucket, 'key', { text: 'b', etag: first });
    expect(second).toBeDefined();
    expect(await writeTextIf(bucket, 'key', { text: 'c', etag: first })).toBeUndefined();
    expect((await readText(bucket, 'key'))?.text).toBe('b');
  });
});

describe('the lease in the audit bucket', () => {
  const clock = clockOf({ speed: 1, start: 0, wallStart: 0 });

  function propsOf(bucket: Bucket, processId: number, change: Partial<AcquireProps> = {}): AcquireProps {
    return {
      store: new S3LeaseStore(bucket, 'drill'),
      holder: { incident: 'INC', operator: `arn:aws:iam::1:user/${processId}`, host: 'host', processId },
      clock,
      durationMs: 60_000,
      isAlive: () => true,
      ...change,
    };
  }

  it('goes to exactly one of two who want it at the same time', async () => {
    for (let round = 0; round < 5; round += 1) {
      const bucket = await audit.newBucket();
      const outcomes = await Promise.allSettled([1, 2].map((id) => Lease.acquire(propsOf(bucket, id))));
      expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
      for (const outcome of outcomes) {
        if (outcome.status === 'fulfilled') await outcome.value.release();
        else expect(outcome.reason).toMatchObject({ kind: 'refused', code: 'LEASE_HELD' });
      }
    }
  });

  it('is free again once it was given back, with a higher token', async () => {
    const bucket = await audit.newBucket();
    const first = await Lease.acquire(propsOf(bucket, 1));
    await first.release();
    const second = await Lease.acquire(propsOf(bucket, 2));
    expect([first.token, second.token]).toEqual([1, 2]);
    await second.release();
  });

  it('can be taken from a process of this machine that is dead, and not from one that lives', async () => {
    const bucket = await audit.newBucket();
    const first = await Lease.acquire(propsOf(bucket, 1));
    await expect(Lease.acquire(propsOf(bucket, 2))).rejects.toMatchObject({ code: 'LEASE_HELD' });
    const second = await Lease.acquire(propsOf(bucket, 2, { isAlive: () => false }));
    expect(second.token).toBe(2);
    await Promise.all([first.release(), second.release()]);
  });

  it('says who took it over, and aborts what runs under it', async () => {
    const bucket = await audit.newBucket();
    const first = await Lease.acquire(propsOf(bucket, 1, { durationMs: 300 }));
    const store = new S3LeaseStore(bucket, 'drill');
    const taken = new Promise((resolve) => {
      first.signal.addEventListener('abort', resolve);
    });
    const rival: LeaseRecord = {
      ...propsOf(bucket, 2).holder,
      token: 2,
      expiresAt: '2999-01-01T00:00:00.000Z',
    };
    for (;;) {
      if ((await store.write(rival, (await store.read())?.version)) !== undefined) break;
    }
    await taken;
    await expect(first.assertHeld()).rejects.toMatchObject({
      code: 'LEASE_LOST',
      message: expect.stringContaining('user/2 has taken the recovery over'),
    });
    await first.release();
    expect((await store.read())?.record).toEqual(rival);
  });

  it.each([1, 2, 3])(
    'is taken, renewed and given back while a fifth of the calls fails (seed %i)',
    async (seed) => {
      const bucket = await audit.newBucket();
      await injectFaults(seed);
      for (let round = 1; round <= 5; round += 1) {
        const lease = await Lease.acquire(propsOf(bucket, round, { durationMs: 30 }));
        await clock.sleep(60);
        await lease.assertHeld();
        await lease.release();
        const { record } = (await new S3LeaseStore(bucket, 'drill').read())!;
        expect(record.token).toBe(round);
        expect(Date.parse(record.expiresAt)).toBeLessThanOrEqual(clock.now());
      }
    },
  );

  it('is refused when the object is no lease', async () => {
    const bucket = await audit.newBucket();
    await writeTextIf(bucket, 'leases/drill.json', { text: 'not JSON', etag: undefined });
    await expect(Lease.acquire(propsOf(bucket, 1))).rejects.toMatchObject({ code: 'LEASE_UNREADABLE' });
  });
});
