import { stop } from '../engine/errors';
import { EXIT } from './support/exit-status';
import type { InputOf } from './declaration';
import type { salvage as declaration } from './declaration/single-steps';
import { consent } from './support/consent';
import { actionOf, newIncident, operate, type Call, type Operation } from './support/operation';
import type { Choice, Decision } from '../recovery/repair/history/review';
import { salvage } from '../recovery/repair/salvage/salvage';
import { loadRules } from '../recovery/items/rules';
import { replay } from '../engine/journal/replay';
import type { RecoveryFacts } from '../runbooks/facts';
import { wordsOf } from '../runbooks/steps/repair/salvage';
import { readJournal } from './support/journal';
import { readDecisions, reviewWords, writeReview } from './support/review-words';
import { runNew } from './support/run-new';
import { UsageError } from './support/usage-error';

const CHOICES: readonly Choice[] = ['keep-restored', 'take-newest', 'delete'];

/** Legitimate writes made since the restore point, back into the restored table. */
export async function run(
  { incident, dryRun, decisions: file, out, yes, ...input }: InputOf<typeof declaration>,
  call: Call,
): Promise<number> {
  if (out !== undefined && !dryRun)
    throw new UsageError('--out goes with --dry-run: a salvage keeps the review file with its incident');
  const decisions = file === undefined ? [] : readDecisions(file, CHOICES);
  return operate(call, input, async (operation) => {
    const restored = await restoredBy(operation, incident);
    if (dryRun) {
      return reviewSalvage(operation, restored, { decisions, out });
    }
    await consent(operation, {
      yes,
      what: `write to ${restored.table} what was written since ${restored.restorePoint}`,
    });
    const parameters = { of: incident, ...restored, decisions };
    const declaration = { incident: newIncident(operation), runbook: 'salvage', parameters };
    return runNew(operation, declaration, { dryRun: false });
  });
}

interface Restored {
  readonly source: string;
  readonly table: string;
  readonly restorePoint: string;
}

/** @throws Stop INCIDENT_UNKNOWN, NOTHING_RESTORED (precondition) */
async function restoredBy(operation: Operation, incident: string): Promise<Restored> {
  const facts = replay(await readJournal(operation, incident)).facts as Partial<RecoveryFacts>;
  const { sourceTable: source, restoredTable: table, restorePoint } = facts;
  if (source !== undefined && table !== undefined && restorePoint !== undefined)
    return { source, table, restorePoint };
  throw stop('NOTHING_RESTORED', { incident });
}

async function reviewSalvage(
  operation: Operation,
  { source, table, restorePoint }: Restored,
  { decisions, out }: { readonly decisions: readonly Decision[]; readonly out: string | undefined },
): Promise<number> {
  const result = await salvage(actionOf(operation), {
    source,
    table,
    since: restorePoint,
    rules: loadRules(),
    shared: true,
    apply: false,
    decisions,
  });
  const { review } = result;
  if (out !== undefined)
    writeReview(out, { source, table, since: restorePoint, choices: CHOICES, entries: review });
  operation.output.result({ dryRun: true, source, table, restorePoint, ...result }, [
    `${table}, restored from ${source} as of ${restorePoint}:`,
    ...wordsOf(result, 'would be'),
    ...reviewWords(review),
    'nothing was changed',
  ]);
  return EXIT.done;
}
