'use strict';

/** Histories, of which there can be any amount. */
const CORRUPTIONS = 'simulation/data-corruption-*';
const REGIONAL = ['regional/histories', 'regional/killed'];

/**
 * The tiers of tests: which files a tier runs, and how much of what can be had in any amount. docs/testing.md says what
 * each costs.
 *
 * - `files`: patterns below `__tests__/`, without `.test.ts`
 * - `histories`: simulated recoveries from corrupted data
 * - `journeys`: simulated services that leave their region and come home
 * - `killedEvery`: the tool is killed at every how many-th line of its journal
 * - `everyFault`: every planted fault of the readiness checks is tried, and not one of each area
 */
const TIERS = {
  /** `npm test`: every kind of proof once. */
  quick: {
    files: ['**/*', '!full/**/*'],
    amounts: { histories: 200, journeys: 4, killedEvery: 5, everyFault: false },
  },
  /** `npm run test:full`: what takes minutes, and larger amounts. */
  full: {
    files: ['full/**/*', CORRUPTIONS, 'incident/killed-runs', 'recovery/readiness/planted-faults'],
    amounts: { histories: 1_000, journeys: 10, killedEvery: 1, everyFault: true },
  },
  /** `npm run soak`: the largest amounts. */
  soak: {
    files: [CORRUPTIONS, ...REGIONAL],
    amounts: { histories: 10_000, journeys: 100, killedEvery: 1, everyFault: true },
  },
};

/**
 * The tier that is run, with as many histories as SIMULATION_RUNS says.
 *
 * @throws Error for a tier that is none
 */
function tierOf({ TIER: name = 'quick', SIMULATION_RUNS: runs }) {
  if (!Object.hasOwn(TIERS, name)) {
    throw new Error(`TIER is ${name}: allowed are ${Object.keys(TIERS).join(', ')}`);
  }
  const { files, amounts } = TIERS[name];
  if (runs === undefined) return { files, amounts };
  const histories = Number(runs);
  return { files, amounts: { ...amounts, histories, journeys: Math.ceil(histories / 100) } };
}

module.exports = { tierOf };
