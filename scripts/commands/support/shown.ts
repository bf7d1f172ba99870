import type { Settings } from '../../../settings';
import type { Entry } from '../../engine/journal/entry';
import type { Incident } from '../../engine/journal/replay';
import type { Facts } from '../../engine/step';
import { shownFrom, type Shown } from '../../recovery/incident/shown';
import { readPointer } from '../../recovery/service/pointer/pointer';
import { RUNBOOKS } from '../../runbooks';
import { forecast } from '../../runbooks/forecast';
import { workloadFrom } from '../../runbooks/sizes';
import { actionOf, type Operation } from './operation';

/**
 * Which table is live, so that the second person is shown its name. Best effort; not asked of a lost region, nor where a
 * runbook works with both regions and names no table.
 */
export async function learnLiveTable(operation: Operation, { facts }: Incident): Promise<Facts> {
  const { target } = operation.connection;
  const isKnown = [facts.liveTable, facts.sourceTable].some((name) => name !== undefined);
  if (isKnown || operation.source !== undefined || target.lost !== undefined) return {};
  try {
    return { liveTable: (await readPointer(actionOf(operation))).tableName };
  } catch {
    return {};
  }
}

/** What the second person is shown of an incident: the same for whoever reads its journal. */
export function shownOf(
  { connection: { target }, settings }: Pick<Operation, 'connection' | 'settings'>,
  incident: Incident,
  { hash }: Entry,
): Shown {
  return shownFrom(incident, {
    declaration: hash,
    region: target.region,
    expected: expectedOf(incident, settings.objectives),
  });
}

function expectedOf(
  { runbook, parameters, facts }: Incident,
  objectives: Settings['objectives'],
): string | null {
  const workload = workloadFrom(facts.sizes);
  const definition = RUNBOOKS.find(({ id }) => id === runbook);
  if (workload === undefined || definition === undefined) return null;
  return forecast(definition.define(parameters), workload, objectives);
}

/** Line by line. */
export function describeShown(
  { id, declaredAt, declaredBy, runbook }: Incident,
  { region, table, parameters, restorePoint, damage, window, expected }: Shown,
): string[] {
  return [
    `${id}: ${runbook}, declared ${declaredAt} by ${declaredBy}`,
    `  region: ${region}`,
    `  table: ${table ?? 'not known yet'}`,
    ...Object.entries(parameters).map(([name, value]) => `  ${name}: ${JSON.stringify(value)}`),
    ...(restorePoint === null ? [] : [`  restore point: ${restorePoint}`]),
    ...(damage === null
      ? []
      : [
          `  damage: ${counted(damage.items)} items of ${counted(damage.users)} users; first bad write: ${damage.firstBadWrite ?? 'not known'}`,
        ]),
    window === null
      ? '  no data loss is accepted; a loss needs a new approval'
      : `  everything written from ${window.from} to ${window.to} may be lost`,
    `  ${expected ?? 'how long it takes is not known'}`,
  ];
}

function counted({ count, orMore }: { readonly count: number; readonly orMore: boolean }): string {
  return orMore ? `${count} or more` : String(count);
}
