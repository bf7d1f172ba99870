import Table from 'cli-table3';
import type { BadWrite, Count, RestorePointFindings } from '../../recovery/repair/restore-point/findings';
import { restorePointChart, type ChartProps } from './restore-point-chart';

/** Keys that are named; `--json` names up to a thousand. */
const NAMED = 10;

/** What was found, for people at a terminal. */
export function restorePointWords(findings: RestorePointFindings, chart: ChartProps): string[] {
  const { table, log, verdict, why } = findings;
  return [
    log === null
      ? `${table}: no change could be read`
      : `${table}: ${log.changes} changes of the ${log.source === 'stream' ? 'stream' : 'exports in the vault'}, from ${log.since} to ${log.until}`,
    ...(verdict === 'found' ? foundWords(findings, chart) : [`${verdict}:`]),
    ...why.map((reason) => `- ${reason}`),
  ];
}

function foundWords(findings: RestorePointFindings, chart: ChartProps): string[] {
  const { firstBadWrite, restorePoint, sureness, massBeginsAt, blast, keys } = findings;
  const { badWrites, corruptedItems, affectedUsers, writesOnCorruptedItems, goodWritesAfter } = blast;
  return [
    ...(firstBadWrite === null ? [] : [`first bad write: ${bad(firstBadWrite)}`]),
    `restore point: ${restorePoint ?? 'none'}, sureness ${sureness}`,
    ...(massBeginsAt === null ? [] : [`the mass of the bad writes begins at ${massBeginsAt}`]),
    `${badWrites} bad writes to ${counted(corruptedItems)} items of ${counted(affectedUsers)} users; ${writesOnCorruptedItems} more on top of them; ${goodWritesAfter} good ones after the restore point`,
    '',
    ...restorePointChart(findings, chart),
    '',
    ...rulesTable(findings),
    ...keys.slice(0, NAMED).map(bad),
    ...(keys.length > NAMED ? [`... of ${counted(corruptedItems)} items; --json names up to 1,000`] : []),
    '',
  ];
}

function rulesTable({ rules }: RestorePointFindings): string[] {
  if (rules.length === 0) return [];
  const rows = new Table({
    head: ['writes', 'rule', ''],
    colAligns: ['right', 'left', 'left'],
    style: { head: [], border: [] },
  });
  for (const { rule, certain, writes } of rules) rows.push([writes, rule, certain ? '' : 'only unusual']);
  return [rows.toString()];
}

function bad({ at, key, rule }: BadWrite): string {
  return `${at} ${key.PK} ${key.SK}: ${rule}`;
}

function counted({ count, orMore }: Count): string {
  return orMore ? `${count} or more` : String(count);
}
