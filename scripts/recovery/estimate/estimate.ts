import type { Settings } from '../../../settings';
import { criticalPath, type CriticalPath, type TimedStep } from './critical-path';
import { limitsOf, type Limit } from './limits';
import { judge, type Judgement } from './objectives';
import { sum } from './range';
import { ASSUMPTIONS, valueOf, type Assumption, type AssumptionId } from './rates';
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
  /** Secrets that the recovery region may hold. @default AWS's default quota */
  readonly secretsQuota?: number | undefined;
}

/** The step whose end gives the service back: those after it are proofs and housekeeping. */
const SERVICE_BACK = 'resume-writes';

/**
 * Predicts the recovery from corrupted data and the recreation of the secrets in another region. Asks nobody.
 *
 * @throws Error for a step of which no duration is known
 */
export function estimate({ workload, objectives, steps, secretsQuota }: EstimateProps): Estimate {
  const corruption = dataCorruption(workload, steps);
  const secrets = secretsElsewhere(workload);
  const limits = limitsOf(workload, secretsQuota);
  const judgements = [
    ...judgeCorruption(corruption, objectives),
    ...judgeSecrets(secrets, workload, objectives),
  ];
  const used = new Set(
    [...corruption.steps, ...secrets.steps, ...limits].flatMap(({ assumptions }) => assumptions),
  );
  for (const id of POINT_ASSUMPTIONS) used.add(id);
  return {
    sizes: workload,
    procedures: [corruption, secrets],
    objectives: judgements,
    limits,
    warnings: warningsOf(corruption),
    assumptions: [...used].map((id) => ({ id, ...ASSUMPTIONS[id] })),
    holds: judgements.every(({ verdict }) => verdict !== 'missed') && limits.every(({ holds }) => holds),
  };
}

/** What the recovery points rest on. */
const POINT_ASSUMPTIONS: readonly AssumptionId[] = [
  'restore-granularity',
  'list-secrets',
  'list-lag',
  'changed-share',
];

function dataCorruption(workload: Workload, runbook: readonly RunbookStep[]): Procedure {
  const steps = runbook.map(({ id, title, needs, budgetMinutes }) => {
    const durationOf = DATA_CORRUPTION[id];
    if (durationOf === undefined) throw new Error(`no duration is known of the step ${id}`);
    return { id, title, needs, budgetMinutes, ...durationOf(workload) };
  });
  return { id: 'data-corruption', title: 'Corrupted data', steps, path: criticalPath(steps) };
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
      levers: [
        'fewer indexes: they slow a restore down, and its time cannot be bought',
        'more segments and more than one reader, when validation decides',
        'in-place repair by incremental export of the bad window, when few items are bad',
      ],
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

function warningsOf({ steps }: Procedure): string[] {
  return steps.flatMap(({ id, seconds, budgetMinutes = 0 }) => {
    const over = (['likely', 'high'] as const).find((which) => seconds[which] > budgetMinutes * 60);
    if (over === undefined) return [];
    return [
      `${id} takes ${Math.ceil(seconds[over] / 60)} minutes in the ${over} estimate; its budget is ${budgetMinutes}`,
    ];
  });
}
