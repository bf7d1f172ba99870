import { cell, fenced, table } from '../markdown';
import { flowchart } from './flowchart';
import { criticalPathMinutes, stagesOf, type Runbook } from './runbook';
import type { Step } from './step';

export interface RunbookMarkdownProps {
  /** The recovery time objective. */
  readonly objectiveMinutes: number;
  /** Whether a run gives steps that take longer the more there is a larger budget than they say. @default false */
  readonly budgetsBySize?: boolean;
  /** The command line that starts it; with `--dry-run` after it, it shows what it would do. */
  readonly start: string;
  /** Others that are run while it goes on, with what for. @default none */
  readonly also?: readonly { readonly command: string; readonly what: string }[];
}

const BY_SIZE =
  'Budgets here are the least ones. A run asks at its start how much there is to recover; where a step takes longer the more there is, its budget is what the high estimate says of it (`recover estimate`). The first line of the run says what the estimate says of the whole.';

/** The runbook as Markdown, for people at 3 a.m., with the tool or without, from the steps that the tool runs. */
export function runbookMarkdown<World, Known extends object>(
  { title, when, steps }: Runbook<World, Known>,
  props: RunbookMarkdownProps,
): string {
  const stages = stagesOf(steps);
  const order = stages.flat();
  const numbers = new Map(order.map((step, index) => [step.id, index + 1]));
  return [
    '<!-- Made from the steps that the tool runs: change those, then run npm run docs. -->',
    `# ${title}`,
    `**When:** ${when}`,
    ...startSection(props),
    ...stopSection(props),
    '## The steps at a glance',
    `The longest chain of steps has a budget of ${criticalPathMinutes(steps)} minutes; the recovery time objective is ${props.objectiveMinutes} minutes. A step begins as soon as the steps that it comes after are done: what has no arrow between it runs side by side.`,
    ...(props.budgetsBySize === true ? [BY_SIZE] : []),
    fenced('mermaid', flowchart(steps)),
    glance(order, numbers),
    '## The steps one by one',
    '"By hand" is for when the tool cannot run. Then keep the order, and write down what you did and when.',
    ...order.map((step) => section(step, numbers)),
    '',
  ].join('\n\n');
}

function startSection({ start, also = [] }: RunbookMarkdownProps): string[] {
  return [
    '## Start',
    'First see what it would do; this changes nothing:',
    fenced('sh', `${start} --dry-run`),
    'Then start it. It says what is missing (an acknowledgement, an approval) and the command that supplies it:',
    fenced('sh', start),
    ...(also.length === 0 ? [] : [table(['command', 'what for'], also.map(row))]),
  ];
}

function stopSection({ start }: RunbookMarkdownProps): string[] {
  const command = start.split(' ').slice(0, 2).join(' ');
  return [
    '## When it stops',
    'It stops at any surprise and prints one command to type next. Nothing is ever deleted. It can be killed and started again at any moment: it looks at the real world first and finds its own work.',
    [
      `- **Stop it:** Ctrl-C. The step that runs comes to a safe place.`,
      `- **Go on:** \`${command} resume INCIDENT\`. Steps that are done are not done again.`,
      `- **Take it over on another machine:** the same \`${command} resume INCIDENT\`, with your own credentials. The journal comes from the audit bucket. While somebody else runs it you are refused (status 3), until they stop or their lease has expired.`,
      `- **Give it up:** \`${command} abort INCIDENT\`. What can be undone is undone, the last step first; the table below says what.`,
      `- **See where it is:** \`${command} status\`. **Afterwards:** \`${command} report INCIDENT\`.`,
    ].join('\n'),
    table(
      ['exit status', 'means', 'do'],
      [
        ['0', 'done', 'write the report'],
        ['1', 'failed', 'read the message, mend the cause, resume'],
        ['2', 'wrong usage or settings', 'correct the command; nothing was changed'],
        [
          '3',
          'refused: an acknowledgement, an approval or the lease is missing',
          'supply it with the command that was printed',
        ],
        ['4', 'a precondition is not met', 'mend what is named, run again'],
        ['5', 'a proof failed', 'do not go on by hand: find out why first; writes stay as they are'],
        ['130', 'stopped on request (Ctrl-C)', 'resume when you are ready'],
      ],
    ),
  ];
}

type Described = Pick<
  Step<never, never>,
  'id' | 'title' | 'why' | 'needs' | 'budgetMinutes' | 'byHand' | 'proves'
> & { readonly undo?: unknown };

function glance(order: readonly Described[], numbers: ReadonlyMap<string, number>): string {
  return table(
    ['', 'step', 'after', 'budget', 'undone by `abort`'],
    order.map((step, index) => [
      String(index + 1),
      `${cell(step.title)} (\`${step.id}\`)`,
      after(step, numbers),
      `${step.budgetMinutes} min`,
      step.undo === undefined ? 'stays as it is' : 'yes',
    ]),
    { numeric: [0, 3] },
  );
}

function section(step: Described, numbers: ReadonlyMap<string, number>): string {
  const { id, title, why, byHand, proves, budgetMinutes, undo } = step;
  return [
    `### ${numbers.get(id) ?? 0}. ${title} (\`${id}\`)`,
    '',
    why,
    '',
    `- **Budget:** ${budgetMinutes} min, after ${after(step, numbers)}`,
    `- **Proven by:** ${proves ?? 'reading the outcome back.'}`,
    `- **By hand:** ${byHand}`,
    `- **Abort:** ${undo === undefined ? 'leaves it as it is.' : 'takes it back, or says why that is refused.'}`,
  ].join('\n');
}

function after({ needs }: Described, numbers: ReadonlyMap<string, number>): string {
  const found = needs.map((need) => numbers.get(need) ?? 0).sort((a, b) => a - b);
  return found.length === 0 ? 'nothing' : found.join(', ');
}

function row({ command, what }: { readonly command: string; readonly what: string }): string[] {
  return [`\`${cell(command)}\``, cell(what)];
}
