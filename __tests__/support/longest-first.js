'use strict';
const Sequencer = require('@jest/test-sequencer').default;

/**
 * Parts of paths, the longest test first. On a fresh clone jest knows no times, and would run them last: they are small.
 * What deploys waits most of its time, and histories never wait: they run side by side.
 */
const LONGEST = [
  'full/deployment/',
  'full/drill/lost-region',
  'drill/corruption/on-one-region',
  'simulation/data-corruption',
  'full/drill/',
  'full/',
  'incident/killed-runs',
  'incident/faulty-runs',
  'cli/recovery',
  'readiness/planted-faults',
];

class LongestFirst extends Sequencer {
  sort(tests) {
    const rank = ({ path }) => {
      const index = LONGEST.findIndex((part) => path.includes(part));
      return index < 0 ? LONGEST.length : index;
    };
    return super.sort(tests).sort((one, other) => rank(one) - rank(other));
  }
}

module.exports = LongestFirst;
