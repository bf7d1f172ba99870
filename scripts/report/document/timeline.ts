import type { ReportModel } from '../model/types';
import { paragraph, type Block, type Section, type Text } from './blocks';
import { budgetWords, minutes, NONE, RUN_ENDS, seconds, STEP_STATES, timeOfDay } from './words';

/** When what happened: every step against its budget, the chain that took longest, and who ran it. */
export function timelineSection(model: ReportModel): Section {
  return {
    id: 'timeline',
    title: 'Timeline',
    blocks: [
      stepTable(model),
      paragraph(
        'Actual is the time from the first start to the end, waiting for people included. Times are UTC, with the date where it is not the day of the declaration.',
      ),
      ...criticalPath(model),
      ...runs(model),
    ],
  };
}

function stepTable({ steps, declared }: ReportModel): Block {
  return {
    kind: 'table',
    caption: 'Steps: planned and actual',
    head: [
      'Step',
      'State',
      'Planned',
      'Actual',
      'Budget kept?',
      'Started',
      'Finished',
      'Attempts',
      'Journal',
    ],
    numeric: [2, 3, 7],
    rows: steps.map((step) => [
      [step.title, ' ', { code: step.id }],
      [STEP_STATES[step.state], ...(step.error === null ? [] : [': ', { code: step.error.code }])],
      [step.budgetMinutes === 0 ? NONE : minutes(step.budgetMinutes)],
      [step.elapsedSeconds === null ? NONE : seconds(step.elapsedSeconds)],
      [budgetWords(step)],
      [step.startedAt === null ? NONE : timeOfDay(step.startedAt, declared.at)],
      [step.finishedAt === null ? NONE : timeOfDay(step.finishedAt, declared.at)],
      [String(step.attempts.length)],
      [{ lines: step.lines }],
    ]),
  };
}

function criticalPath({ criticalPath: path }: ReportModel): Block[] {
  if (path.steps.length === 0) return [];
  const chain: Text = path.steps.flatMap((id, index) => [...(index === 0 ? [] : [' → ']), { code: id }]);
  const share = `${Math.round(path.waitingShare * 100)} %`;
  return [
    { kind: 'heading', text: 'What took longest' },
    paragraph(
      'The chain of dependent steps that decided the end: ',
      ...chain,
      `. ${seconds(path.seconds)} from the declaration; for ${seconds(path.waitingSeconds)} of it (${share}) no step of the chain was under way. `,
      { lines: path.lines },
    ),
  ];
}

function runs({ runs: found, declared }: ReportModel): Block[] {
  if (found.length === 0) return [];
  return [
    { kind: 'heading', text: 'Who ran it, and what interrupted it' },
    {
      kind: 'table',
      caption: 'Runs',
      head: ['Run', 'From', 'Last line', 'Operator', 'Machine', 'How it ended', 'Journal'],
      rows: found.map((run) => [
        [run.how],
        [timeOfDay(run.startedAt, declared.at)],
        [timeOfDay(run.lastLineAt, declared.at)],
        [{ code: run.operator }],
        [run.host === '' ? 'not recorded' : { code: run.host }],
        [RUN_ENDS[run.end]],
        [{ lines: run.lines }],
      ]),
    },
  ];
}
