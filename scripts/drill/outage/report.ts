import { claims, minutes, parts, table, verdict, yes } from '../corruption/report';
import type { OutageResult, Recovery } from './result';

/** The result for people, in Markdown. */
export function renderOutage(result: OutageResult): string {
  const { measured, objectives, findings, phases, rebuild, failback } = result;
  return [
    `# Drill: lost region, ${result.startedAt}`,
    '',
    verdict(result),
    '',
    `${result.users} users, ${result.items} items, ${result.secrets} secrets, seed ${result.seed}; ${result.wallSeconds.toFixed(0)} seconds on the wall, the cloud's clock ran ${result.speed} times as fast. The region was lost at ${result.lostAt}: ${result.stages.join(', then ')}. ${result.rounds} rounds of protection came before.`,
    '',
    `Incident ${rebuild.incident}: rebuilt to ${result.restorePoint} as ${rebuild.table}. Incident ${failback.incident}: back as ${failback.table}.`,
    '',
    ...table(
      ['objective', 'measured', 'allowed', 'met'],
      [
        [
          'RTO: the loss to the first user who was read, written and given a token',
          minutes(measured.recoveryTimeMinutes),
          minutes(objectives.recoveryTimeMinutes),
          yes(measured.recoveryTimeMet),
        ],
        [
          'RPO: the oldest write that is missing, or the restore point, to the loss',
          minutes(measured.recoveryPointMinutes),
          minutes(objectives.recoveryPointMinutes),
          yes(measured.recoveryPointMet),
        ],
      ],
    ),
    '',
    ...table(
      ['as the probe saw it', ''],
      [
        ['writes before the loss that were kept', String(measured.writesKept)],
        ['writes before the loss that were lost', String(measured.writesLost)],
        ['the oldest of them was made', beforeTheLoss(measured.oldestLossMinutes)],
        ['the newest of them was made', beforeTheLoss(measured.newestLossMinutes)],
        ['writes in the recovery region', String(measured.writesAway)],
        ['no write accepted during the failback for', minutes(measured.failbackOutageMinutes)],
        ['writes after the failback', String(measured.writesBack)],
      ],
    ),
    '',
    ...claims(findings),
    '',
    ...steps('regional-outage', rebuild),
    '',
    ...steps('failback', failback),
    '',
    ...parts(phases),
    '',
  ].join('\n');
}

function steps(procedure: string, recovery: Recovery): string[] {
  return table(
    [`step of ${procedure}`, 'minutes', 'after the declaration'],
    recovery.steps.map((step) => [step.id, minutes(step.minutes), minutes(step.startedAfter)]),
  );
}

function beforeTheLoss(value: number | null): string {
  return value === null ? 'none is missing' : `${value.toFixed(1)} min before the loss`;
}
