import type { Command } from 'commander';
import { printUndo } from './abort';
import { EXIT_HELP } from '../support/exit-status';
import { operate, operatorCommand, type CommonOptions } from '../support/operation';
import { latestOf } from '../support/opposite';
import { takeBack } from '../support/run-runbook';

interface ResumeWritesOptions extends CommonOptions {
  readonly dryRun: boolean;
  readonly yes: boolean;
}

const HELP = `
Takes recover halt-writes back: the policy of the table as it was, to the letter, writesEnabled true, workers and their
scaling as before. A halt that belongs to a recovery is ended by that recovery, or by recover abort.

For example:
  recover resume-writes --dry-run
  recover resume-writes
${EXIT_HELP}`;

/** `recover resume-writes`: the opposite of `recover halt-writes`. */
export function resumeWritesCommand(): Command {
  return operatorCommand('resume-writes', 'undo halt-writes: let the service write again')
    .option('--dry-run', 'print what would be undone and change nothing', false)
    .option('--yes', 'ask no questions (there are none)', false)
    .addHelpText('after', HELP)
    .action(({ dryRun, ...options }: ResumeWritesOptions) =>
      operate(options, async (operation) => {
        const { id } = await latestOf(operation, 'halt-writes');
        if (dryRun) await printUndo(operation, id);
        else await takeBack(operation, id, { evenCompleted: true });
      }),
    );
}
