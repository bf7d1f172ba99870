import { isoSecond, isoTime } from '../../../engine/clock';
import type { BlastRadius, LogReach, Sureness } from './findings';
import type { QuestionedWrite } from './questioned-write';
import type { Unusual } from './unusual';

/** Items that must be broken beyond doubt before a machine may decide alone. */
const MANY = 3;
/** Good writes that must come before, and for how long the log must have been good. */
const GOOD_WRITES = 10;
const GOOD_TIME = 60_000;

export interface Evidence {
  /** The first write that a rule objects to beyond doubt; undefined: there are only hints. */
  readonly first: QuestionedWrite | undefined;
  /** Deletions right before it. */
  readonly deleted: Unusual | undefined;
  /** The oldest hint. */
  readonly hint: Unusual | undefined;
  readonly log: LogReach;
  readonly blast: BlastRadius;
  readonly goodWritesBefore: number;
  /** Milliseconds: references of later writes were not looked up. */
  readonly referencesUntil: number;
  /** Milliseconds: where the mass begins, when the first ones stand alone. */
  readonly massBegins: number | undefined;
  /** Milliseconds: of an export, the write itself. */
  readonly lastWriteAt: number | undefined;
}

/** How sure a restore point is, with every reason for and against it, the strongest first. */
export function surenessOf(evidence: Evidence): { readonly sureness: Sureness; readonly why: string[] } {
  const { first, hint } = evidence;
  if (first === undefined) {
    if (hint === undefined) return { sureness: 'none', why: [] };
    const why = `no write breaks a rule beyond doubt; only this is unusual: ${hint.rule} (${hint.writes} writes from ${isoSecond(hint.at)} on). A person must judge whether it is the damage`;
    return { sureness: 'low', why: [why] };
  }
  const doubts = [...gravest(evidence, first), ...doubtsOf(evidence, first)];
  const sureness = gravest(evidence, first).length > 0 ? 'low' : doubts.length > 0 ? 'medium' : 'high';
  return { sureness, why: [reasonFor(evidence, first), ...doubts, ...notes(evidence)] };
}

function reasonFor({ blast, goodWritesBefore }: Evidence, { at, rule }: QuestionedWrite): string {
  const { count, orMore } = blast.corruptedItems;
  return `${blast.badWrites} writes break a rule, on ${count}${orMore ? ' or more' : ''} items; the first at ${isoSecond(at)} (${rule}), after ${goodWritesBefore} good writes`;
}

/** What may make the restore point wrong. */
function gravest({ log }: Evidence, { at }: QuestionedWrite): string[] {
  const before = at - Date.parse(log.since);
  if (before >= GOOD_TIME) return [];
  return [
    `the log begins only ${Math.max(0, Math.round(before / 1000))} seconds before the first bad write, at ${log.since}: the damage may be older`,
  ];
}

function doubtsOf(evidence: Evidence, first: QuestionedWrite): string[] {
  const { blast, goodWritesBefore, log, massBegins, referencesUntil, lastWriteAt } = evidence;
  const doubts: string[] = [];
  if (!log.everyWrite) {
    doubts.push(
      `an export tells only the last write of an item in its window, here that of ${isoTime(lastWriteAt ?? first.at)}: the first bad one came after ${isoTime(first.at)} and not later than that, a bad image that was overwritten before the window ended is not seen, and an item that was broken before counts as well where the export holds no image from before`,
    );
  }
  if (blast.corruptedItems.count < MANY) doubts.push(`fewer than ${MANY} items are broken beyond doubt`);
  if (goodWritesBefore < GOOD_WRITES)
    doubts.push(`only ${goodWritesBefore} good writes come before: little shows that it was good then`);
  if (blast.brokenBefore > 0)
    doubts.push(
      `${blast.brokenBefore} items broke the rules before any write of the log: there is older damage, or the rules are stricter than the service`,
    );
  if (massBegins !== undefined)
    doubts.push(
      `the first bad writes stand alone: the mass begins at ${isoSecond(massBegins)}; if they are another matter, the second before that loses less`,
    );
  if (log.everyWrite && referencesUntil < first.at)
    doubts.push(`whether references hold was looked up only for writes up to ${isoSecond(referencesUntil)}`);
  return doubts;
}

function notes({ deleted, hint }: Evidence): string[] {
  return [
    ...(deleted === undefined
      ? []
      : [
          `${deleted.writes} deletions right before, from ${isoSecond(deleted.at)} on, are taken for part of it: hardly anything was deleted until then`,
        ]),
    ...(hint === undefined
      ? []
      : [`unusual besides: ${hint.rule} (${hint.writes} writes from ${isoSecond(hint.at)} on)`]),
  ];
}
