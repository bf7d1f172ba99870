import { recallDocument } from '../../../recovery/incident/documents';
import { auditBucketOf } from '../../../recovery/incident/s3-mirror';
import type { Decision, ReviewEntry } from '../../../recovery/repair/history/review';
import { rewindPlanSchema, type RewindNumbers, type RewindPlan } from '../../../recovery/repair/rewind/plan';
import { planRewind, rewind as writeBack, type PlannedRewind } from '../../../recovery/repair/rewind/rewind';
import { undoRewind } from '../../../recovery/repair/rewind/undo';
import type { RestoreTime } from '../../../recovery/table/restore-time';
import { loadRules } from '../../../recovery/items/rules';
import { isoTime } from '../../../engine/clock';
import { stop } from '../../../engine/errors';
import { actionOf, known, type RecoveryContext, type RecoveryStep } from '../../world';
import { restorePointOf } from './find-restore-point';
import { REWIND_REVIEW } from './rewind-review';

export interface RewindProps {
  /** The second before the damage. */
  readonly restoreTo: RestoreTime;
  readonly needs: readonly string[];
  /** What people decided. @default nothing */
  readonly decisions?: readonly Decision[];
}

/** Document of the incident: what is written, before it is. */
export const REWIND_PLAN = 'rewind-plan.json';

export function rewind({ restoreTo, needs, decisions = [] }: RewindProps): RecoveryStep {
  const plan = (context: RecoveryContext): Promise<PlannedRewind> =>
    planRewind(actionOf(context), {
      table: known(context, 'sourceTable'),
      since: restorePointOf(context, restoreTo),
      rules: loadRules(),
      decisions,
    });
  return {
    id: 'rewind',
    title: 'Undo the damage in the live table',
    why: 'The change stream tells what each corrupted item was before. It is written back on condition that the item is still exactly the corrupted image, so that nothing newer is lost. What was made from a corrupted image since, and what only a person can decide, is listed and left alone.',
    needs,
    budgetMinutes: 20,
    byHand:
      'npx recover rewind --since SECOND --dry-run shows what would be written; without --dry-run it asks, and writes. Without the tool: read the stream and put the image before the damage of each item under a condition on all its attributes.',
    proves: 'a second look at the log and the table finds no damage left but what is listed.',
    check: () => 'to do',
    async plan(context) {
      const { numbers, review } = await plan(context);
      return rewindWords(numbers, review);
    },
    async run(context) {
      const { table, since } = {
        table: known(context, 'sourceTable'),
        since: restorePointOf(context, restoreTo),
      };
      await context.record({ restorePoint: since });
      const planned = await plan(context);
      // On record before the first write: an undo must know all of them.
      const whole = together(planned.plan, await recallPlan(context));
      await context.world.keep(REWIND_PLAN, whole);
      const { changed } = await writeBack(actionOf(context), { table }, planned);
      await context.world.keep(REWIND_REVIEW, {
        incident: context.incident,
        table,
        since,
        choices: ['keep-live', 'take-before', 'delete'],
        entries: [...planned.review, ...changed],
      });
      await context.record({
        rewound: {
          ...planned.numbers,
          rewound: whole.rewrites.length - changed.length,
          review: planned.review.length + changed.length,
          at: isoTime(context.clock.now()),
        },
      });
    },
    async verify(context) {
      const { repairs, review } = await plan(context);
      const { rewound, writtenBack, deleted, putBack } = known(context, 'rewound');
      if (repairs.length === 0) return { rewound, writtenBack, deleted, putBack, waiting: review.length };
      throw stop('REWIND_INCOMPLETE', { left: repairs.length, incident: context.incident });
    },
    async undo(context) {
      const done = await recallPlan(context);
      if (done === undefined) return;
      const { undone, kept } = await undoRewind(actionOf(context), done);
      context.progress(
        `${undone} items are corrupted again; ${kept.length} had been written since and were kept`,
      );
    },
  };
}

/** What an earlier run of this incident has written down; undefined: nothing. */
async function recallPlan({ world, incident, clock }: RecoveryContext): Promise<RewindPlan | undefined> {
  const audit = { s3: world.clients.audit, bucket: auditBucketOf(world.target), clock };
  const content = await recallDocument(audit, incident, REWIND_PLAN);
  return content === undefined ? undefined : rewindPlanSchema.parse(content);
}

/** Both plans; of an item that both are about, the newer. */
function together(plan: RewindPlan, before: RewindPlan | undefined): RewindPlan {
  const keyOf = ({ key }: RewindPlan['rewrites'][number]): string => JSON.stringify([key.PK, key.SK]);
  const newer = new Set(plan.rewrites.map(keyOf));
  const older = (before?.rewrites ?? []).filter((rewrite) => !newer.has(keyOf(rewrite)));
  return { ...plan, rewrites: [...older, ...plan.rewrites] };
}

/** In sentences, for people. */
export function rewindWords(numbers: RewindNumbers, review: readonly ReviewEntry[]): string[] {
  const { changes, writtenBack, deleted, putBack, partitions, there, decided, reasons } = numbers;
  const kinds = new Map<string, number>();
  for (const { kind } of review) kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  const span =
    numbers.firstDamageAt === null
      ? ''
      : `, damaged from ${numbers.firstDamageAt} to ${numbers.lastDamageAt ?? ''}`;
  return [
    `${changes} changes since the restore point; ${writtenBack + deleted + putBack} items of ${partitions} partitions are to be rewound${span}`,
    `${writtenBack} written back, ${deleted} deleted that bad writes made, ${putBack} put back that bad writes deleted, for about ${numbers.writeUnits} write units`,
    `${there} are as they should be again, ${decided} were decided`,
    ...Object.entries(reasons)
      .sort(([, one], [, other]) => other - one)
      .slice(0, 10)
      .map(([reason, count]) => `${count} x ${reason}`),
    review.length === 0
      ? 'nothing waits for a person'
      : `${review.length} wait for a person: ${[...kinds].map(([kind, count]) => `${count} ${kind}`).join(', ')}`,
  ];
}
