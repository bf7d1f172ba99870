import { Lease, type AcquireProps, type LeaseRecord, type LeaseStore } from '../../scripts/engine/lease';
import { VirtualClock } from '../support/virtual-clock';

class MemoryStore implements LeaseStore {
  record: LeaseRecord | undefined;
  version = 0;
  /** What becomes of the next writes: carried out without an answer, or not carried out. */
  readonly fates: ('lost answer' | 'down')[] = [];

  read(): Promise<{ record: LeaseRecord; version: string } | undefined> {
    const { record, version } = this;
    return Promise.resolve(record === undefined ? undefined : { record, version: String(version) });
  }

  write(record: LeaseRecord, version: string | undefined): Promise<string | undefined> {
    const fate = this.fates.shift();
    if (fate === 'down') return Promise.reject(new Error('no network'));
    if ((version ?? '0') !== String(this.version)) return Promise.resolve(undefined);
    this.record = record;
    this.version += 1;
    // The SDK tries again and meets its own write.
    return Promise.resolve(fate === 'lost answer' ? undefined : String(this.version));
  }
}

let clock: VirtualClock;
let store: MemoryStore;
beforeEach(() => {
  clock = new VirtualClock(0);
  store = new MemoryStore();
});

function acquire(processId: number, change: Partial<AcquireProps> = {}): Promise<Lease> {
  return Lease.acquire({
    store,
    holder: { incident: 'INC', operator: `operator-${processId}`, host: 'host', processId },
    clock,
    durationMs: 60_000,
    isAlive: () => true,
    ...change,
  });
}

describe('a lease', () => {
  it('is renewed for as long as it is held, and not after', async () => {
    const lease = await acquire(1);
    await clock.sleep(600_000);
    expect(Date.parse(store.record!.expiresAt)).toBeGreaterThan(clock.now());
    await lease.release();
    const released = store.version;
    await clock.sleep(600_000);
    expect(store.version).toBe(released);
  });

  it.each(['lost answer', 'down'] as const)('outlives a renewal that ends in: %s', async (fate) => {
    const lease = await acquire(1);
    store.fates.push(fate);
    await clock.sleep(100_000);
    await expect(lease.assertHeld()).resolves.toBeUndefined();
    expect(Date.parse(store.record!.expiresAt)).toBeGreaterThan(clock.now());
    await lease.release();
  });

  it('knows its own first write when its answer was lost', async () => {
    store.fates.push('lost answer');
    const lease = await acquire(1);
    expect(lease.token).toBe(1);
    await lease.release();
  });

  it('is given back although the answer of its last renewal was lost', async () => {
    const lease = await acquire(1);
    store.fates.push('lost answer');
    await clock.sleep(20_000);
    await lease.release();
    expect(Date.parse(store.record!.expiresAt)).toBeLessThanOrEqual(clock.now());
  });

  it('can be taken when it has expired, and then its first holder may do nothing more', async () => {
    const first = await acquire(1);
    // Asleep like a laptop: nothing is renewed.
    store.fates.push(...Array.from({ length: 4 }, () => 'down' as const));
    await clock.sleep(70_000);
    store.fates.length = 0;
    const second = await acquire(2);
    expect(second.token).toBe(2);
    await clock.sleep(30_000);
    await expect(first.assertHeld()).rejects.toMatchObject({ code: 'LEASE_LOST', kind: 'refused' });
    expect(first.signal.reason).toMatchObject({ code: 'LEASE_LOST' });
    await first.release();
    expect(store.record).toMatchObject({ processId: 2, token: 2 });
    await second.release();
  });

  it('is not taken from a dead process of another machine before it expires', async () => {
    const first = await acquire(1);
    const elsewhere = { incident: 'INC', operator: 'operator-2', host: 'elsewhere', processId: 2 };
    await expect(acquire(2, { holder: elsewhere, isAlive: () => false })).rejects.toMatchObject({
      code: 'LEASE_HELD',
      message: expect.stringContaining('operator-1 on host (process 1) is running INC'),
    });
    await first.release();
  });
});
