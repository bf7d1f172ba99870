import { rangeOf, sum, type Range } from './range';
import { valueOf, type AssumptionId } from './rates';
import { scanTakes, takes, type Workload } from './workload';

/** How long a step takes, and what that rests on. */
export interface Duration {
  readonly seconds: Range;
  readonly assumptions: readonly AssumptionId[];
}

type DurationOf = (workload: Workload) => Duration;

/** A step whose duration does not depend on the size. */
function fixed(id: AssumptionId): DurationOf {
  return () => ({ seconds: valueOf(id), assumptions: [id] });
}

/** By the ids of the steps of `data-corruption`. */
export const DATA_CORRUPTION: Readonly<Record<string, DurationOf>> = {
  survey: fixed('survey'),
  'halt-writes': fixed('halt'),
  'prove-halt': fixed('halt-proof'),
  restore: fixed('restore'),
  'settle-data-loss': fixed('loss-settled'),
  'restore-settings': fixed('restored-settings'),
  validate: (workload) => ({
    seconds: sum(scanTakes(workload), valueOf('change-log')),
    assumptions: [
      'items-per-user',
      'bytes-per-item',
      'scan-client',
      'scan-units-per-mb',
      'cold-reads',
      'change-log',
    ],
  }),
  salvage: fixed('salvage'),
  repoint: fixed('repoint'),
  'move-live-table': fixed('live-table-parameter'),
  'move-alarms': fixed('alarms'),
  'verify-as-user': fixed('as-user'),
  'resume-writes': fixed('resume'),
  'prove-old-fence': fixed('old-fence'),
  adopt: fixed('adoption'),
};

export interface SecretsStep {
  readonly id: string;
  readonly title: string;
  readonly needs: readonly string[];
  readonly durationOf: DurationOf;
}

/** What `recover secrets restore` and `verify` do in the other region. */
export const SECRETS_ELSEWHERE: readonly SecretsStep[] = [
  {
    id: 'open-vault',
    title: "Read the vault's catalogue and see that nothing of it is missing",
    needs: [],
    durationOf: ({ secrets }) => ({
      seconds: takes(secrets, valueOf('vault-entries')),
      assumptions: ['secrets-per-user', 'vault-entries'],
    }),
  },
  {
    id: 'create-secrets',
    title: 'Create every secret, at the rate that the region allows',
    needs: ['open-vault'],
    durationOf: ({ secrets }) => {
      const creating = takes(secrets, valueOf('create-secret'));
      const looking = takes(secrets, valueOf('read-secrets'));
      return {
        // Looking what is there runs side by side with creating: the slower one decides.
        seconds: rangeOf((which) => Math.max(creating[which], looking[which])),
        assumptions: ['secrets-per-user', 'create-secret', 'read-secrets'],
      };
    },
  },
  {
    id: 'verify-secrets',
    title: 'Compare the fingerprint of every secret with the vault',
    needs: ['create-secrets'],
    durationOf: ({ secrets }) => ({
      seconds: takes(secrets, valueOf('read-secrets')),
      assumptions: ['secrets-per-user', 'read-secrets'],
    }),
  },
];
