import type { Command } from 'commander';
import { parseWindow, type LossWindow } from '../../recovery/incident/data-loss';
import { requireIncidentId } from '../../recovery/incident/incident-folder';
import { replay } from '../../engine/journal/replay';
import { acknowledgeAgain } from '../support/data-loss';
import { EXIT_HELP } from '../support/exit-status';
import { readJournal } from '../support/journal';
import { operateOn } from '../support/operate-on';
import { operatorCommand, type CommonOptions } from '../support/operation';
import { printPlan } from '../support/plan';
import { run, runbookOf } from '../support/run-runbook';

interface ResumeOptions extends CommonOptions {
  readonly acceptDataLoss?: LossWindow;
  readonly dryRun: boolean;
  readonly yes: boolean;
}

const HELP = `
Goes on after a stop, a crash or Ctrl-C, from this machine or another one: the journal in the audit bucket says what is
done. What the incident was declared with need not be typed again. When writes were halted later than was accepted, the
run stops and says which window to accept.

For example:
  recover resume INC-20260301-041500-9f3a
  recover resume INC-20260301-041500-9f3a --accept-data-loss 2026-03-01T04:15:00Z/2026-03-01T05:12:31Z
${EXIT_HELP}`;

/** `recover resume <incident>`: goes on where a run stopped. */
export function resumeCommand(): Command {
  return operatorCommand('resume', 'go on with an incident where its run stopped')
    .argument('<incident>', 'for example INC-20260301-041500-9f3a', requireIncidentId)
    .option('--accept-data-loss <from/to>', 'accept that everything written in between is lost', parseWindow)
    .option('--dry-run', 'print what the steps that are left would do and change nothing', false)
    .option('--yes', 'ask no questions (there are none)', false)
    .addHelpText('after', HELP)
    .action((incident: string, options: ResumeOptions) =>
      operateOn(options, incident, async (operation) => {
        const accept = acknowledgeAgain(operation, options.acceptDataLoss);
        if (!options.dryRun) {
          await run(operation, { incident, accept });
          return;
        }
        const entries = await readJournal(operation, incident);
        await printPlan(operation, runbookOf(replay(entries)), { incident, entries });
      }),
    );
}
