import { Command } from 'commander';
import { localCloudCommand } from './commands/local-cloud';
import { runProgram } from './commands/support/run-program';

const program = new Command('recover')
  .description('brings SyncWell back: the tool of the engineer on call')
  .addCommand(localCloudCommand());

void runProgram(program, process.argv);
