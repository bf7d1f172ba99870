import { claims, minutes, objectivesMet, seenByProbe, sizes, stepsOf, type Scenario } from '../report';
import { minutesOf } from '../result';
import type { MeasuredOutage } from './measure';
import type { OutageResult } from './result';

export const OUTAGE: Scenario<OutageResult> = {
  title: 'lost region',
  service: sizes,
  story: ({ lostAt, stages, rounds }) =>
    `The region was lost at ${lostAt}: ${stages.join(', then ')}. ${rounds} rounds of protection came before.`,
  parts: (result) => [
    incidents(result),
    objectivesMet(result, {
      recoveryTime: 'the loss to the first user who was read, written and given a token',
      recoveryPoint: 'the oldest write that is missing, or the restore point, to the loss',
    }),
    felt(result.measured),
    claims(result.findings),
    stepsOf('regional-outage', result.rebuild.steps, { afterDeclaration: true }),
    stepsOf('failback', result.failback.steps, { afterDeclaration: true }),
  ],
  logged: ({ outage, items, secrets, measured: { writesLost, failbackOutageMinutes } }) => ({
    outage,
    items,
    secrets,
    writesLost,
    failbackOutageMinutes: minutesOf(failbackOutageMinutes),
  }),
};

function incidents({ rebuild, failback, restorePoint }: OutageResult): string {
  return `Incident ${rebuild.incident}: rebuilt to ${restorePoint} as ${rebuild.table}. Incident ${failback.incident}: back as ${failback.table}.`;
}

function felt(measured: MeasuredOutage): string {
  return seenByProbe([
    ['writes before the loss that were kept', measured.writesKept],
    ['writes before the loss that were lost', measured.writesLost],
    ['the oldest of them was made', beforeTheLoss(measured.oldestLossMinutes)],
    ['the newest of them was made', beforeTheLoss(measured.newestLossMinutes)],
    ['writes in the recovery region', measured.writesAway],
    ['no write accepted during the failback for', minutes(measured.failbackOutageMinutes)],
    ['writes after the failback', measured.writesBack],
  ]);
}

function beforeTheLoss(value: number | null): string {
  return value === null ? 'none is missing' : `${value.toFixed(1)} min before the loss`;
}
