import type { ReportModel } from '../model/types';
import { paragraph, type Block, type Section, type Text } from './blocks';
import { facts } from './findings';
import { INCIDENT_STATES, metWords, minutes, NONE, seconds, utc } from './words';

/** What somebody wants to know who reads only this. */
export function summarySection(model: ReportModel): Section {
  const { incident, declared, state, journal } = model;
  const parameters = facts(incident.parameters);
  const rows: Text[][] = [
    [['Incident'], [{ code: incident.id }, `, runbook ${incident.runbook}`], [{ lines: incident.lines }]],
    [['Declared'], [utc(declared.at), ' by ', { code: declared.by }], [{ lines: declared.lines }]],
    [['Asked for'], parameters.length === 0 ? [NONE] : parameters, [{ lines: incident.lines }]],
    [
      ['State'],
      [{ strong: INCIDENT_STATES[state.value] }, ...(state.at === null ? [] : [' at ', utc(state.at)])],
      [{ lines: state.lines }],
    ],
    [['Recovery time (RTO)'], recoveryTime(model), [{ lines: model.recoveryTime.lines }]],
    [['Data lost (RPO)'], dataLoss(model), [{ lines: model.dataLoss?.lines ?? [] }]],
    [
      ['Operators'],
      model.operators.length === 0
        ? ['nobody yet']
        : model.operators.flatMap(({ operator }, index) => [
            ...(index === 0 ? [] : [', ']),
            { code: operator },
          ]),
      [{ lines: model.operators.flatMap(({ lines }) => lines) }],
    ],
  ];
  const blocks: Block[] = [
    { kind: 'table', caption: 'The incident in short', head: ['', 'What', 'Journal'], rows },
    paragraph(
      'L and a number name the line of ',
      { code: 'journal.jsonl' },
      ` that a statement rests on. The chain of hashes over all ${journal.lines} lines was checked when this report was made, at `,
      utc(model.generatedAt),
      '; the last hash is ',
      { code: journal.lastHash },
      '.',
    ),
  ];
  return { id: 'summary', title: 'Summary', blocks };
}

function recoveryTime({ recoveryTime: { seconds: took, objectiveMinutes, met }, state }: ReportModel): Text {
  const objective = `objective ${minutes(objectiveMinutes)}`;
  if (state.value === 'aborted') return [`aborted after ${seconds(took)}; ${objective}`];
  if (state.value === 'running') {
    return [`${seconds(took)} so far; ${objective}: `, { strong: met === false ? 'MISSED' : 'still open' }];
  }
  return [{ strong: seconds(took) }, `; ${objective}: `, { strong: metWords(met) }];
}

function dataLoss({ dataLoss: loss }: ReportModel): Text {
  if (loss === null) return ['not settled: no window is recorded'];
  return [
    { strong: seconds(loss.seconds) },
    `; objective ${minutes(loss.objectiveMinutes)}: `,
    { strong: metWords(loss.met) },
  ];
}
