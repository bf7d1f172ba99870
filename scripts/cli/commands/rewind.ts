import type { Command } from 'commander';
import { newIncidentId, requireIncidentId } from '../../recovery/incident/incident-folder';
import type { Choice, Decision } from '../../recovery/repair/history/review';
import { planRewind } from '../../recovery/repair/rewind/rewind';
import { readPointer } from '../../recovery/service/pointer/pointer';
import { loadRules } from '../../recovery/items/rules';
import { rewindWords } from '../../runbooks/steps/repair/rewind';
import { restoreTime, tableName } from '../support/arguments';
import { EXIT_HELP } from '../support/exit-status';
import { actionOf, operate, operatorCommand, type CommonOptions, type Operation } from '../support/operation';
import { readDecisions, reviewWords, writeReview } from '../support/review-words';
import { runNew } from '../support/run-new';
import { UsageError } from '../support/usage-error';

interface RewindOptions extends CommonOptions {
  readonly since?: string;
  readonly table?: string;
  readonly apply: boolean;
  readonly dryRun: boolean;
  readonly undo?: string;
  readonly decisions?: string;
  readonly out?: string;
  readonly yes: boolean;
}

const CHOICES: readonly Choice[] = ['keep-live', 'take-before', 'delete'];

const HELP = `
Undoes damage in the live table. The change stream (24 hours) tells what each corrupted item was before: it is written
back on condition that the item is still exactly the corrupted image; items that bad writes made are deleted, items that
they deleted are put back. What changed since, what was made from a corrupted image and what only a person can decide
is listed, and left alone. Without --apply nothing is written: the plan, with its blast radius and cost. Better while
writes are halted (recover halt-writes), safe while they go on.

--undo takes a rewind back, also one of a whole recovery: each corrupted image is read from the stream again and
written on condition that the item is exactly what the rewind wrote.

What waits for a person is in the review file (--out, and rewind-review.json of the incident): keys, times, reasons and
fingerprints, never a value. Fill in its decisions (${CHOICES.join(', ')}) and give it back by --decisions.

For example:
  recover rewind --since 2026-03-01T04:15:00Z --out review.json
  recover rewind --since 2026-03-01T04:15:00Z --apply
  recover rewind --undo INC-20260301-041500-9f3a
${EXIT_HELP}`;

/** `recover rewind`: the past into the present, item by item. */
export function rewindCommand(): Command {
  return operatorCommand('rewind', 'undo damage in the live table, from its change stream')
    .option(
      '--since <time>',
      'a second before the damage, such as 2026-03-01T04:15:00Z',
      restoreTime('--since'),
    )
    .option('--table <name>', 'a table that is not the one that AppConfig names', tableName)
    .option('--apply', 'write; without it nothing is changed', false)
    .option('--dry-run', 'print what would be written and change nothing (the default)', false)
    .option('--undo <incident>', 'take the rewind of an incident back', requireIncidentId)
    .option('--decisions <file>', 'a review file in which people have decided')
    .option('--out <file>', 'where the review file is written; it must not be there')
    .option('--yes', 'ask no questions (there are none)', false)
    .addHelpText('after', HELP)
    .action(({ since, undo, ...options }: RewindOptions) => {
      if (options.dryRun && (options.apply || undo !== undefined))
        throw new UsageError('--apply and --undo write and --dry-run does not: give one of them');
      if (undo !== undefined) {
        if (since !== undefined || options.apply || options.decisions !== undefined)
          throw new UsageError('--undo goes alone: what it takes back is known by the incident');
        return operate(options, (operation) => declare(operation, 'undo-rewind', { of: undo }));
      }
      if (since === undefined || since === 'latest')
        throw new UsageError('--since <second> is needed; recover find-restore-point finds it');
      return operate(options, (operation) => forward(operation, { ...options, since }));
    });
}

async function forward(
  operation: Operation,
  { since, table, apply, decisions: file, out }: RewindOptions & { readonly since: string },
): Promise<void> {
  const decisions = file === undefined ? [] : readDecisions(file, CHOICES);
  if (!apply) {
    await look(operation, { since, table, decisions, out });
    return;
  }
  if (out !== undefined)
    throw new UsageError('--out goes with a look; --apply keeps the review file with its incident');
  await declare(operation, 'rewind', { since, decisions, ...(table === undefined ? {} : { table }) });
}

function declare(
  operation: Operation,
  runbook: string,
  parameters: Parameters<typeof runNew>[1]['parameters'],
): Promise<void> {
  const incident = newIncidentId(operation.connection.clock);
  return runNew(operation, { incident, runbook, parameters }, { dryRun: false });
}

interface LookProps {
  readonly since: string;
  readonly table: string | undefined;
  readonly decisions: readonly Decision[];
  readonly out: string | undefined;
}

async function look(operation: Operation, { since, table: given, decisions, out }: LookProps): Promise<void> {
  const action = actionOf(operation);
  const table = given ?? (await readPointer(action)).tableName;
  const { numbers, review, plan } = await planRewind(action, { table, since, rules: loadRules(), decisions });
  if (out !== undefined) writeReview(out, { table, since, choices: CHOICES, entries: review });
  operation.output.result({ dryRun: true, table, since, numbers, rewrites: plan.rewrites, review }, [
    `${table}, since ${since}:`,
    ...rewindWords(numbers, review),
    ...reviewWords(review),
    'nothing was changed',
  ]);
}
