import { rangeOf, sum } from './range';
import { valueOf, type AssumptionId } from './rates';
import { DATA_CORRUPTION, type Duration } from './step-durations';
import { scanTakes, takes, type Workload } from './workload';

type DurationOf = (workload: Workload) => Duration;

function fixed(id: AssumptionId): DurationOf {
  return () => ({ seconds: valueOf(id), assumptions: [id] });
}

const shared = (id: string): DurationOf => {
  const known = DATA_CORRUPTION[id];
  if (known === undefined) throw new Error(`no duration is known of the step ${id}`);
  return known;
};

const SCAN: readonly AssumptionId[] = ['items-per-user', 'bytes-per-item', 'scan-client', 'cold-reads'];

/** A pass over all items, and one over every object of the vault, side by side. */
const compared = (workload: Workload) => {
  const vault = takes(workload.bytes, valueOf('vault-bytes'));
  const table = scanTakes(workload);
  return rangeOf((which) => Math.max(vault[which], table[which]));
};

const secretsMade: DurationOf = ({ secrets }) => {
  const creating = takes(secrets, valueOf('create-secret'));
  const looking = takes(secrets, valueOf('read-secrets'));
  return {
    // Looked at side by side with being made, then each is compared with the vault.
    seconds: sum(
      rangeOf((which) => Math.max(creating[which], looking[which])),
      looking,
    ),
    assumptions: ['secrets-per-user', 'create-secret', 'read-secrets'],
  };
};

/** Most are there already, as they were before: only looked at. */
const secretsCompared: DurationOf = ({ secrets }) => ({
  seconds: rangeOf((which) => (2 * secrets[which]) / valueOf('read-secrets')[which]),
  assumptions: ['secrets-per-user', 'read-secrets'],
});

const secretsChanged: DurationOf = ({ secrets }) => ({
  seconds: takes(secrets, valueOf('list-secrets')),
  assumptions: ['secrets-per-user', 'list-secrets'],
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
  'remap-pointers': (workload) => ({
    seconds: sum(takes(workload.secrets, valueOf('pointers-rewritten')), scanTakes(workload)),
    assumptions: [...SCAN, 'secrets-per-user', 'pointers-rewritten'],
  }),
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
  'restore-most-secrets': secretsCompared,
  'halt-serving': shared('halt-writes'),
  'prove-halt-serving': shared('prove-halt'),
  'final-catch-up': fixed('caught-up-last'),
  'seal-last-secrets': secretsChanged,
  'prove-equal': (workload) => ({ seconds: scanTakes(workload), assumptions: SCAN }),
  'pilot-light': fixed('workers-started'),
};

/** How long a step of a move or a rebuild takes. @throws Error when nobody knows */
export function regionalDuration(runbook: string, step: string): DurationOf {
  // On the way home most secrets are there: brought over before the halt.
  if (runbook === 'failback' && step === 'restore-secrets') return secretsCompared;
  return REGIONAL[step] ?? shared(step);
}
