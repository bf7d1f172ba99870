import type { ReportModel } from '../model/types';
import { paragraph, type Block, type Section, type Text } from './blocks';
import { minutes, RUN_ENDS, seconds, shortTime, utc } from './words';

export function openPointsSection({ openPoints }: ReportModel): Section {
  const blocks: Block[] =
    openPoints.length === 0
      ? [paragraph('None follow from the journal.')]
      : openPoints.flatMap(({ text, command, lines }): Block[] => [
          { kind: 'checklist', items: [[text, ' ', { lines }]] },
          ...(command === null ? [] : [{ kind: 'command' as const, text: command }]),
        ]);
  return { id: 'open-points', title: 'Open points', blocks };
}

/** What people fill in; what the journal knows is there already. */
export function postMortemSection(model: ReportModel): Section {
  const blocks: Block[] = [
    { kind: 'heading', text: 'Impact' },
    ...impact(model),
    { kind: 'blank', prompt: 'how many users noticed, and what they saw' },
    { kind: 'heading', text: 'Root cause' },
    { kind: 'blank', prompt: 'what changed shortly before the damage began, and why it got through' },
    { kind: 'heading', text: 'Detection' },
    ...detection(model),
    { kind: 'blank', prompt: 'what raised the alarm, and what should have raised it earlier' },
    { kind: 'heading', text: 'What went well' },
    listOr(wentWell(model), 'Nothing that the journal knows.'),
    { kind: 'heading', text: 'What did not go well' },
    listOr(wentBadly(model), 'Nothing that the journal knows.'),
    { kind: 'heading', text: 'Actions' },
    {
      kind: 'checklist',
      items: [
        ...model.openPoints.map(({ text, lines }): Text => [text, ' (owner: ?, by: ?) ', { lines }]),
        ['Keep the root cause from coming back (owner: ?, by: ?)'],
        ['Detect it earlier (owner: ?, by: ?)'],
      ],
    },
  ];
  return { id: 'post-mortem', title: 'Post-mortem', blocks };
}

function impact({ dataLoss, repaired, recoveryTime, steps }: ReportModel): Block[] {
  const items: Text[] = [
    [`From the declaration to the end: ${seconds(recoveryTime.seconds)}. `, { lines: recoveryTime.lines }],
  ];
  if (repaired !== null) {
    items.push([
      repaired.waiting === 0
        ? 'No legitimate write is known to be lost. '
        : `${repaired.waiting} items wait for a person; no other legitimate write is known to be lost. `,
      { lines: repaired.lines },
    ]);
  } else if (dataLoss !== null) {
    items.push([
      `Writes of ${seconds(dataLoss.seconds)} are lost, `,
      { code: `${dataLoss.from}/${dataLoss.to}` },
      '. ',
      { lines: dataLoss.lines },
    ]);
  }
  const halted = steps.find(({ id }) => id === 'halt-writes');
  if (halted?.startedAt !== undefined && halted.startedAt !== null) {
    const resumed = steps.find(({ id }) => id === 'resume-writes');
    const until = resumed?.finishedAt ?? null;
    items.push([
      `Users could change nothing from ${shortTime(halted.startedAt)} UTC ${until === null ? 'on' : `to ${shortTime(until)} UTC`}. `,
      { lines: [...halted.lines.slice(0, 1), ...(resumed?.lines.slice(-1) ?? [])] },
    ]);
  }
  return [{ kind: 'list', items }];
}

function detection({ declared, dataLoss }: ReportModel): Block[] {
  if (dataLoss === null) {
    return [paragraph('Declared at ', utc(declared.at), '. ', { lines: declared.lines })];
  }
  const late = Math.max(0, (Date.parse(declared.at) - Date.parse(dataLoss.from)) / 1000);
  return [
    paragraph(
      'The last second that counts as good is ',
      utc(dataLoss.from),
      '; the incident was declared at ',
      utc(declared.at),
      `, ${seconds(late)} later. `,
      { lines: [...declared.lines, ...dataLoss.lines] },
    ),
  ];
}

function wentWell({ recoveryTime, dataLoss, steps, state }: ReportModel): Text[] {
  const items: Text[] = [];
  if (recoveryTime.met === true) {
    items.push([
      `The recovery time objective of ${minutes(recoveryTime.objectiveMinutes)} was met. `,
      { lines: recoveryTime.lines },
    ]);
  }
  if (dataLoss?.met === true) {
    items.push([
      `The recovery point objective of ${minutes(dataLoss.objectiveMinutes)} was met. `,
      { lines: dataLoss.lines },
    ]);
  }
  const done = steps.filter((step) => step.state === 'done');
  const kept = done.filter(({ budgetKept }) => budgetKept === true);
  if (state.value === 'completed' && kept.length > 0) {
    items.push([
      `${kept.length} of ${steps.length} steps kept their budget. `,
      { lines: kept.flatMap(({ lines }) => lines.slice(-1)) },
    ]);
  }
  return items;
}

function wentBadly({ steps, runs, recoveryTime, dataLoss }: ReportModel): Text[] {
  const missed: Text[] = [];
  if (recoveryTime.met === false) {
    missed.push([
      `The recovery time objective of ${minutes(recoveryTime.objectiveMinutes)} was missed. `,
      { lines: recoveryTime.lines },
    ]);
  }
  if (dataLoss?.met === false) {
    missed.push([
      `The recovery point objective of ${minutes(dataLoss.objectiveMinutes)} was missed. `,
      { lines: dataLoss.lines },
    ]);
  }
  const over = steps
    .filter(({ budgetKept }) => budgetKept === false)
    .map((step): Text => [
      { code: step.id },
      ` took ${seconds(step.elapsedSeconds ?? 0)} of ${minutes(step.budgetMinutes)}. `,
      { lines: step.lines },
    ]);
  const failures = steps.flatMap(({ id, attempts }) =>
    attempts
      .filter(({ error }) => error !== null)
      .map(({ error, lines }): Text => [
        { code: id },
        ' stopped with ',
        { code: error?.code ?? '' },
        `: ${error?.message ?? ''} `,
        { lines },
      ]),
  );
  const breaks = runs
    .filter(({ end }) => end === 'killed' || end === 'interrupted')
    .map(({ end, lastLineAt, lines }): Text => [
      `A run ended at ${shortTime(lastLineAt)} UTC: ${RUN_ENDS[end]}. `,
      { lines },
    ]);
  return [...missed, ...over, ...failures, ...breaks];
}

function listOr(items: readonly Text[], otherwise: string): Block {
  return items.length === 0 ? paragraph(otherwise) : { kind: 'list', items };
}
