import type { Settings } from '../../../settings';
import { criticalPath, type CriticalPath, type TimedStep } from './critical-path';
import { limitsOf, type Limit } from './limits';
import { judge, type Judgement } from './objectives';
import { sum } from './range';
import { ASSUMPTIONS, valueOf, type Assumption, type AssumptionId } from './rates';
import { regionalDuration } from './regional-durations';
import { DATA_CORRUPTION, SECRETS_ELSEWHERE } from './step-durations';
import { roundTakes, type Workload } from './workload';

/** A step of a runbook, as far as an estimate needs it. */
export interface RunbookStep {
  readonly id: string;
  readonly title: string;
  readonly needs: readonly string[];
  readonly budgetMinutes: number;
}

export interface EstimatedStep extends TimedStep {
  readonly title: string;
  /** Undefined where the procedure is no runbook yet. */
  readonly budgetMinutes?: number;
  readonly assumptions: readonly AssumptionId[];
}

export interface Procedure {
  readonly id: string;
  readonly title: string;
  readonly steps: readonly EstimatedStep[];
  /** To the end of the last step. */
  readonly path: CriticalPath;
}

export interface Estimate {
  readonly sizes: Workload;
  readonly procedures: readonly Procedure[];
  readonly objectives: readonly Judgement[];
  readonly limits: readonly Limit[];
  readonly warnings: readonly string[];
  /** Those that figures above rest on. */
  readonly assumptions: readonly (Assumption & { readonly id: AssumptionId })[];
  /** Whether every objective is likely to be met and every limit holds. */
  readonly holds: boolean;
}

export interface EstimateProps {
  readonly workload: Workload;
  readonly objectives: Settings['objectives'];
  /** Of the runbook `data-corruption`. */
  readonly steps: readonly RunbookStep[];
  /** The other procedures that are runbooks. @default none */
  readonly regional?: readonly RegionalRunbook[];
  /** Secrets that the recovery region may hold. @default AWS's default quota */
  readonly secretsQuota?: number | undefined;
}

/** A runbook that moves the service, or rebuilds it, in another region. */
export interface RegionalRunbook {
  readonly id: string;
  readonly title: string;
  readonly steps: readonly RunbookStep[];
}

/** The step whose end gives the service back: those after it are proofs and housekeeping. */
const SERVICE_BACK = 'resume-writes';

/**
 * Predicts the recovery from corrupted data, the rebuild in another region, the way home and the recreation of the
 * secrets. Asks nobody.
 *
 * @throws Error for a step of which no duration is known
 */
export function estimate({
  workload,
  objectives,
  steps,
  regional = [],
  secretsQuota,
}: EstimateProps): Estimate {
  const corruption = dataCorruption(workload, steps);
  const secrets = secretsElsewhere(workload);
  const moves = regional.map((runbook) => regionalProcedure(workload, runbook));
  const limits = limitsOf(workload, secretsQuota);
  const judgements = [
    ...judgeCorruption(corruption, objectives),
    ...judgeSecrets(secrets, workload, objectives),
    ...moves.flatMap((procedure) => judgeRegional(procedure, objectives)),
  ];
  const used = new Set(
    [...corruption.steps, ...secrets.steps, ...moves.flatMap(({ steps: of }) => of), ...limits].flatMap(
      ({ assumptions }) => assumptions,
    ),
  );
  for (const id of POINT_ASSUMPTIONS) used.add(id);
  if (moves.length > 0) used.add('vault-lag');
  return {
    sizes: workload,
    procedures: [corruption, secrets, ...moves],
    objectives: judgements,
    limits,
    warnings: [corruption, ...moves].flatMap(warningsOf),
    assumptions: [...used].map((id) => ({ id, ...ASSUMPTIONS[id] })),
    holds: judgements.every(({ verdict }) => verdict !== 'missed') && limits.every(({ holds }) => holds),
  };
}

/** What makes a recovery faster, and the step whose time it cuts. */
export const TIME_LEVERS = {
  'data-corruption': [
    {
      step: 'restore',
      lever: 'fewer indexes: they slow a restore down, and its time cannot be bought',
    },
    {
      step: 'validate',
      lever: 'more segments and more than one reader, when validation decides',
    },
    {
      step: 'restore',
      lever: 'in-place repair by incremental export of the bad window, when few items are bad',
    },
  ],
  'regional-outage': [
    {
      step: 'load-table',
      lever: 'replica of the table in the recovery region (module option): nothing to load',
    },
    {
      step: 'deploy-stack',
      lever: 'pilot light: the regional stack deployed with zero workers',
    },
    {
      step: 'load-table',
      lever: 'warm throughput of the new table, when loading it decides',
    },
    {
      step: 'restore-secrets',
      lever:
        'sealed per-user secrets, or secrets replicated in advance, when recreating them decides: their rate is not adjustable',
    },
  ],
} as const;

/** What the recovery points rest on. */
const POINT_ASSUMPTIONS: readonly AssumptionId[] = ['restore-granularity', 'list-secrets', 'list-lag'];

function dataCorruption(workload: Workload, runbook: readonly RunbookStep[]): Procedure {
  const steps = runbook.map(({ id, title, needs, budgetMinutes }) => {
    const durationOf = DATA_CORRUPTION[id];
    if (durationOf === undefined) throw new Error(`no duration is known of the step ${id}`);
    return { id, title, needs, budgetMinutes, ...durationOf(workload) };
  });
  return { id: 'data-corruption', title: 'Corrupted data', steps, path: criticalPath(steps) };
}

function regionalProcedure(workload: Workload, { id, title, steps: runbook }: RegionalRunbook): Procedure {
  const steps = runbook.map((step) => ({
    id: step.id,
    title: step.title,
    needs: step.needs,
    budgetMinutes: step.budgetMinutes,
    ...regionalDuration(id, step.id)(workload),
  }));
  return { id, title, steps, path: criticalPath(steps) };
}

/** A move is planned, and has no objective; a rebuild has both. */
function judgeRegional({ id, steps }: Procedure, objectives: Settings['objectives']): Judgement[] {
  if (id !== 'regional-outage') return [];
  return [
    judge(objectives, {
      procedure: id,
      objective: 'recoveryTimeMinutes',
      seconds: criticalPath(steps, 'verify-traffic').seconds,
      meaning: 'from the first step until a resolver sends users to the recovery region',
      levers: TIME_LEVERS['regional-outage'].map(({ lever }) => lever),
    }),
    judge(objectives, {
      procedure: id,
      objective: 'recoveryPointMinutes',
      seconds: valueOf('vault-lag'),
      meaning:
        'writes to the table that are in the lost region only: since the last round of copies (of the secrets: secrets-elsewhere)',
      levers: ['replica of the table in the recovery region: seconds instead of a minute'],
    }),
  ];
}

function secretsElsewhere(workload: Workload): Procedure {
  const steps = SECRETS_ELSEWHERE.map(({ durationOf, ...step }) => ({ ...step, ...durationOf(workload) }));
  return {
    id: 'secrets-elsewhere',
    title: 'Secrets recreated in the recovery region',
    steps,
    path: criticalPath(steps),
  };
}

function judgeCorruption({ id, steps }: Procedure, objectives: Settings['objectives']): Judgement[] {
  return [
    judge(objectives, {
      procedure: id,
      objective: 'recoveryTimeMinutes',
      seconds: criticalPath(steps, SERVICE_BACK).seconds,
      meaning: 'from the first step until the service writes again',
      levers: TIME_LEVERS['data-corruption'].map(({ lever }) => lever),
    }),
    judge(objectives, {
      procedure: id,
      objective: 'recoveryPointMinutes',
      seconds: sum(criticalPath(steps, 'halt-writes').seconds, valueOf('restore-granularity')),
      meaning:
        'writes that are lost although they were good: from the restored second to the halt, without the time until somebody notices',
      levers: ['recover halt-writes at the first suspicion, before anything is examined'],
    }),
  ];
}

function judgeSecrets(
  { id, path }: Procedure,
  workload: Workload,
  objectives: Settings['objectives'],
): Judgement[] {
  const perSecond = valueOf('create-secret').likely;
  const most = Math.floor(objectives.recoveryTimeMinutes * 60 * perSecond).toLocaleString('en-US');
  const instead = [
    'replica: secrets replicated to the recovery region can be read there without being recreated or promoted (they count towards its quota, and replicating them takes as long, in advance)',
    "sealed per-user secrets: a user's tokens encrypted into one item of the table know no quota and no rate of Secrets Manager",
  ];
  return [
    judge(objectives, {
      procedure: id,
      objective: 'recoveryTimeMinutes',
      seconds: path.seconds,
      meaning: 'from the first read of the vault until every secret was compared',
      levers: [
        ...instead,
        `the rate is not adjustable: no quota increase gets more than ${most} secrets created within the objective`,
      ],
    }),
    judge(objectives, {
      procedure: id,
      objective: 'recoveryPointMinutes',
      // What changes just after a round has looked at it waits for the end of the next one.
      seconds: sum(valueOf('list-lag'), roundTakes(workload), roundTakes(workload)),
      meaning: 'age of a secret that is not in the vault yet, at the worst moment of rounds without a pause',
      levers: instead,
    }),
  ];
}

function warningsOf({ id: procedure, steps }: Procedure): string[] {
  return steps.flatMap(({ id, seconds, budgetMinutes = 0 }) => {
    const over = (['likely', 'high'] as const).find((which) => seconds[which] > budgetMinutes * 60);
    if (over === undefined) return [];
    return [
      `${procedure}: ${id} takes ${Math.ceil(seconds[over] / 60)} minutes in the ${over} estimate; its budget is ${budgetMinutes}`,
    ];
  });
}
