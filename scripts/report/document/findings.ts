import { showJson } from '../model/show';
import type { Facts } from '../../engine/step';
import type { ReportModel } from '../model/types';
import { paragraph, type Block, type Section, type Text } from './blocks';
import { metWords, minutes, NONE, seconds, shortTime, utc } from './words';

export function dataLossSection({ dataLoss, repaired }: ReportModel): Section {
  const blocks: Block[] =
    dataLoss === null && repaired?.how === 'rewind'
      ? []
      : dataLoss === null
        ? [paragraph('No window is recorded: the data loss was not settled.')]
        : [
            paragraph(
              'Writes made from ',
              utc(dataLoss.from),
              ' to ',
              utc(dataLoss.to),
              `${repaired === null ? ' are not in the table that the service uses now' : ' had to be brought back'}: ${seconds(dataLoss.seconds)}. The objective is ${minutes(dataLoss.objectiveMinutes)}: `,
              { strong: metWords(dataLoss.met) },
              '. ',
              { lines: dataLoss.lines },
            ),
          ];
  if (repaired !== null) blocks.push(repairedParagraph(repaired));
  return {
    id: 'data-loss',
    title: repaired === null ? 'Data window lost' : 'Writes lost',
    blocks,
  };
}

function repairedParagraph({ how, items, waiting, lines }: NonNullable<ReportModel['repaired']>): Block {
  const done =
    how === 'salvage'
      ? `Legitimate writes to ${items} items were brought back into the restored table. `
      : `The damage to ${items} items was undone in the live table; no other write was touched. `;
  const left =
    waiting === 0
      ? 'No write is known to be lost. '
      : `${waiting} items wait for a person; no other write is known to be lost. `;
  return paragraph(done, { strong: left }, { lines });
}

export function validationSection({ validation, steps }: ReportModel): Section {
  const blocks: Block[] = [];
  if (validation === null) blocks.push(paragraph('Nothing was validated: no result is recorded.'));
  else {
    if (validation.levels.length > 0) {
      blocks.push({
        kind: 'table',
        caption: 'Validation of the restored data',
        head: ['Level', 'Result', 'Found', 'Journal'],
        rows: validation.levels.map(({ level, status, summary, lines }) => [
          [{ code: level }],
          [status === 'failed' ? { strong: 'FAILED' } : status === '' ? 'not said' : status],
          [summary === '' ? NONE : summary],
          [{ lines }],
        ]),
      });
    }
    const rest = facts(validation.rest);
    if (rest.length > 0) blocks.push(paragraph(...rest, ' ', { lines: validation.lines }));
  }
  const proven = steps.filter(({ evidence }) => Object.keys(evidence).length > 0);
  if (proven.length > 0) {
    blocks.push(
      { kind: 'heading', text: 'What each step proved' },
      {
        kind: 'table',
        caption: 'Evidence by step',
        head: ['Step', 'Evidence', 'Journal'],
        rows: proven.map(({ id, evidence, lines }) => [
          [{ code: id }],
          facts(evidence),
          [{ lines: lines.slice(-1) }],
        ]),
      },
    );
  }
  return { id: 'validation', title: 'Validation', blocks };
}

export function approvalsSection({ acknowledgements, declared }: ReportModel): Section {
  const blocks: Block[] = [
    paragraph('Declared by ', { code: declared.by }, ' at ', utc(declared.at), '. ', {
      lines: declared.lines,
    }),
  ];
  if (acknowledgements.length === 0) blocks.push(paragraph('No acknowledgement or approval is recorded.'));
  else {
    blocks.push({
      kind: 'table',
      caption: 'Acknowledgements and approvals',
      head: ['When', 'Who', 'What', 'Window', 'Journal'],
      rows: acknowledgements.map(({ at, by, what, window, lines }) => [
        [shortTime(at)],
        [by === '' ? 'not recorded' : { code: by }],
        [what === 'approval' ? 'approved it as it was declared' : 'accepted the loss of data'],
        window === null ? [NONE] : [{ code: `${window.from}/${window.to}` }],
        [{ lines }],
      ]),
    });
  }
  return { id: 'approvals', title: 'Approvals', blocks };
}

export function changesSection({ changes }: ReportModel): Section {
  const blocks: Block[] =
    changes.length === 0
      ? [paragraph('No change is recorded.')]
      : [
          {
            kind: 'table',
            caption: 'Before and after',
            head: ['What', 'Before', 'After', 'Journal'],
            rows: changes.map(({ what, before, after, lines }) => [
              [what],
              [before === null ? NONE : { code: showJson(before) }],
              [after === null ? NONE : { code: showJson(after) }],
              [{ lines }],
            ]),
          },
        ];
  return { id: 'changes', title: 'What changed', blocks };
}

/** Names and values in a row. */
export function facts(found: Facts): Text {
  return Object.entries(found).flatMap(([key, value], index) => [
    `${index === 0 ? '' : '; '}${key}: `,
    { code: showJson(value) },
  ]);
}
