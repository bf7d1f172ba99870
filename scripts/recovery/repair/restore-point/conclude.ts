import { isoSecond, isoTime } from '../../../engine/clock';
import type { RestoreWindow } from '../../table/restore-window';
import type { Analysis } from './analysis';
import type { BadWrite, LogReach, RestorePointFindings } from './findings';
import type { QuestionedWrite } from './questioned-write';
import { secondBefore } from './restore-second';
import { surenessOf } from './sureness';

/** Minutes shown before the first bad write, and in a row at most. */
const MINUTES_BEFORE = 15;
const MINUTES = 120;
const MINUTE = 60_000;

export interface ConcludeProps {
  readonly table: string;
  /** Milliseconds. */
  readonly now: number;
  readonly log: LogReach;
  /** What can be restored, or why nothing can. */
  readonly window: RestoreWindow | string;
  readonly analysis: Analysis;
  /** Milliseconds: references of later writes were not looked up. */
  readonly referencesUntil: number;
}

/** What an analysis says of the restore point. Pure. */
export function conclude(props: ConcludeProps): RestorePointFindings {
  const { table, now, log, window, analysis, referencesUntil } = props;
  const since = Date.parse(log.since);
  const certain = analysis.firstBad;
  const deleted = analysis.deletedBefore(since);
  const [hint] = analysis.unusual(since);
  const first: QuestionedWrite | undefined = deleted ?? certain ?? hint;
  const at = first === undefined ? undefined : secondBefore(first.at);
  const blast = analysis.blastRadius(at ?? now);
  const massBegins = certain && analysis.timeline.massBegins();
  const { sureness, why } = surenessOf({
    first: certain,
    deleted,
    hint,
    log,
    blast,
    goodWritesBefore: first === undefined ? 0 : analysis.timeline.good(first.at).before,
    referencesUntil,
    massBegins,
    lastWriteAt: analysis.timeline.firstBad(),
  });
  const restorable = at === undefined ? { point: null, why: [] } : pointIn(window, at);
  return {
    table,
    at: isoTime(now),
    verdict: first !== undefined ? 'found' : blast.brokenBefore > 0 ? 'cannot know' : 'nothing wrong',
    firstBadWrite: first === undefined ? null : badWrite(first),
    restorePoint: restorable.point,
    window: typeof window === 'string' ? null : window,
    massBeginsAt: massBegins === undefined ? null : isoSecond(massBegins),
    sureness: restorable.point === null ? 'none' : sureness,
    why: [...restorable.why, ...why, ...(first === undefined ? whyNone(props, blast.brokenBefore) : [])],
    log,
    blast,
    rules: analysis.ruleCounts(since),
    minutes: first === undefined ? [] : minutesAround(props, first.at),
    keys: analysis.badKeys.map(badWrite),
  };
}

/** Nothing could be read: what is said instead. */
export function unknown(
  { table, now, window }: Pick<ConcludeProps, 'table' | 'now' | 'window'>,
  why: readonly string[],
): RestorePointFindings {
  return {
    table,
    at: isoTime(now),
    verdict: 'cannot know',
    firstBadWrite: null,
    restorePoint: null,
    window: typeof window === 'string' ? null : window,
    massBeginsAt: null,
    sureness: 'none',
    why,
    log: null,
    blast: {
      badWrites: 0,
      corruptedItems: { count: 0, orMore: false },
      affectedUsers: { count: 0, orMore: false },
      writesOnCorruptedItems: 0,
      goodWritesAfter: 0,
      brokenBefore: 0,
    },
    rules: [],
    minutes: [],
    keys: [],
  };
}

/** A second later than the latest restorable one is allowed: the restore waits for it (see `awaitRestorable`). */
function pointIn(window: RestoreWindow | string, at: number): { point: string | null; why: string[] } {
  const point = isoSecond(at);
  if (typeof window === 'string') return { point: null, why: [`${point} cannot be restored: ${window}`] };
  if (at < Date.parse(window.earliest)) {
    const why = `${point} is the second before the damage, and point-in-time recovery reaches back to ${window.earliest} only: no state without the damage can be restored by it`;
    return { point: null, why: [why] };
  }
  if (at <= Date.parse(window.latest)) return { point, why: [] };
  return { point, why: [`${point} can be restored in a few minutes; now ${window.latest} is the latest`] };
}

function whyNone({ log }: ConcludeProps, brokenBefore: number): string[] {
  const looked = `${log.changes} changes from ${log.since} to ${log.until} were looked at`;
  if (brokenBefore > 0) {
    return [
      `${looked}, and none of them broke an item, but ${brokenBefore} items were broken already when they were first written to: the damage is older than the log`,
    ];
  }
  return [
    `${looked}, and the rules object to none. Damage that the rules do not see (a wrong value of the right kind) is not found this way`,
    ...(log.trimmed ? [`what was written before ${log.since} was not looked at`] : []),
  ];
}

function minutesAround({ analysis, log }: ConcludeProps, at: number): RestorePointFindings['minutes'] {
  const from = Math.max(Date.parse(log.since), at - MINUTES_BEFORE * MINUTE);
  const to = Math.min(Date.parse(log.until), from + (MINUTES - 1) * MINUTE);
  return analysis.timeline.between(from, to);
}

function badWrite({ at, key, rule }: QuestionedWrite): BadWrite {
  return { key, at: isoSecond(at), rule };
}
