import type { FoundRestorePoint } from '../model/restore-point';
import type { ReportModel } from '../model/types';
import { paragraph, type Block, type Section, type Text } from './blocks';
import { shortTime, utc } from './words';

/** Minutes in the table, before the first bad write and after it: the chart shows more. */
const BEFORE = 3;
const AFTER = 12;
const MINUTE = 60_000;

type Found = NonNullable<ReportModel['restorePoint']>;

/** How the second before the damage was found; nothing where nobody looked for it. */
export function restorePointSections({ restorePoint: found }: ReportModel): Section[] {
  if (found === null) return [];
  return [
    {
      id: 'restore-point',
      title: 'Restore point',
      blocks: [
        summary(found),
        { kind: 'list', items: found.why.map((reason): Text => [reason]) },
        ...numbers(found),
        ...rules(found),
        ...minutes(found),
        ...keys(found),
      ],
    },
  ];
}

function summary({ restorePoint, firstBadWrite, sureness, verdict, lines }: Found): Block {
  if (firstBadWrite === null) return paragraph('The search found no bad write: ', verdict, '. ', { lines });
  return paragraph(
    'The first bad write was made at ',
    utc(firstBadWrite.at),
    restorePoint === null ? '; no second before it can be restored' : '; the second before it is ',
    ...(restorePoint === null ? [] : [utc(restorePoint)]),
    ', found with sureness ',
    { strong: sureness },
    '. ',
    { lines },
  );
}

function numbers({ log, blast, lines }: Found): Block[] {
  if (log === null) return [];
  const { badWrites, corruptedItems, affectedUsers, writesOnCorruptedItems, goodWritesAfter } = blast;
  return [
    paragraph(
      `${log.changes} changes of the ${log.source} were judged, from `,
      utc(log.since),
      ' to ',
      utc(log.until),
      `: ${badWrites} bad writes to ${counted(corruptedItems)} items of ${counted(affectedUsers)} users, ${writesOnCorruptedItems} writes on top of them, ${goodWritesAfter} good writes from the restore point on. `,
      { lines },
    ),
  ];
}

function rules({ rules: fired }: Found): Block[] {
  if (fired.length === 0) return [];
  return [
    {
      kind: 'table',
      caption: 'Rules that objected',
      head: ['Rule', 'Certain?', 'Writes'],
      numeric: [2],
      rows: fired.map(({ rule, certain, writes }) => [
        [rule],
        [certain ? 'yes' : 'only unusual'],
        [String(writes)],
      ]),
    },
  ];
}

function minutes({ minutes: all, firstBadWrite }: Found): Block[] {
  const at = Date.parse(firstBadWrite?.at ?? '');
  const near = all.filter(({ minute }) => {
    const time = Date.parse(minute);
    return time > at - (BEFORE + 1) * MINUTE && time <= at + AFTER * MINUTE;
  });
  if (near.length === 0) return [];
  return [
    {
      kind: 'table',
      caption: 'Writes a minute around the first bad one',
      head: ['Minute (UTC)', 'Good', 'Bad'],
      numeric: [1, 2],
      rows: near.map(({ minute, good, bad }) => [
        [shortTime(minute).slice(0, 'yyyy-mm-dd hh:mm'.length)],
        [String(good)],
        [bad === 0 ? '0' : { strong: String(bad) }],
      ]),
    },
  ];
}

function keys({ keys: bad, blast }: Found): Block[] {
  if (bad.length === 0) return [];
  return [
    {
      kind: 'table',
      caption: `The first of ${counted(blast.corruptedItems)} corrupted items; values are never told`,
      head: ['Key', 'Second (UTC)', 'Rule'],
      rows: bad.map(({ key, at, rule }) => [[{ code: `${key.PK} ${key.SK}` }], [shortTime(at)], [rule]]),
    },
  ];
}

function counted({ count, orMore }: FoundRestorePoint['blast']['corruptedItems']): string {
  return orMore ? `${count} or more` : String(count);
}
