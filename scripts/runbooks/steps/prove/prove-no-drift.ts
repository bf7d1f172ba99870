import type { PlanSummary } from '../../../recovery/service/terraform/infrastructure';
import { stop } from '../../../engine/errors';
import { known, type RecoveryStep } from '../../world';

export interface NoDriftProps {
  readonly needs: readonly string[];
  /** Whether to plan the next deploy here; without, CI does it. */
  readonly plan: boolean;
}

/** After a rewind: nothing of the infrastructure has changed. */
export function proveNoDrift({ needs, plan: plans }: NoDriftProps): RecoveryStep {
  return {
    id: 'prove-no-drift',
    title: 'Prove that the next deploy changes nothing',
    why: 'A rewind makes no table and moves no pointer. Whatever the next deploy would change was not put back as it was.',
    needs,
    budgetMinutes: 30,
    byHand: 'npx cdktf diff ENVIRONMENT-primary: no changes.',
    proves: 'the plan of the regional stack, made from the settings as they are, says no changes.',
    check: ({ facts }) => (facts.adoption === undefined ? 'to do' : 'done'),
    plan: () => [plans ? 'plan the regional stack: no changes' : 'leave the plan of the next deploy to CI'],
    async run(context) {
      if (plans) context.progress('planning the regional stack from the settings');
      await context.record({ adoption: plans ? await context.world.infrastructure.plan() : null });
    },
    verify(context) {
      const plan = known(context, 'adoption');
      if (plan === null) return { planned: false };
      const changes = changesOf(plan);
      if (changes.length === 0) return { planned: true, changes: 0 };
      return Promise.reject(
        stop('DRIFT', { changes, stack: context.world.target.names.stack(context.world.target.regionKind) }),
      );
    },
  };
}

function changesOf({ imports, creates, updates, losses }: PlanSummary): string[] {
  return [...imports, ...creates, ...updates, ...losses];
}
