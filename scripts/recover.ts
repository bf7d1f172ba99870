import { Command } from 'commander';
import { abortCommand } from './commands/abort';
import { approveCommand } from './commands/approve';
import { doctorCommand } from './commands/doctor';
import { drillCommand } from './commands/drill';
import { estimateCommand } from './commands/estimate';
import { haltWritesCommand } from './commands/halt-writes';
import { localCloudCommand } from './commands/local-cloud';
import { planReviewCommand } from './commands/plan-review';
import { preflightCommand } from './commands/preflight';
import { repointCommand } from './commands/repoint';
import { reportCommand } from './commands/report';
import { restoreCommand } from './commands/restore';
import { resumeCommand } from './commands/resume';
import { resumeWritesCommand } from './commands/resume-writes';
import { runCommand } from './commands/run';
import { secretsCommand } from './commands/secrets';
import { statusCommand } from './commands/status';
import { runProgram } from './commands/support/run-program';
import { validateCommand } from './commands/validate';

const program = new Command('recover')
  .description('brings SyncWell back: the tool of the engineer on call')
  .addCommand(statusCommand())
  .addCommand(doctorCommand())
  .addCommand(estimateCommand())
  .addCommand(preflightCommand())
  .addCommand(runCommand())
  .addCommand(resumeCommand())
  .addCommand(approveCommand())
  .addCommand(abortCommand())
  .addCommand(haltWritesCommand())
  .addCommand(resumeWritesCommand())
  .addCommand(restoreCommand())
  .addCommand(validateCommand())
  .addCommand(repointCommand())
  .addCommand(secretsCommand())
  .addCommand(reportCommand())
  .addCommand(drillCommand())
  .addCommand(planReviewCommand())
  .addCommand(localCloudCommand());

void runProgram(program, process.argv);
