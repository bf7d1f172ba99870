import { stop } from '../../../engine/errors';
import type { RecoveryFacts, ServingFacts } from '../../facts';
import type { RecoveryContext, RecoveryStep, RecoveryWorld } from '../../world';

/** How the step is called, and when it comes, where it works on the other region. */
export type Renamed = Partial<Pick<RecoveryStep, 'id' | 'title' | 'why' | 'needs' | 'byHand' | 'proves'>>;

/**
 * The same step on the serving region until the service is moved: its region, its clients, and facts of its own. Its
 * steps must come one after the other: what they learn is one fact of the incident.
 */
export function inSource(step: RecoveryStep, renamed: Renamed = {}): RecoveryStep {
  return {
    ...step,
    ...renamed,
    check: (context) => step.check(contextOf(context)),
    plan: (context) => step.plan(contextOf(context)),
    run: (context) => step.run(contextOf(context)),
    verify: (context) => step.verify(contextOf(context)),
    ...(step.undo === undefined
      ? {}
      : { undo: async (context: RecoveryContext) => step.undo?.(contextOf(context)) }),
  };
}

function contextOf(context: RecoveryContext): RecoveryContext {
  const { world, facts } = context;
  return {
    ...context,
    world: sourceWorldOf(world),
    get facts(): Partial<RecoveryFacts> {
      return facts.serving ?? {};
    },
    record: (learnt) =>
      context.record({ serving: { ...facts.serving, ...(learnt as Partial<ServingFacts>) } }),
  };
}

/** The world of the serving region. @throws Stop SOURCE_UNKNOWN: this procedure knows no other region */
export function sourceWorldOf(world: RecoveryWorld): RecoveryWorld {
  if (world.source !== undefined) return { ...world, ...world.source };
  throw stop('SOURCE_UNKNOWN', {});
}
