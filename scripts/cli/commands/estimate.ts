import Table from 'cli-table3';
import { Option, type Command } from 'commander';
import type { Settings } from '../../../settings';
import { estimate, type Estimate, type Procedure } from '../../recovery/estimate/estimate';
import type { Judgement } from '../../recovery/estimate/objectives';
import { CASES, type Range } from '../../recovery/estimate/range';
import { readSizes } from '../../recovery/estimate/sizes';
import { workloadOf, type Known, type Workload } from '../../recovery/estimate/workload';
import { connectSecrets, vaultOfBackup } from '../../recovery/vault/secrets/connection';
import { duration } from '../../engine/progress/time-left';
import { regionalToEstimate, stepsToEstimate } from '../../runbooks/steps-to-estimate';
import { wholeNumber } from '../support/arguments';
import { EXIT, EXIT_HELP } from '../support/exit-status';
import {
  actionOf,
  operate,
  operatorCommand,
  settingsOf,
  type CommonOptions,
  type Operation,
} from '../support/operation';
import { outputFor, type Output } from '../support/output';

interface EstimateOptions extends CommonOptions, Known {
  readonly runbook?: string;
  readonly quota?: number;
}

const HELP = `
Predicts how long the steps of data-corruption, regional-outage and failback take, and recreating the secrets in the
recovery region: low, likely and high, with the assumption behind every figure; --runbook shows one of them. Sizes are those of the live table and the vault; with --users or --items
nothing is asked of AWS. Changes nothing.

Exit status 4 when an objective of the settings is likely to be missed or a limit of AWS is too low; what helps is named.
docs/capacity.md has the arithmetic for a million users.

For example:
  recover estimate
  recover estimate --users 1000000
  recover estimate --users 1000000 --secrets 400000 --quota 1000000 --json
${EXIT_HELP}`;

const RUNBOOKS = ['data-corruption', 'regional-outage', 'failback', 'secrets-elsewhere'];

const MOST = 10_000_000_000;

/** `recover estimate`: how long would a recovery take, and would the objectives be met? */
export function estimateCommand(): Command {
  const count = (option: string, from: number) => wholeNumber(option, { from, to: MOST });
  return operatorCommand('estimate', 'how long would a recovery take? Would the objectives be met?')
    .addOption(new Option('--runbook <name>', 'this one alone').choices(RUNBOOKS))
    .option('--users <number>', 'estimate for so many users, without asking AWS', count('--users', 1))
    .option('--items <number>', 'so many items of the table, without asking AWS', count('--items', 1))
    .option('--secrets <number>', 'so many secrets', count('--secrets', 0))
    .option(
      '--quota <number>',
      "secrets that the recovery region may hold, when it is not AWS's default",
      count('--quota', 1),
    )
    .addHelpText('after', HELP)
    .action(async ({ users, items, secrets, quota, runbook, ...options }: EstimateOptions) => {
      const known = { users, items, secrets };
      if (users !== undefined || items !== undefined) {
        const { settings } = settingsOf(options);
        print(outputFor(options), settings, workloadOf(known, 'as given; the rest estimated'), {
          quota,
          runbook,
        });
        return;
      }
      await operate(options, async (operation) => {
        print(operation.output, operation.settings, await liveSizes(operation, secrets), { quota, runbook });
      });
    });
}

async function liveSizes(operation: Operation, secrets: number | undefined): Promise<Workload> {
  const action = actionOf(operation);
  const ofSecrets = connectSecrets(action, vaultOfBackup(action.target));
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
): void {
  const { objectives, environment } = settings;
  const regional = regionalToEstimate();
  const all = estimate({ workload, objectives, steps: stepsToEstimate(), regional, secretsQuota });
  const result = runbook === undefined ? all : only(all, runbook);
  output.result({ environment, ...result }, render(result));
  if (!result.holds) process.exitCode = EXIT.precondition;
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
