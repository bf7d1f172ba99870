import { rangeOf, sum, type Range } from './range';
import { valueOf, type AssumptionId } from './rates';
import { DATA_CORRUPTION, type Duration } from './step-durations';
import { renewedPerSecond, roundTakes, scanTakes, takes, type Workload } from './workload';

type DurationOf = (workload: Workload) => Duration;

function fixed(id: AssumptionId): DurationOf {
  return () => ({ seconds: valueOf(id), assumptions: [id] });
}

const shared = (id: string): DurationOf => {
  const known = DATA_CORRUPTION[id];
  if (known === undefined) throw new Error(`no duration is known of the step ${id}`);
  return known;
};

const twice = (range: Range): Range => sum(range, range);

const SCAN: readonly AssumptionId[] = ['items-per-user', 'bytes-per-item', 'scan-client', 'cold-reads'];

/** A pass over all items, and one over every object of the vault, side by side. */
const compared = (workload: Workload) => {
  const vault = takes(workload.bytes, valueOf('vault-bytes'));
  const table = scanTakes(workload);
  return rangeOf((which) => Math.max(vault[which], table[which]));
};

/** Looked at before, and read back after, while others are still being made: reads have a quota of their own. */
const secretsMade: DurationOf = ({ secrets }) => {
  const creating = takes(secrets, valueOf('create-secret'));
  const reading = takes(twice(secrets), valueOf('read-secrets'));
  return {
    seconds: rangeOf((which) => Math.max(creating[which], reading[which])),
    assumptions: ['secrets-per-user', 'create-secret', 'read-secrets'],
  };
};

/** Most are there already, as they were before: only looked at. */
const secretsLookedAt: DurationOf = ({ secrets }) => ({
  seconds: takes(secrets, valueOf('read-secrets')),
  assumptions: ['secrets-per-user', 'read-secrets'],
});

const RENEWED: readonly AssumptionId[] = [
  'secrets-per-user',
  'renewals-per-day',
  'write-secret',
  'list-secrets',
];
/** Rounds that are worth their time, when tokens are renewed about as fast as they are followed. */
const MOST_ROUNDS = 5;
/** Changed secrets that a round may leave (steps/follow-secrets.ts). */
const LEFT = 500;

/** What was renewed while the table was restored, listed and written in rounds, each for what the one before has left. */
const secretsFollowed: DurationOf = (workload) => {
  const [renewed, restoring, writing] = [
    renewedPerSecond(workload),
    valueOf('restore'),
    valueOf('write-secret'),
  ];
  const listing = roundTakes(workload);
  return {
    seconds: rangeOf((which) => {
      const first = listing[which] + (renewed[which] * restoring[which]) / writing[which];
      const left = 1 - renewed[which] / writing[which];
      return first * Math.min(MOST_ROUNDS, left > 0 ? 1 / left : MOST_ROUNDS);
    }),
    assumptions: [...RENEWED, 'restore'],
  };
};

/** What the last round left, and what was renewed since it looked: each is written by a call of its own, which decides. */
const lastSecretsWritten: DurationOf = (workload) => {
  const [renewed, listing] = [renewedPerSecond(workload), roundTakes(workload)];
  const changed = rangeOf((which) => LEFT + renewed[which] * listing[which]);
  return { seconds: takes(changed, valueOf('write-secret')), assumptions: RENEWED };
};

/** The list is read when it knows what was written last. */
const lastSecretsListed: DurationOf = (workload) => ({
  seconds: sum(
    rangeOf(() => valueOf('list-lag').high),
    roundTakes(workload),
  ),
  assumptions: ['secrets-per-user', 'list-secrets', 'list-lag'],
});

/** By the ids of the steps of `regional-outage` and `failback`, where they are not those of `data-corruption`. */
export const REGIONAL: Readonly<Record<string, DurationOf>> = {
  preflight: fixed('region-looked-at'),
  'choose-source': ({ bytes }) => ({
    seconds: takes(bytes, valueOf('vault-bytes')),
    assumptions: ['bytes-per-item', 'vault-bytes'],
  }),
  'deploy-stack': fixed('stack-deployed'),
  'create-table': fixed('table-made'),
  'load-table': (workload) => ({
    seconds: sum(takes(workload.items, valueOf('cold-writes')), compared(workload)),
    assumptions: [...SCAN, 'cold-writes', 'vault-bytes'],
  }),
  'restore-secrets': secretsMade,
  'restore-provider-secrets': fixed('provider-secrets'),
  // Connections were pointed while the secrets were made, or before the halt: all are read, to find the few that are left
  // and to prove it.
  'remap-pointers': (workload) => ({ seconds: twice(scanTakes(workload)), assumptions: SCAN }),
  validate: (workload) => ({ seconds: scanTakes(workload), assumptions: SCAN }),
  'scale-workers': fixed('workers-started'),
  'switch-traffic': fixed('live-table-parameter'),
  'verify-traffic': fixed('traffic-seen'),
  announce: fixed('loss-settled'),
  'survey-serving': shared('survey'),
  'catch-up': fixed('caught-up'),
  'seal-secrets': ({ secrets }) => ({
    seconds: takes(secrets, valueOf('read-secrets')),
    assumptions: ['secrets-per-user', 'read-secrets'],
  }),
  'restore-most-secrets': secretsLookedAt,
  'remap-most-pointers': (workload) => ({
    seconds: sum(takes(workload.secrets, valueOf('pointers-rewritten')), scanTakes(workload)),
    assumptions: [...SCAN, 'secrets-per-user', 'pointers-rewritten'],
  }),
  'catch-up-again': fixed('caught-up'),
  'halt-serving': shared('halt-writes'),
  'prove-halt-serving': shared('prove-halt'),
  'final-catch-up': fixed('caught-up-last'),
  'follow-secrets': secretsFollowed,
  'seal-last-secrets': lastSecretsListed,
  'prove-equal': (workload) => ({ seconds: scanTakes(workload), assumptions: SCAN }),
  'pilot-light': fixed('workers-started'),
};

/** How long a step of a move or a rebuild takes. @throws Error when nobody knows */
export function regionalDuration(runbook: string, step: string): DurationOf {
  // On the way home most secrets are there: brought over before the halt.
  if (runbook === 'failback' && step === 'restore-secrets') return lastSecretsWritten;
  return REGIONAL[step] ?? shared(step);
}
