import { EXIT } from './support/exit-status';
import type { InputOf } from './declaration';
import type { rewind } from './declaration/single-steps';
import { consent } from './support/consent';
import { actionOf, newIncident, operate, type Call, type Operation } from './support/operation';
import type { Choice, Decision } from '../recovery/repair/history/review';
import { planRewind } from '../recovery/repair/rewind/rewind';
import { readPointer } from '../recovery/service/pointer/pointer';
import { loadRules } from '../recovery/items/rules';
import { rewindWords } from '../runbooks/steps/repair/rewind';
import { readDecisions, reviewWords, writeReview } from './support/review-words';
import { runNew } from './support/run-new';
import { UsageError } from './support/usage-error';

type Input = InputOf<typeof rewind>;

const CHOICES: readonly Choice[] = ['keep-live', 'take-before', 'delete'];

/** The past into the present, item by item. */
export async function run(input: Input, call: Call): Promise<number> {
  const { since, undo, decisions: file, out, dryRun } = input;
  if (undo !== undefined) {
    if (since !== undefined || dryRun || file !== undefined)
      throw new UsageError('--undo goes alone: what it takes back is known by the incident');
    return operate(call, input, (operation) => declare(operation, 'undo-rewind', { of: undo }));
  }
  if (since === undefined)
    throw new UsageError('--since <second> is needed; recover find-restore-point finds it');
  if (out !== undefined && !dryRun)
    throw new UsageError('--out goes with --dry-run: a rewind keeps the review file with its incident');
  return operate(call, input, (operation) => forward(operation, { ...input, since }));
}

async function forward(
  operation: Operation,
  { since, table, decisions: file, out, dryRun, yes }: Input & { readonly since: string },
): Promise<number> {
  const decisions = file === undefined ? [] : readDecisions(file, CHOICES);
  if (dryRun) {
    return reviewRewind(operation, { since, table, decisions, out });
  }
  await consent(operation, { yes, what: `write the images from before ${since} back into the live table` });
  return declare(operation, 'rewind', { since, decisions, ...(table === undefined ? {} : { table }) });
}

function declare(
  operation: Operation,
  runbook: string,
  parameters: Parameters<typeof runNew>[1]['parameters'],
): Promise<number> {
  return runNew(operation, { incident: newIncident(operation), runbook, parameters }, { dryRun: false });
}

interface RewindReviewProps {
  readonly since: string;
  readonly table: string | undefined;
  readonly decisions: readonly Decision[];
  readonly out: string | undefined;
}

async function reviewRewind(
  operation: Operation,
  { since, table: given, decisions, out }: RewindReviewProps,
): Promise<number> {
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
  return EXIT.done;
}
