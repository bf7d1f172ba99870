import type { Command } from 'commander';
import { newIncidentId, requireIncidentId } from '../../recovery/incident/incident-folder';
import type { Choice, Decision } from '../../recovery/repair/history/review';
import { salvage } from '../../recovery/repair/salvage/salvage';
import { loadRules } from '../../recovery/items/rules';
import { replay } from '../../engine/journal/replay';
import { Stop } from '../../engine/stop';
import type { RecoveryFacts } from '../../runbooks/facts';
import { wordsOf } from '../../runbooks/steps/repair/salvage';
import { EXIT_HELP } from '../support/exit-status';
import { readJournal } from '../support/journal';
import { actionOf, operate, operatorCommand, type CommonOptions, type Operation } from '../support/operation';
import { readDecisions, reviewWords, writeReview } from '../support/review-words';
import { runNew } from '../support/run-new';
import { UsageError } from '../support/usage-error';

interface SalvageOptions extends CommonOptions {
  readonly apply: boolean;
  readonly dryRun: boolean;
  readonly decisions?: string;
  readonly out?: string;
  readonly yes: boolean;
}

const CHOICES: readonly Choice[] = ['keep-restored', 'take-newest', 'delete'];

const HELP = `
Brings the legitimate writes that were made between the restore point and the halt back into the restored table: of each
item the newest image that keeps to the rules and was not made from a corrupted one, deletions included. Each write is on
condition that the restored item is what the restore brought, so that nothing newer is overwritten; it may be run again
at any time, before or after writes resume. Without --apply nothing is written: counts, and what waits for a person.

What cannot be decided is listed in the review file (--out, and salvage-review.json of the incident): keys, times, reasons
and fingerprints, never a value. Fill in its decisions (${CHOICES.join(', ')}) and give it back by --decisions.

For example:
  recover salvage INC-20260301-041500-9f3a --out review.json
  recover salvage INC-20260301-041500-9f3a --apply
  recover salvage INC-20260301-041500-9f3a --apply --decisions review.json
${EXIT_HELP}`;

/** `recover salvage <incident>`: what was written since the restore point need not be lost. */
export function salvageCommand(): Command {
  return operatorCommand('salvage', 'bring legitimate writes back into a restored table')
    .argument(
      '<incident>',
      'that restored the table, for example INC-20260301-041500-9f3a',
      requireIncidentId,
    )
    .option('--apply', 'write; without it nothing is changed', false)
    .option('--dry-run', 'print what would be written and change nothing (the default)', false)
    .option('--decisions <file>', 'a review file in which people have decided')
    .option('--out <file>', 'where the review file is written; it must not be there')
    .option('--yes', 'ask no questions (there are none)', false)
    .addHelpText('after', HELP)
    .action((incident: string, { apply, dryRun, decisions: file, out, ...options }: SalvageOptions) => {
      if (apply && dryRun) throw new UsageError('--apply writes and --dry-run does not: give one of them');
      if (apply && out !== undefined)
        throw new UsageError('--out goes with a look; --apply keeps the review file with its incident');
      const decisions = file === undefined ? [] : readDecisions(file, CHOICES);
      return operate(options, async (operation) => {
        const restored = await restoredBy(operation, incident);
        if (!apply) {
          await look(operation, restored, { decisions, out });
          return;
        }
        const id = newIncidentId(operation.connection.clock);
        const parameters = { of: incident, ...restored, decisions };
        await runNew(operation, { incident: id, runbook: 'salvage', parameters }, { dryRun: false });
      });
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
  throw new Stop({
    kind: 'precondition',
    code: 'NOTHING_RESTORED',
    message: `${incident} has restored no table: there is nothing to bring writes back into`,
    next: 'npx recover restore --to SECOND',
  });
}

async function look(
  operation: Operation,
  { source, table, restorePoint }: Restored,
  { decisions, out }: { readonly decisions: readonly Decision[]; readonly out: string | undefined },
): Promise<void> {
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
}
