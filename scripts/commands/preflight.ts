import Table from 'cli-table3';
import { preflight, type CheckResult } from '../recovery/readiness';
import { parseRestoreTime } from '../recovery/table/restore-time';
import { regionsOf, type IncidentRegions } from '../runbooks/incident-regions';
import type { InputOf } from './declaration';
import type { preflightDataCorruption, preflightFailback, preflightRegionalOutage } from './declaration/look';
import { copyWanted, requireRegion } from './outage/options';
import { lookAhead, type AheadProps } from './outage/preflight';
import { EXIT } from './support/exit-status';
import { operateAt } from './support/operate-on';
import {
  actionOf,
  infrastructureOf,
  nextFrom,
  operate,
  prepare,
  type Call,
  type CommonInput,
  type Operation,
} from './support/operation';

/** Would `run data-corruption` go through? */
export function dataCorruption(
  { table, restoreTo, ...input }: InputOf<typeof preflightDataCorruption>,
  call: Call,
): Promise<number> {
  return operate(call, input, async (operation) => {
    const { connection, env } = operation;
    const infrastructure = infrastructureOf(operation);
    const { checks } = await preflight(actionOf(operation), 'data-corruption', {
      connection,
      infrastructure,
      env,
      table,
      restoreTo: restoreTo === undefined ? undefined : parseRestoreTime(restoreTo),
    });
    return print(operation, checks);
  });
}

/** Would `run regional-outage` go through? */
export function regionalOutage(input: InputOf<typeof preflightRegionalOutage>, call: Call): Promise<number> {
  const { source, plan, evacuate } = input;
  requireRegion(call, prepare(call, input).settings, input);
  const regions = regionsOf({ runbook: 'regional-outage', parameters: { evacuate }, role: null });
  return lookAt(call, input, regions, { source: copyWanted(source), plan });
}

/** Would `run failback` go through? */
export function failback({ plan, ...input }: InputOf<typeof preflightFailback>, call: Call): Promise<number> {
  return lookAt(call, input, regionsOf({ runbook: 'failback', parameters: {}, role: null }), { plan });
}

function lookAt(
  call: Call,
  input: CommonInput,
  regions: IncidentRegions,
  props: AheadProps,
): Promise<number> {
  return operate(call, input, (operation) =>
    operateAt(operation, regions, async (there) => print(there, (await lookAhead(there, props)).checks)),
  );
}

function print(operation: Operation, found: readonly CheckResult[]): number {
  const { output } = operation;
  const checks = found.map((check) =>
    check.next === null ? check : { ...check, next: nextFrom(operation, check.next) },
  );
  const failed = checks.filter(({ result }) => result === 'failed');
  const ready = failed.length === 0;
  output.result({ ready, checks }, [
    render(checks),
    ready ? 'ready' : `${failed.length} of ${checks.length} checks failed`,
  ]);
  return ready ? EXIT.done : EXIT.precondition;
}

function render(checks: readonly CheckResult[]): string {
  const table = new Table({
    head: ['check', 'result', 'what', 'next'],
    colWidths: [null, null, 60, 40],
    wordWrap: true,
    style: { head: [], border: [] },
  });
  for (const { check, result, detail, next } of checks) table.push([check, result, detail, next ?? '']);
  return table.toString();
}
