import { stop } from '../../engine/errors';
import { findRestorePoint } from '../../recovery/repair/restore-point/find-restore-point';
import type { RestorePointFindings } from '../../recovery/repair/restore-point/findings';
import { readPointer } from '../../recovery/service/pointer/pointer';
import { loadRules } from '../../recovery/items/rules';
import { STRATEGIES, type Strategy } from '../../runbooks/data-corruption';
import { actionOf, type Operation } from './operation';
import type { Asker } from './surroundings';
import { restorePointWords } from './restore-point-words';

/** More corrupted items than this are not proposed to be undone one by one. */
const MOST_REWOUND = 100_000;

/** What speaks for one strategy, in numbers. */
export interface Proposal {
  readonly strategy: Strategy;
  readonly because: string;
}

/** Looks for the second before the damage, and says what was found. */
export async function lookForDamage(
  operation: Operation,
  table: string | undefined,
): Promise<RestorePointFindings> {
  const action = actionOf(operation);
  const findings = await findRestorePoint(action, {
    table: table ?? (await readPointer(action)).tableName,
    rules: loadRules(),
  });
  for (const line of restorePointWords(findings, operation.output)) operation.output.say(line);
  return findings;
}

/** Pure: what the numbers speak for. */
export function proposalOf({ verdict, log, blast }: RestorePointFindings): Proposal {
  const { corruptedItems, writesOnCorruptedItems, goodWritesAfter } = blast;
  const damage = `${corruptedItems.count}${corruptedItems.orMore ? ' or more' : ''} corrupted items, ${writesOnCorruptedItems} writes on top of them, ${goodWritesAfter} good writes since`;
  if (verdict !== 'found' || log?.everyWrite !== true || log.trimmed)
    return {
      strategy: 'restore',
      because: `the change log does not tell every write since the damage (${damage})`,
    };
  if (corruptedItems.orMore || corruptedItems.count > MOST_REWOUND)
    return { strategy: 'restore', because: `too much is corrupted to undo it item by item (${damage})` };
  if (2 * writesOnCorruptedItems > corruptedItems.count)
    return { strategy: 'restore', because: `too much was made of corrupted items since (${damage})` };
  return {
    strategy: 'rewind',
    because: `the change log reaches back to ${log.since} and tells what each item was (${damage})`,
  };
}

/**
 * Restore or rewind: as the operator says, who sees the numbers first.
 *
 * @param command the command with a strategy
 * @throws Stop STRATEGY_NOT_CHOSEN (refused) when nobody may be asked
 */
export async function chooseStrategy(
  asker: Asker | undefined,
  {
    findings,
    command,
  }: { readonly findings: RestorePointFindings; readonly command: (strategy: Strategy) => string },
): Promise<Strategy> {
  const { strategy, because } = proposalOf(findings);
  const proposal = `proposed is ${strategy}: ${because}`;
  if (asker === undefined) {
    const other = STRATEGIES.find((one) => one !== strategy) ?? strategy;
    throw stop('STRATEGY_NOT_CHOSEN', {
      proposed: strategy,
      because,
      other: command(other),
      next: command(strategy),
    });
  }
  return asker.choose(proposal, [
    { value: 'rewind', label: 'rewind: undo the damage in the live table' },
    { value: 'restore', label: 'restore: a new table as of the second before the damage' },
  ]);
}
