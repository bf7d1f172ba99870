import type { Settings } from '../../settings';
import { criticalPath } from '../recovery/estimate/critical-path';
import { TIME_LEVERS } from '../recovery/estimate/estimate';
import { judge, type Judgement } from '../recovery/estimate/objectives';
import { exactly } from '../recovery/estimate/range';
import type { Workload } from '../recovery/estimate/workload';
import { duration } from '../engine/progress/time-left';
import { durationOf, isMove } from './budgets';
import type { RecoveryRunbook } from './world';

/** Steps whose end gives the service back. */
const SERVICE_BACK = { 'data-corruption': 'resume-writes', 'regional-outage': 'verify-traffic' } as const;

/**
 * What the estimate says of a run that begins, in one line: how long it takes, which step decides, and, when an
 * objective would be missed, what would have helped. A step of which nobody knows how long it takes counts with its
 * budget.
 */
export function forecast(
  runbook: RecoveryRunbook,
  workload: Workload,
  objectives: Settings['objectives'],
): string {
  const steps = runbook.steps.map(({ id, needs, budgetMinutes }) => ({
    id,
    needs,
    seconds: durationOf(runbook, id)?.(workload).seconds ?? exactly(budgetMinutes * 60),
  }));
  const procedure = runbook.id as keyof typeof SERVICE_BACK;
  // A move is planned: the service goes on, and no objective is at stake.
  const until = isMove(runbook) ? undefined : SERVICE_BACK[procedure];
  const path = criticalPath(steps, until);
  const longest = path.steps.likely
    .flatMap((id) => steps.filter((step) => step.id === id))
    .reduce((a, b) => (b.seconds.likely > a.seconds.likely ? b : a));
  const { secrets, items, from } = workload;
  const sizes = `${number(items.likely)} items${procedure === 'data-corruption' ? '' : `, ${number(secrets.likely)} secrets`} (${from})`;
  const times = `${time(path.seconds.likely)} likely, ${time(path.seconds.high)} in the high estimate`;
  const said = `estimate for ${sizes}: ${times}; ${longest.id} takes the longest`;
  if (until === undefined) return `${said}; the service goes on for most of it`;
  const levers = TIME_LEVERS[procedure].filter(({ step }) => step === longest.id).map(({ lever }) => lever);
  const judgement = judge(objectives, {
    procedure,
    objective: 'recoveryTimeMinutes',
    seconds: path.seconds,
    meaning: 'until the service is back',
    levers,
  });
  return `${said}; ${verdictOf(judgement)}`;
}

function verdictOf({ verdict, objectiveMinutes, levers }: Judgement): string {
  const objective = `the objective of ${objectiveMinutes} min`;
  if (verdict === 'holds') return `${objective} holds`;
  const missed =
    verdict === 'missed' ? `${objective} WOULD BE MISSED` : `${objective} is missed in the high estimate`;
  return [missed, ...levers.map((lever) => `lever: ${lever}`)].join('; ');
}

function time(seconds: number): string {
  return duration(Math.ceil(seconds) * 1000);
}

function number(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}
