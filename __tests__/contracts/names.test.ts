import { EXIT } from '../../scripts/commands/support/exit-status';
import { HAZARDS } from '../../scripts/plan-review/hazards/catalogue';
import { ENTRY_KINDS } from '../../scripts/engine/journal/entry';
import type { RecoveryFacts } from '../../scripts/runbooks/facts';
import { golden, gone } from './support/golden';
import { sourcesOf, wordsIn } from './support/sources';

/** A fact that goes or gets another name fails to compile here: a journal of before has it under this one. */
const FACTS = {
  sizes: true,
  liveTable: true,
  sourceTable: true,
  pointerBefore: true,
  settingsBefore: true,
  policyBefore: true,
  workersBefore: true,
  haltedAt: true,
  lossWindow: true,
  restorePointFindings: true,
  restorePoint: true,
  restoredTable: true,
  salvaged: true,
  rewound: true,
  rewindUndone: true,
  rebuildSource: true,
  loadPosition: true,
  loaded: true,
  secretsRestored: true,
  providerSecretsRestored: true,
  pointers: true,
  mostPointers: true,
  validation: true,
  deployed: true,
  workersWanted: true,
  trafficSwitchedAt: true,
  announcement: true,
  caughtUp: true,
  equal: true,
  secretsSealed: true,
  workersStoppedBy: true,
  serving: true,
  adoption: true,
} as const satisfies { readonly [Name in keyof RecoveryFacts]?: true };

const source = sourcesOf('scripts', 'settings');
const words = wordsIn(source);

/** Codes as they were given to errors when they were recorded; where they stand today is for the sources to choose. */
function errorCodes(): string[] {
  const given = [
    ...source.matchAll(/\bcode(?:: | = )[^\n]*/g),
    ...source.matchAll(/\b(?:PreconditionError|notAPlan|refused)\(\s*'[A-Z_]+'/g),
  ].flatMap(([text]) => [...text.matchAll(/'([A-Z][A-Z0-9_]+)'/g)].map(([, code = '']) => code));
  return [...new Set(given)].sort();
}

it('every kind of journal entry is still read', () => {
  expect(gone(golden('entry-kinds.json', [...ENTRY_KINDS]), ENTRY_KINDS)).toEqual([]);
});

it('every fact is still known by its name', () => {
  // What was acknowledged is a fact, too, though no step records it.
  const names = golden('facts.json', [...Object.keys(FACTS), 'acknowledged'].sort());
  expect(gone(names, [...Object.keys(FACTS), 'acknowledged'])).toEqual([]);
  expect(gone(names, words)).toEqual([]);
});

it('every hazard keeps its id', () => {
  const ids = Object.keys(HAZARDS);
  expect(gone(golden('hazards.json', ids), ids)).toEqual([]);
});

it('every error keeps its code', () => {
  expect(gone(golden('error-codes.json', errorCodes()), words)).toEqual([]);
});

it('every exit status keeps its meaning', () => {
  expect(EXIT).toMatchObject(golden<Record<string, number>>('exit-statuses.json', EXIT));
});
