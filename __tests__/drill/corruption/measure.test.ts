import { measure, type MeasureProps } from '../../../scripts/drill/corruption/measure';
import { Availability } from '../../../scripts/drill/worker/availability';
import { Ledger } from '../../../scripts/drill/worker/ledger';

const MINUTE = 60_000;
const SOURCE = 'SyncWellMetadata';
const RESTORED = 'SyncWellMetadata-restored-2026-01-31';

function ledgerOf(...writes: readonly [minute: number, table: string, good: boolean][]): Ledger {
  const ledger = new Ledger();
  for (const [minute, table, good] of writes) {
    ledger.record({ time: minute * MINUTE, table, operation: 'x', key: 'k', image: 'i', good, epoch: 1 });
  }
  return ledger;
}

/** Restore point at minute 10, declared at 15, halted at 17. */
function measured(change: Partial<MeasureProps>) {
  return measure({
    ledger: ledgerOf(
      [9, SOURCE, true],
      [11, SOURCE, false],
      [12, SOURCE, true],
      [16, SOURCE, true],
      [55, RESTORED, true],
    ),
    availability: new Availability(),
    moments: { restorePoint: 10 * MINUTE, declared: 15 * MINUTE, halted: 17 * MINUTE, resumed: 50 * MINUTE },
    waiting: new Set<string>(),
    lost: new Set<string>(),
    objectives: { recoveryTimeMinutes: 240, recoveryPointMinutes: 15 },
    ...change,
  });
}

describe('what a drill measures', () => {
  it('takes the recovery time from the declaration to the first write on the restored table', () => {
    expect(measured({})).toMatchObject({ recoveryTimeMinutes: 40, recoveryTimeMet: true });
  });

  it('misses the recovery time when no write was accepted again', () => {
    const ledger = ledgerOf([9, SOURCE, true]);
    expect(measured({ ledger })).toMatchObject({ recoveryTimeMinutes: null, recoveryTimeMet: false });
  });

  it('misses the recovery time when it took longer than the objective', () => {
    const ledger = ledgerOf([300, RESTORED, true]);
    expect(measured({ ledger })).toMatchObject({ recoveryTimeMinutes: 285, recoveryTimeMet: false });
  });

  it('takes the recovery point from the restored second to the halt', () => {
    expect(measured({})).toMatchObject({ recoveryPointMinutes: 7, recoveryPointMet: true });
  });

  it('believes the probe rather than the journal when a write was accepted after the halt', () => {
    const ledger = ledgerOf([26, SOURCE, true]);
    expect(measured({ ledger })).toMatchObject({ recoveryPointMinutes: 16, recoveryPointMet: false });
  });

  it('counts good writes kept and lost, and bad ones removed', () => {
    expect(measured({})).toMatchObject({
      goodWritesKept: 1,
      goodWritesSalvaged: 2,
      goodWritesWaiting: 0,
      goodWritesLost: 0,
      badWritesRemoved: 1,
      writesSinceRecovery: 1,
    });
  });
});

describe('availability', () => {
  it('lasts from the first write that was refused to the first that was accepted again', () => {
    const availability = new Availability();
    availability.accepted(1);
    availability.refused(2, 'denied');
    availability.refused(3, 'halted');
    availability.accepted(4);
    availability.accepted(5);
    expect(availability.outage()).toEqual({ from: 2, to: 4 });
    expect(availability.refusals).toEqual({ halted: 1, denied: 1, failed: 0 });
  });

  it('has no end while no write is accepted', () => {
    const availability = new Availability();
    availability.refused(2, 'failed');
    expect(availability.outage()).toEqual({ from: 2, to: undefined });
  });

  it('takes several outages for one', () => {
    const availability = new Availability();
    availability.refused(2, 'denied');
    availability.accepted(3);
    availability.refused(4, 'denied');
    availability.accepted(9);
    expect(availability.outage()).toEqual({ from: 2, to: 9 });
  });
});
