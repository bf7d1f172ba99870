import type { DrillResult } from './result';

/** The result for people, in Markdown. */
export function renderDrill(result: DrillResult): string {
  const { measured, objectives, findings, steps, phases } = result;
  const { refusedWrites, reads } = measured;
  return [
    `# Drill: corrupted data, ${result.startedAt}`,
    '',
    verdict(result),
    '',
    `${result.users} users, ${result.items} items, ${result.secrets} secrets, seed ${result.seed}; ${result.wallSeconds.toFixed(0)} seconds on the wall, the cloud's clock ran ${result.speed} times as fast. Incident ${result.incident}: ${result.strategy} to ${result.restorePoint}, ${result.restoredTable} serves.`,
    '',
    ...table(
      ['objective', 'measured', 'allowed', 'met'],
      [
        [
          'RTO: declared to the first write accepted',
          minutes(measured.recoveryTimeMinutes),
          minutes(objectives.recoveryTimeMinutes),
          yes(measured.recoveryTimeMet),
        ],
        [
          'RPO: restore point to the halt',
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
        ['no write accepted for', minutes(measured.outageMinutes)],
        ['good writes kept', String(measured.goodWritesKept)],
        ['good writes made since, and back', String(measured.goodWritesSalvaged)],
        ['good writes made since that wait for a person', String(measured.goodWritesWaiting)],
        ['good writes lost', String(measured.goodWritesLost)],
        ['bad writes removed', String(measured.badWritesRemoved)],
        ['writes accepted since', String(measured.writesSinceRecovery)],
        [
          'writes refused',
          `${refusedWrites.halted} politely, ${refusedWrites.denied} by the policy, ${refusedWrites.failed} otherwise`,
        ],
        ['reads', `${reads.answered} answered, ${reads.failed} not`],
        ['last write kept', measured.lastWriteKept ?? 'none'],
        ['last write lost', measured.lastWriteLost ?? 'none'],
      ],
    ),
    '',
    ...claims(findings),
    '',
    ...table(
      ['step of the recovery', 'minutes'],
      steps.map((step) => [step.id, minutes(step.minutes)]),
    ),
    '',
    ...parts(phases),
    '',
  ].join('\n');
}

/** In one sentence: whether it passed. */
export function verdict({ passed }: Pick<DrillResult, 'passed'>): string {
  return passed
    ? 'Passed: both objectives are met and every claim is proven.'
    : 'Not passed: see what is marked below.';
}

/** What was claimed, and whether it holds. */
export function claims(findings: DrillResult['findings']): string[] {
  return table(
    ['claim', 'holds', 'evidence'],
    findings.map(({ claim, holds, evidence }) => [claim, yes(holds), evidence]),
  );
}

/** Where the time went. */
export function parts(phases: DrillResult['phases']): string[] {
  return table(
    ['part of the drill', 'seconds on the wall'],
    phases.map(({ name, seconds }) => [name, seconds.toFixed(1)]),
  );
}

/** A table in Markdown. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)];
}

/** Minutes as a person reads them; null: it never ended. */
export function minutes(value: number | null): string {
  return value === null ? 'no end' : `${value.toFixed(1)} min`;
}

/** What does not hold is marked. */
export function yes(holds: boolean): string {
  return holds ? 'yes' : '**no**';
}
