import { stop } from '../engine/errors';
import type { RestorePointFindings } from '../recovery/repair/restore-point/findings';
import type { Facts } from '../engine/step';
import { parseRestoreTime, restoreTimeText, type RestoreTime } from '../recovery/table/restore-time';
import type { InputOf } from './declaration';
import { again } from './declaration/invocation';
import type { runDataCorruption } from './declaration/runbooks';
import { acknowledgeDataLoss } from './support/data-loss';
import { newIncident, operate, sameWith, type Call, type Operation } from './support/operation';
import { printPlan } from './support/plan';
import { requireRestorable } from './support/require-restorable';
import { statusOfRun, runbookDefinition } from './support/run-runbook';
import type { Strategy } from '../runbooks/data-corruption';
import { chooseStrategy, lookForDamage } from './support/strategy';

type Input = InputOf<typeof runDataCorruption>;

/** Items are wrong, in numbers: back to a second before the damage. */
export function dataCorruption(input: Input, call: Call): Promise<number> {
  return operate(call, input, async (operation) => {
    const chosen = await choose(operation, input);
    const { strategy, restoreTo } = chosen;
    const parameters = parametersOf(chosen);
    const runbook = runbookDefinition('data-corruption').define(parameters);
    await requireRestorable(
      operation,
      strategy === 'rewind' ? { ...chosen, restoreTo: { kind: 'auto' } } : chosen,
    );
    const { acceptDataLoss: given, yes } = input;
    if (input.dryRun) {
      return printPlan(operation, runbook, { incident: newIncident(operation) });
    }
    const asChosen = { ...operation, invocation: again(operation.invocation, optionsOf(chosen)) };
    const acknowledged =
      strategy === 'rewind' ? given : await acknowledgeDataLoss(asChosen, { restoreTo, given, yes });
    const incident = newIncident(operation);
    return statusOfRun(operation, {
      incident,
      declaration: { incident, runbook: runbook.id, parameters, acknowledged },
    });
  });
}

interface Chosen extends Omit<Input, 'restoreTo'> {
  readonly strategy: Strategy;
  readonly restoreTo: RestoreTime;
}

/** What was left open: the strategy, the second, and whether to salvage. The operator at the terminal sees the numbers. */
async function choose(operation: Operation, input: Input): Promise<Chosen> {
  const { yes, table, acceptDataLoss, dryRun } = input;
  const asker = yes || dryRun ? undefined : operation.asker;
  let { strategy, restoreTo, salvage } = input;
  if (restoreTo === undefined) {
    // Accepted beforehand, or not at stake: the run finds the second itself.
    const isLater = strategy === 'rewind' || (strategy === 'restore' && acceptDataLoss !== undefined);
    const findings = isLater || dryRun ? undefined : await lookForDamage(operation, table);
    if (findings !== undefined) {
      const command = (one: Strategy): string => sameWith(operation, { strategy: one });
      strategy ??= await chooseStrategy(asker, { findings, command });
      if (strategy === 'restore') restoreTo = foundSecond(findings);
    }
  }
  strategy ??= 'restore';
  if (strategy === 'restore' && asker !== undefined) {
    salvage ??=
      (await asker.choose('after the restore', [
        { value: 'salvage', label: 'bring legitimate writes made since the restore point back' },
        { value: 'none', label: 'leave them in the old table' },
      ])) === 'salvage';
  }
  return { ...input, strategy, restoreTo: parseRestoreTime(restoreTo ?? 'auto'), salvage };
}

/** What was chosen, as options of the command. */
function optionsOf({ strategy, restoreTo, salvage }: Chosen) {
  return {
    strategy: strategy === 'restore' && restoreTo.kind !== 'auto' ? undefined : strategy,
    restoreTo: restoreTo.kind === 'auto' ? undefined : restoreTimeText(restoreTo),
    salvage,
  };
}

/** @throws Stop RESTORE_POINT_UNKNOWN (precondition) */
function foundSecond({ restorePoint, verdict, why }: RestorePointFindings): string {
  if (restorePoint !== null) return restorePoint;
  throw stop('RESTORE_POINT_UNKNOWN', {
    verdict,
    why,
    advice: 'Give it by --restore-to once somebody knows it.',
    next: 'npx recover find-restore-point',
  });
}

/** Only what was given: what is left out is the procedure's to choose. */
function parametersOf({
  strategy,
  restoreTo,
  salvage,
  table,
  target,
  usersToVerify,
  stopWorkers,
  plan,
}: Chosen): Facts {
  return {
    restoreTo: restoreTimeText(restoreTo),
    ...(strategy === 'restore' ? {} : { strategy }),
    ...(salvage === undefined ? {} : { salvage }),
    ...(table === undefined ? {} : { table }),
    ...(target === undefined ? {} : { target }),
    ...(usersToVerify === undefined ? {} : { usersToVerify }),
    ...(stopWorkers ? { stopWorkers } : {}),
    ...(plan ? {} : { plan }),
  };
}
