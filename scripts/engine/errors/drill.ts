import { entry } from './entry';

/** Errors of drills. */
export const DRILL = {
  RECOVERY_FAILED: entry({
    kind: 'failed',
    means: 'A command that the drill typed failed.',
    examples: [{ words: 'run data-corruption', status: 5, output: 'next: npx recover resume INC-1' }],
    message: ({ words, status, output }) => `recover ${words} ended with status ${status}:\n${output}`,
    next: () => 'npx recover drill --help',
  }),
  CHAIN_LATE: entry({
    kind: 'failed',
    means: 'The vault of the drill got no incremental export in time.',
    examples: [{ rounds: 30 }],
    message: ({ rounds }) => `After ${rounds} rounds the vault still has no incremental export.`,
    next: () => 'npx recover drill regional-outage',
  }),
};
