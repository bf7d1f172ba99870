import { readLiveTable } from '../../../recovery/service/terraform/live-table';
import { readPointer } from '../../../recovery/service/pointer/pointer';
import { readWorkers } from '../../../recovery/service/writers/workers';
import type { PlanSummary } from '../../../recovery/service/terraform/infrastructure';
import type { Deployed } from '../../facts';
import { actionOf, known, type RecoveryStep } from '../../world';

export interface DeployProps {
  readonly needs: readonly string[];
  /** Whether what was there before is written down here, because nobody could survey it before. */
  readonly surveys: boolean;
}

export function deployStack({ needs, surveys }: DeployProps): RecoveryStep {
  return {
    id: 'deploy-stack',
    title: 'Deploy the regional stack',
    why: 'Network, cache, queue, API, runtime configuration and an idle fleet, from the same code as the region that is left. It reads nothing of that region, and everything global it needs was made in peacetime. Data and secrets are rebuilt meanwhile.',
    needs,
    budgetMinutes: 60,
    byHand:
      'SYNCWELL_ENV=ENVIRONMENT RECOVERY_REGION=REGION npx cdktf deploy ENVIRONMENT-recovery (or ENVIRONMENT-primary on the way back)',
    proves: 'pointer, interlock and fleet of the region answer, as the stack makes them.',
    check: ({ facts }) => (facts.deployed === undefined ? 'to do' : 'done'),
    plan: ({ world: { target } }) => [
      `plan ${target.names.stack(target.regionKind)} in ${target.region} and apply it, if it loses nothing`,
    ],
    async run(context) {
      const { world, signal } = context;
      const summary = await world.infrastructure.deploy({
        folder: world.folder,
        signal,
        progress: (text, fraction) => {
          context.progress(text, fraction);
        },
      });
      const action = actionOf(context);
      if (surveys) {
        const pointerBefore = context.facts.pointerBefore ?? (await readPointer(action));
        const workersBefore = context.facts.workersBefore ?? (await readWorkers(action));
        // What alarms and dashboard watch: the table that the stack made.
        await context.record({ pointerBefore, workersBefore, sourceTable: await readLiveTable(action) });
      }
      await context.record({ deployed: counted(summary) });
    },
    async verify(context) {
      const action = actionOf(context);
      const [{ tableName, epoch }, liveTable, { desiredCount }] = await Promise.all([
        readPointer(action),
        readLiveTable(action),
        readWorkers(action),
      ]);
      return { ...known(context, 'deployed'), tableName, epoch, liveTable, workers: desiredCount };
    },
  };
}

function counted({ creates, updates, imports }: PlanSummary): Deployed {
  return { created: creates.length, changed: updates.length, imported: imports.length };
}
