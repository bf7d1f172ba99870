import { claims, minutes, objectivesMet, seenByProbe, sizes, stepsOf, type Scenario } from '../report';
import { minutesOf } from '../result';
import type { MeasuredCorruption } from './measure';
import type { CorruptionResult } from './result';

export const CORRUPTION: Scenario<CorruptionResult> = {
  title: 'corrupted data',
  service: sizes,
  story: ({ incident, strategy, restorePoint, restoredTable }) =>
    `Incident ${incident}: ${strategy} to ${restorePoint}, ${restoredTable} serves.`,
  parts: (result) => [
    objectivesMet(result, {
      recoveryTime: 'declared to the first write accepted',
      recoveryPoint: 'restore point to the halt',
    }),
    felt(result.measured),
    claims(result.findings),
    stepsOf('the recovery', result.steps),
  ],
  logged: ({ strategy, items, measured: { outageMinutes, goodWritesLost } }) => ({
    strategy,
    items,
    outageMinutes: minutesOf(outageMinutes),
    goodWritesLost,
  }),
};

function felt(measured: MeasuredCorruption): string {
  const { refusedWrites, reads } = measured;
  return seenByProbe([
    ['no write accepted for', minutes(measured.outageMinutes)],
    ['good writes kept', measured.goodWritesKept],
    ['good writes made since, and back', measured.goodWritesSalvaged],
    ['good writes made since that wait for a person', measured.goodWritesWaiting],
    ['good writes lost', measured.goodWritesLost],
    ['bad writes removed', measured.badWritesRemoved],
    ['writes accepted since', measured.writesSinceRecovery],
    [
      'writes refused',
      `${refusedWrites.halted} politely, ${refusedWrites.denied} by the policy, ${refusedWrites.failed} otherwise`,
    ],
    ['reads', `${reads.answered} answered, ${reads.failed} not`],
    ['last write kept', measured.lastWriteKept ?? 'none'],
    ['last write lost', measured.lastWriteLost ?? 'none'],
  ]);
}
