import type { InputOf } from './declaration';
import type { estimate as declaration } from './declaration/look';
import { EXIT } from './support/exit-status';
import type { Output } from './support/output';
import { actionOf, operate, prepare, type Call, type Operation } from './support/operation';
import Table from 'cli-table3';
import type { Settings } from '../../settings';
import { estimate, type Estimate, type Procedure } from '../recovery/estimate/estimate';
import type { Judgement } from '../recovery/estimate/objectives';
import { CASES, type Range } from '../recovery/estimate/range';
import { readSizes } from '../recovery/estimate/sizes';
import { workloadOf, type Workload } from '../recovery/estimate/workload';
import { vaultOfBackup } from '../recovery/vault';
import { connectSecrets } from '../recovery/vault/secrets';
import { duration } from '../engine/progress/time-left';
import { regionalToEstimate, stepsToEstimate } from '../runbooks/steps-to-estimate';

/** How long would a recovery take, and would the objectives be met? */
export async function run(
  { users, items, secrets, quota, runbook, ...input }: InputOf<typeof declaration>,
  call: Call,
): Promise<number> {
  const wanted = { quota, runbook };
  if (users !== undefined || items !== undefined) {
    const workload = workloadOf({ users, items, secrets }, 'as given; the rest estimated');
    return print(call.output, prepare(call, input).settings, workload, wanted);
  }
  return operate(call, input, async (operation) =>
    print(operation.output, operation.settings, await liveSizes(operation, secrets), wanted),
  );
}

async function liveSizes(operation: Operation, secrets: number | undefined): Promise<Workload> {
  const action = actionOf(operation);
  const ofSecrets = connectSecrets(action, vaultOfBackup(action.target), operation.connecting);
  try {
    return await readSizes(action, ofSecrets.vault, secrets === undefined ? {} : { secrets });
  } finally {
    ofSecrets.destroy();
  }
}

function print(
  output: Output,
  settings: Settings,
  workload: Workload,
  {
    quota: secretsQuota,
    runbook,
  }: { readonly quota: number | undefined; readonly runbook: string | undefined },
): number {
  const { objectives, environment } = settings;
  const regional = regionalToEstimate();
  const all = estimate({ workload, objectives, steps: stepsToEstimate(), regional, secretsQuota });
  const result = runbook === undefined ? all : only(all, runbook);
  output.result({ environment, ...result }, render(result));
  return result.holds ? EXIT.done : EXIT.precondition;
}

/** What is about one procedure. Limits of AWS hold for all. */
function only(all: Estimate, id: string): Estimate {
  const objectives = all.objectives.filter(({ procedure }) => procedure === id);
  return {
    ...all,
    procedures: all.procedures.filter((procedure) => procedure.id === id),
    objectives,
    warnings: all.warnings.filter((warning) => warning.startsWith(`${id}:`)),
    holds: objectives.every(({ verdict }) => verdict !== 'missed') && all.limits.every(({ holds }) => holds),
  };
}

function render({ sizes, procedures, objectives, limits, warnings, assumptions, holds }: Estimate): string[] {
  return [
    `sizes: ${sizes.from}`,
    ...(['users', 'items', 'bytes', 'secrets'] as const).map(
      (what) => `  ${what}: ${CASES.map((which) => number(sizes[what][which])).join(' / ')}`,
    ),
    ...procedures.flatMap(renderProcedure),
    '',
    'limits:',
    ...limits.map(
      (limit) =>
        `  ${limit.holds ? 'holds' : 'TOO LOW'}: ${limit.title}: ${number(limit.needed.likely)} needed, ${number(limit.allowed)} allowed${limit.holds ? '' : `\n    lever: ${limit.lever}`}`,
    ),
    '',
    'objectives:',
    ...objectives.flatMap(renderJudgement),
    ...warnings.map((warning) => `warning: ${warning}`),
    '',
    'assumptions (low / likely / high):',
    ...assumptions.map(
      ({ id, what, value, unit, source }) =>
        `  ${id}: ${CASES.map((which) => number(value[which])).join(' / ')} ${unit} - ${what} [${source}]`,
    ),
    '',
    holds ? 'the objectives are likely to be met' : 'AN OBJECTIVE WOULD BE MISSED',
  ];
}

function renderProcedure({ title, steps, path }: Procedure): string[] {
  const table = new Table({
    head: ['step', 'low', 'likely', 'high', 'budget', 'rests on'],
    colWidths: [20, 14, 14, 14, 8, 60],
    wordWrap: true,
    style: { head: [], border: [] },
  });
  for (const { id, seconds, budgetMinutes, assumptions } of steps) {
    const mark = path.steps.likely.includes(id) ? `${id} *` : id;
    const budget = budgetMinutes === undefined ? '' : `${budgetMinutes} min`;
    table.push([mark, ...CASES.map((which) => time(seconds[which])), budget, assumptions.join(', ')]);
  }
  return ['', `${title} (* on the critical path): ${times(path.seconds)}`, table.toString()];
}

function renderJudgement({
  procedure,
  objective,
  objectiveMinutes,
  seconds,
  verdict,
  spareMinutes,
  meaning,
  levers,
}: Judgement): string[] {
  return [
    `  ${verdict === 'holds' ? verdict : verdict.toUpperCase()}: ${procedure}, ${objective} ${objectiveMinutes}: ${times(seconds)}`,
    `    ${meaning}${spareMinutes < 0 ? '' : `; ${spareMinutes} minutes are left for noticing and deciding`}`,
    ...levers.map((lever) => `    lever: ${lever}`),
  ];
}

function times(range: Range): string {
  return CASES.map((which) => time(range[which])).join(' / ');
}

function time(seconds: number): string {
  return duration(Math.ceil(seconds) * 1000);
}

function number(value: number): string {
  return value.toLocaleString('en-US', { maximumFractionDigits: value < 1 ? 3 : 1 });
}
