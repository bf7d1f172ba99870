import type { Action } from '../../aws/action';
import { inParallel } from '../../aws/in-parallel';
import { byKey } from '../history/by-key';
import { Decisions } from '../history/decisions';
import { reviewEntry } from '../history/entry';
import { judgeBy } from '../history/judge';
import { partitionsOf } from '../history/partitions';
import { readHistories } from '../history/read-histories';
import type { Decision, ReviewEntry } from '../history/review';
import { writeExactly } from '../history/write-exactly';
import { CompiledRules } from '../../items/rules/compile';
import type { Rules } from '../../items/rules';
import { TokenBucket } from '../../aws/token-bucket';
import {
  numbersOf,
  otherNames,
  rewritesOf,
  type PlannedRepair,
  type RewindNumbers,
  type RewindPlan,
} from './plan';
import { settlePartition } from './settle-partition';

export interface RewindRequest {
  /** The live table. */
  readonly table: string;
  /** A second before the damage, ISO 8601. */
  readonly since: string;
  readonly rules: Rules;
  /** What people decided. @default nothing */
  readonly decisions?: readonly Decision[];
  /** Read units, and again write units, per second. @default 1,000 */
  readonly unitsPerSecond?: number;
}

/** What is to be rewound. `repairs` holds values, and is for `rewind` alone; the rest may be told. */
export interface PlannedRewind {
  readonly repairs: readonly PlannedRepair[];
  readonly plan: RewindPlan;
  readonly numbers: RewindNumbers;
  readonly review: readonly ReviewEntry[];
}

/** What a rewind did. */
export interface Rewound {
  /** Items that are as they should be now. */
  readonly rewound: number;
  /** Items that had been written between the plan and the write, and were left alone. */
  readonly changed: readonly ReviewEntry[];
}

/** Shared with the service: a fraction of what a new on-demand table takes at once. */
const UNITS_PER_SECOND = 1_000;
const WIDTH = 8;

/**
 * Finds what of a table is to be rewound: from its change log since a second before the damage, and its items as they
 * are now. Reads alone.
 *
 * @throws Stop LOG_UNREACHABLE, TOO_MANY_CHANGES (precondition)
 */
export async function planRewind(action: Action, request: RewindRequest): Promise<PlannedRewind> {
  const { table, since, rules: file, decisions: given = [] } = request;
  const { environment, accountId } = action.target.names;
  const rules = new CompiledRules(file, { environment, accountId, region: action.target.region });
  const judge = judgeBy(rules, file);
  const read = await readHistories(action, table, {
    judge,
    since: Date.parse(since),
    keepClean: false,
  });
  const decisions = new Decisions(given, judge);
  let repairs: PlannedRepair[] = [];
  const review: ReviewEntry[] = [];
  let [there, decided] = [0, 0];
  const tokens = new TokenBucket(action, request.unitsPerSecond ?? UNITS_PER_SECOND);
  await inParallel(partitionsOf(read.histories, rules, { action, table, tokens }), WIDTH, async (group) => {
    for (const { PK, traces, present } of await group()) {
      const settled = settlePartition({ PK, traces, present, rules, decisions });
      repairs.push(...settled.repairs.map((repair) => ({ ...repair, key: { PK, SK: repair.SK } })));
      review.push(...settled.review);
      there += settled.there;
      decided += settled.decided;
    }
  });
  // Between the log and the items something may have come that explains what looks broken.
  const moving = repairs.some(({ byReference }) => byReference)
    ? await read.changedSince()
    : new Set<string>();
  const isEarly = ({ byReference, key }: PlannedRepair): boolean => byReference && moving.has(key.PK);
  for (const { key, trace, present } of repairs.filter(isEarly)) {
    const reason = 'its partition was written to while it was looked at';
    review.push(reviewEntry(key, trace, { kind: 'changed since', reason, present }));
  }
  repairs = repairs.filter((repair) => !isEarly(repair));
  return {
    repairs,
    plan: { table, since, rewrites: rewritesOf(repairs) },
    numbers: numbersOf({ changes: read.histories.changes, repairs, review, there, decided }),
    review: review.sort(byKey),
  };
}

/**
 * Writes what was planned, each item on condition that it is still exactly the corrupted image: whoever was faster wins,
 * and the item is listed. May be killed at any moment; a new plan finds what is left.
 */
export async function rewind(
  action: Action,
  { table, unitsPerSecond = UNITS_PER_SECOND }: Pick<RewindRequest, 'table' | 'unitsPerSecond'>,
  { repairs }: Pick<PlannedRewind, 'repairs'>,
): Promise<Rewound> {
  const tokens = new TokenBucket(action, unitsPerSecond);
  const changed: ReviewEntry[] = [];
  let rewound = 0;
  await inParallel(repairs, WIDTH, async (repair) => {
    const { key, trace, present, wanted } = repair;
    const outcome = await writeExactly({
      action,
      table,
      tokens,
      present,
      wanted,
      otherwise: otherNames(repair),
    });
    if (outcome === 'written') {
      rewound += 1;
      action.progress(`${rewound} of ${repairs.length} items rewound`, rewound / repairs.length);
      return;
    }
    const why =
      outcome === 'changed'
        ? ({ kind: 'changed since', reason: 'it was written while it was rewound' } as const)
        : ({
            kind: 'too large',
            reason: 'it has too many attributes to be compared in a condition',
          } as const);
    changed.push(reviewEntry(key, trace, { ...why, present }));
  });
  return { rewound, changed: changed.sort(byKey) };
}
