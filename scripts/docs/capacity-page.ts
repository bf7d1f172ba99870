import { join } from 'node:path';
import { loadSettings } from '../../settings';
import { estimate, type Estimate, type Procedure } from '../recovery/estimate/estimate';
import { CASES, type Range } from '../recovery/estimate/range';
import { valueOf } from '../recovery/estimate/rates';
import { workloadOf } from '../recovery/estimate/workload';
import { duration } from '../engine/progress/time-left';
import { regionalToEstimate, stepsToEstimate } from '../runbooks/steps-to-estimate';
import { table } from '../markdown';
import { PROJECT_ROOT } from '../project-root';
import { pageOf } from './page';

export const CAPACITY_PAGE = join(PROJECT_ROOT, 'docs', 'capacity.md');

const USERS = 1_000_000;

/** `docs/capacity.md`, in the project's format: the estimate for a million users with its arithmetic. */
export async function capacityPage(): Promise<string> {
  const { objectives } = loadSettings({ env: { SYNCWELL_ENV: 'production' } });
  const workload = workloadOf({ users: USERS }, 'as given; the rest estimated');
  const result = estimate({
    workload,
    objectives,
    steps: stepsToEstimate(),
    regional: regionalToEstimate(),
  });
  const text = [
    introduction(result),
    ...verdicts(result),
    ...result.procedures.flatMap(procedure),
    ...arithmetic(result),
    ...inAdvance(result),
    ...assumptions(result),
  ].join('\n');
  return pageOf(text);
}

function introduction({ sizes }: Estimate): string {
  const rows = (['users', 'items', 'bytes', 'secrets'] as const).map((what) => [
    what,
    ...cells(sizes[what], count),
  ]);
  return `# Capacity: what a recovery takes at a million users

\`npx recover estimate --users ${USERS}\` prints these figures for any number of users, and \`npx recover estimate\` for the live
table. Every figure is an estimate from documented rates and quotas, not a measurement. What no document says is marked "ours".

${table(['size', 'low', 'likely', 'high'], rows)}
`;
}

function verdicts({ objectives, limits }: Estimate): string[] {
  return [
    '## What holds, and what does not',
    '',
    table(
      ['procedure', 'objective', 'low', 'likely', 'high', 'verdict'],
      objectives.map(({ procedure: id, objective, objectiveMinutes, seconds, verdict }) => [
        `\`${id}\``,
        `\`${objective}\` ${objectiveMinutes}`,
        ...cells(seconds, time),
        bold(verdict, verdict === 'missed'),
      ]),
    ),
    '',
    'Verdict: `missed` when the likely estimate is over the objective, `at risk` when only the high one is. The time until somebody notices and decides comes on top.',
    '',
    ...objectives.map(
      ({ procedure: id, objective, meaning, spareMinutes }) =>
        `- \`${id}\`, \`${objective}\`: ${meaning}${spareMinutes < 0 ? '' : `; ${spareMinutes} minutes are left for noticing and deciding`}.`,
    ),
    '',
    table(
      ['limit of AWS', 'needed (low)', 'likely', 'high', 'allowed', 'verdict'],
      limits.map(({ title, needed, allowed, holds }) => [
        title,
        ...cells(needed, count),
        count(allowed),
        bold(holds ? 'holds' : 'too low', !holds),
      ]),
    ),
    '',
  ];
}

function procedure({ id, title, steps, path }: Procedure): string[] {
  return [
    `## ${title} (\`${id}\`)`,
    '',
    `Critical path: ${CASES.map((which) => time(path.seconds[which])).join(' / ')}, by the likely estimate: ${path.steps.likely.map((step) => `\`${step}\``).join(' → ')}.`,
    '',
    table(
      ['step', 'low', 'likely', 'high', 'budget', 'rests on'],
      steps.map(({ id: step, seconds, budgetMinutes, assumptions: ids }) => [
        `\`${step}\``,
        ...cells(seconds, time),
        budgetMinutes === undefined ? 'none' : `${budgetMinutes} min`,
        ids.map((one) => `\`${one}\``).join(', '),
      ]),
    ),
    '',
  ];
}

function arithmetic({ sizes, procedures }: Estimate): string[] {
  const { items, bytes, secrets } = sizes;
  const secondsOf = (step: string): number =>
    procedures.flatMap(({ steps }) => steps).find(({ id }) => id === step)?.seconds.likely ?? 0;
  const units = (bytes.likely / 1_000_000) * valueOf('scan-units-per-mb').likely;
  const create = valueOf('create-secret').likely;
  return [
    '## The arithmetic (likely)',
    '',
    `- Items: ${count(USERS)} users × ${valueOf('items-per-user').likely} = ${count(items.likely)}; × ${valueOf('bytes-per-item').likely} bytes = ${count(bytes.likely / 1e9)} GB.`,
    '- Restore: not a matter of size; its time cannot be bought, only the wait for it is kept free of other work.',
    `- Validation: ${count(units)} read units ÷ ${count(valueOf('cold-reads').likely)}/s = ${time(units / valueOf('cold-reads').likely)} for the table; ${count(items.likely)} items ÷ ${count(valueOf('scan-client').likely)}/s = ${time(items.likely / valueOf('scan-client').likely)} for the reader. The reader decides, so more segments and processes help, more read capacity does not.`,
    `- Secrets: ${count(USERS)} users × ${valueOf('secrets-per-user').likely} = ${count(secrets.likely)}; ÷ ${create}/s = ${time(secondsOf('create-secrets'))}.`,
    `- The default quota of ${count(valueOf('secrets-per-region').likely)} secrets would take ${time(valueOf('secrets-per-region').likely / create)} to create; it is enough for ${count(valueOf('secrets-per-region').likely / valueOf('secrets-per-user').likely)} users.`,
    '',
  ];
}

function inAdvance({ limits, objectives }: Estimate): string[] {
  const levers = objectives.flatMap((judgement) =>
    judgement.levers.map((lever) => `${lever} (\`${judgement.procedure}\`)`),
  );
  return [
    '## What to ask AWS for, or to build, in advance',
    '',
    ...limits.map(
      ({ title, allowed, lever, holds }) =>
        `- ${title}: ${holds ? `nothing to ask for, up to ${count(allowed)}` : lever}.`,
    ),
    ...[...new Set(levers)].map((lever) => `- ${lever}.`),
    '',
  ];
}

function assumptions({ assumptions: all }: Estimate): string[] {
  return [
    '## Assumptions',
    '',
    table(
      ['id', 'low', 'likely', 'high', 'unit', 'what', 'source'],
      all.map(({ id, value, unit, what, source }) => [
        `\`${id}\``,
        ...cells(value, count),
        unit,
        what,
        source,
      ]),
    ),
    '',
    'A rate is highest in the low estimate: low is the shortest time. This page is made from the model by `npm run docs`.',
    '',
  ];
}

function cells(range: Range, show: (value: number) => string): string[] {
  return CASES.map((which) => show(range[which]));
}

function count(value: number): string {
  return value.toLocaleString('en-US', { maximumFractionDigits: value < 1 ? 3 : value < 100 ? 1 : 0 });
}

function time(seconds: number): string {
  return duration(Math.ceil(seconds) * 1000);
}

function bold(text: string, strong: boolean): string {
  return strong ? `**${text}**` : text;
}
