/* eslint-disable @typescript-eslint/no-require-imports -- an import would load every command at once */
import type { Command } from 'commander';

/**
 * Every command, by its word, in the order of the help. A command is loaded when it is asked for: the tool is in a
 * hurry, and most commands need little of what the others need.
 */
export const COMMANDS: ReadonlyMap<string, () => Command> = new Map([
  ['status', () => (require('./status') as typeof import('./status')).statusCommand()],
  ['doctor', () => (require('./doctor') as typeof import('./doctor')).doctorCommand()],
  ['estimate', () => (require('./estimate') as typeof import('./estimate')).estimateCommand()],
  ['preflight', () => (require('./preflight') as typeof import('./preflight')).preflightCommand()],
  ['run', () => (require('./run') as typeof import('./run')).runCommand()],
  ['resume', () => (require('./resume') as typeof import('./resume')).resumeCommand()],
  ['approve', () => (require('./approve') as typeof import('./approve')).approveCommand()],
  ['abort', () => (require('./abort') as typeof import('./abort')).abortCommand()],
  ['halt-writes', () => (require('./halt-writes') as typeof import('./halt-writes')).haltWritesCommand()],
  [
    'resume-writes',
    () => (require('./resume-writes') as typeof import('./resume-writes')).resumeWritesCommand(),
  ],
  [
    'find-restore-point',
    () =>
      (require('./find-restore-point') as typeof import('./find-restore-point')).findRestorePointCommand(),
  ],
  ['restore', () => (require('./restore') as typeof import('./restore')).restoreCommand()],
  ['rewind', () => (require('./rewind') as typeof import('./rewind')).rewindCommand()],
  ['salvage', () => (require('./salvage') as typeof import('./salvage')).salvageCommand()],
  ['validate', () => (require('./validate') as typeof import('./validate')).validateCommand()],
  ['repoint', () => (require('./repoint') as typeof import('./repoint')).repointCommand()],
  ['protect', () => (require('./protect') as typeof import('./protect')).protectCommand()],
  ['secrets', () => (require('./secrets') as typeof import('./secrets')).secretsCommand()],
  ['report', () => (require('./report') as typeof import('./report')).reportCommand()],
  ['drill', () => (require('./drill') as typeof import('./drill')).drillCommand()],
  ['plan-review', () => (require('./plan-review') as typeof import('./plan-review')).planReviewCommand()],
  ['local-cloud', () => (require('./local-cloud') as typeof import('./local-cloud')).localCloudCommand()],
]);
