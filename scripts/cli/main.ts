import { Command } from 'commander';
import { COMMANDS } from './commands';
import { runProgram } from './support/run-program';

// `recover ... | head` closes the pipe early: no fault of anybody.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

const asked = COMMANDS.get(process.argv[2] ?? '');
const program = new Command('recover').description('brings SyncWell back: the tool of the engineer on call');
// For help, and for a word that is none, every command has to be known.
for (const make of asked === undefined ? COMMANDS.values() : [asked]) program.addCommand(make());

void runProgram(program, process.argv);
