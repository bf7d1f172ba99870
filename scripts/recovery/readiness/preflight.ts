import type { Settings } from '../../../settings';
import { stop } from '../../engine/errors';
import type { Action } from '../aws/action';
import type { Caller } from '../aws/caller';
import { otherRegionKind } from '../aws/target';
import type { Connection } from '../incident/connection';
import { ask } from './ask';
import { checksAt } from './checks';
import { secretsQuotaOf } from './facts';
import type { Check, Finding, Moment, Run } from './model';
import { openSurvey, type OpenSurveyProps, type RunParameters, type Survey } from './survey';
import { given } from '../../engine/given';

/** A finding, as far as it matters to a run. */
export interface CheckResult {
  /** Stable, for programs. */
  readonly check: string;
  /** `warning`: the run can go on, somebody should know. */
  readonly result: 'ok' | 'warning' | 'failed';
  readonly detail: string;
  /** The command that mends it. */
  readonly next: string | null;
}

export interface Readiness {
  readonly checks: readonly CheckResult[];
  /** Secrets that the region may hold; undefined: Service Quotas did not say, or the run makes none. */
  readonly secretsQuota: number | undefined;
}

export interface PreflightProps
  extends RunParameters, Pick<OpenSurveyProps, 'infrastructure' | 'env' | 'connecting'> {
  readonly connection: Pick<Connection, 'caller'>;
}

/** Everything that would stop a run where the action works. Asks nothing of a region that is lost, and changes nothing. */
export function preflight(action: Action, run: Run, props: PreflightProps): Promise<Readiness> {
  const { connection, infrastructure, env, connecting, ...parameters } = props;
  return readinessAt(`preflight ${run}`, run, {
    action,
    caller: connection.caller,
    infrastructure,
    connecting,
    run: parameters,
    ...given({ env }),
  });
}

/** What the region must have before a run makes anything there, by a step of the run itself. Changes nothing. */
export function firstStep(
  action: Action,
  run: Exclude<Run, 'data-corruption'>,
  {
    source,
    ...props
  }: Pick<OpenSurveyProps, 'infrastructure' | 'connecting'> & Pick<RunParameters, 'source'>,
): Promise<Readiness> {
  return readinessAt(`first step ${run}`, run, {
    ...props,
    action,
    caller: nobody(action.target.settings),
    run: { source },
  });
}

/** A step knows the caller by what it may do alone. */
function nobody({ accountId }: Settings): Caller {
  return { arn: '', accountId, userId: '', person: '' };
}

async function readinessAt(
  moment: Moment,
  run: Run,
  props: Omit<OpenSurveyProps, 'serving' | 'patience'>,
): Promise<Readiness> {
  const { regionKind } = props.action.target;
  const serving = run === 'data-corruption' ? regionKind : otherRegionKind(regionKind);
  const survey = openSurvey({ ...props, serving, patience: 'of a run' });
  try {
    const checks = checksAt(moment, regionKind);
    const [findings, secretsQuota] = await Promise.all([
      ask(survey, checks),
      run === 'data-corruption' ? undefined : secretsQuotaOf(survey),
    ]);
    return {
      checks: findings.map((finding, index) => resultOf(survey, checks[index], finding)),
      secretsQuota,
    };
  } finally {
    survey.close();
  }
}

/** Which run brings the service to where the action works. */
export function moveTo(
  { target }: Pick<Action, 'target'>,
  source: RunParameters['source'],
): Exclude<Run, 'data-corruption'> {
  if (target.regionKind === 'primary') return 'failback';
  return source === undefined ? 'regional-outage' : 'evacuation';
}

/** @throws Stop NOT_READY (precondition) with everything that failed, and a command: the first one that mends any of it */
export function requireReady(results: readonly CheckResult[]): void {
  const failed = results.filter(({ result }) => result === 'failed');
  if (failed.length === 0) return;
  throw stop('NOT_READY', {
    failed: failed.map(({ check, detail }) => `${check}: ${detail}`),
    next: failed.find(({ next }) => next !== null)?.next ?? 'npx recover doctor',
  });
}

/** By default, what is merely slower or not known stops no recovery: the region may be in a storm itself. */
function resultOf({ settings }: Survey, check: Check | undefined, finding: Finding): CheckResult {
  const { id, severity, state, found, mend } = finding;
  const stops = check?.stops ?? (severity === 'critical' ? ['failed'] : []);
  const result = state === 'ok' ? 'ok' : stops.includes(state) ? 'failed' : 'warning';
  const next = check?.runNeedsMend === false && result === 'warning' ? null : mend;
  return {
    check: check?.preflightName ?? id,
    result,
    detail: found,
    next: next === null ? null : inRegionOf(settings, next),
  };
}

/** What deploys a recovery region that the settings do not name has to be told it by the environment. */
function inRegionOf({ recovery, configuredRecoveryRegion }: Settings, command: string): string {
  const isConfigured = recovery.region === configuredRecoveryRegion;
  return isConfigured || !command.startsWith('npx cdktf ')
    ? command
    : `RECOVERY_REGION=${recovery.region} ${command}`;
}
