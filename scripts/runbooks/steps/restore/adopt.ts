import type { PlanSummary } from '../../../recovery/service/terraform/infrastructure';
import { moveLiveTable, readLiveTable } from '../../../recovery/service/terraform/live-table';
import { alarmsOn, moveAlarms } from '../../../recovery/table/alarms';
import { stop } from '../../../engine/errors';
import { actionOf, known, type RecoveryContext, type RecoveryStep } from '../../world';

export function moveLiveTableParameter(): RecoveryStep {
  return {
    id: 'move-live-table',
    title: 'Tell the deploys which table is live',
    why: 'A deploy from settings that still name the old table would point alarms back at it and drop the restored one. The parameter makes Terraform refuse such a deploy while it is planned.',
    needs: ['repoint'],
    budgetMinutes: 1,
    byHand: 'aws ssm put-parameter --overwrite --name /syncwell/ENVIRONMENT/live-table --value TABLE',
    proves: 'the parameter is read back and names the restored table.',
    async check(context) {
      return (await readLiveTable(actionOf(context))) === known(context, 'restoredTable') ? 'done' : 'to do';
    },
    plan: (context) => [
      `move ${context.world.target.names.liveTableParameter} to ${known(context, 'restoredTable')}`,
    ],
    run: (context) => moveLiveTable(actionOf(context), known(context, 'restoredTable')),
    async verify(context) {
      const live = await readLiveTable(actionOf(context));
      if (live === known(context, 'restoredTable')) return { liveTable: live };
      throw stop('LIVE_TABLE_NOT_MOVED', {
        live,
        wanted: known(context, 'restoredTable'),
        incident: context.incident,
      });
    },
    undo: (context) => moveLiveTable(actionOf(context), known(context, 'pointerBefore').tableName),
  };
}

export function moveTableAlarms(): RecoveryStep {
  return {
    id: 'move-alarms',
    title: 'Make the alarms watch the restored table',
    why: 'Alarms and dashboard name the table they watch. Until they are moved, nobody is woken by the table that serves.',
    needs: ['repoint'],
    budgetMinutes: 2,
    byHand:
      'aws cloudwatch describe-alarms, then put-metric-alarm for each with the TableName of the restored table.',
    proves: 'nothing is left that watches the old table.',
    check: (context) => (isOldTable(context) ? 'done' : 'to do'),
    plan: (context) => [
      `move alarms and dashboard from ${known(context, 'sourceTable')} to ${known(context, 'restoredTable')}`,
    ],
    async run(context) {
      await moveAlarms(actionOf(context), {
        from: known(context, 'sourceTable'),
        to: known(context, 'restoredTable'),
      });
    },
    async verify(context) {
      const action = actionOf(context);
      const table = known(context, 'restoredTable');
      const left = isOldTable(context) ? [] : await alarmsOn(action, known(context, 'sourceTable'));
      if (left.length === 0) return { table, alarms: (await alarmsOn(action, table)).length };
      throw stop('ALARMS_NOT_MOVED', {
        alarms: left.map(({ AlarmName = '' }) => AlarmName),
        table: known(context, 'sourceTable'),
        incident: context.incident,
      });
    },
    async undo(context) {
      await moveAlarms(actionOf(context), {
        from: known(context, 'restoredTable'),
        to: known(context, 'pointerBefore').tableName,
      });
    },
  };
}

export interface AdoptProps {
  /** Whether to plan the next deploy here; without, CI does it on the commit. */
  readonly plan: boolean;
  /** Whether the service moved to this region, so that the settings must name it as serving. @default false */
  readonly moved?: boolean;
  /** @default what moved everything else */
  readonly needs?: readonly string[];
}

export function adopt({
  plan: plans,
  moved = false,
  needs = ['move-live-table', 'move-alarms'],
}: AdoptProps): RecoveryStep {
  return {
    id: 'adopt',
    title: 'Adopt the restored table into the settings and Terraform',
    why: 'The settings file must name the table that serves, or the next deploy is refused. The plan made from the new settings must import the restored table and lose nothing; it is not applied here: the change is reviewed and merged like any other.',
    needs,
    budgetMinutes: 30,
    byHand:
      'Write the table into activeName and adoptedNames of settings/ENVIRONMENT.json, run npx cdktf diff for the stack of that region: one import, nothing destroyed. Commit the file.',
    proves:
      'the plan of the next deploy imports the restored table and destroys, replaces or forgets nothing.',
    async check(context) {
      const { world, facts } = context;
      const { adoption, restoredTable } = facts;
      // A plan that lost something is made again: somebody may have repaired the cause.
      if (adoption === undefined || (adoption !== null && !isSafe(context, adoption))) return 'to do';
      const { infrastructure } = world;
      if (moved && !(await infrastructure.isServing())) return 'to do';
      return (await infrastructure.activeTable()) === restoredTable ? 'done' : 'to do';
    },
    plan(context) {
      const { environment } = context.world.target.settings;
      return [
        `name ${known(context, 'restoredTable')} as the active table in settings/${environment}.json`,
        ...(moved
          ? [`name ${context.world.target.regionKind} as the serving region: its next deploy protects it`]
          : []),
        plans
          ? 'plan the regional stack from it: an import, and nothing destroyed'
          : 'leave the plan of the next deploy to CI',
      ];
    },
    async run(context) {
      const { infrastructure } = context.world;
      await infrastructure.setActiveTable(known(context, 'restoredTable'));
      if (moved) await infrastructure.setServing(true);
      if (plans) context.progress('planning the regional stack from the new settings');
      await context.record({ adoption: plans ? await infrastructure.plan() : null });
    },
    verify(context) {
      const adoption = known(context, 'adoption');
      if (adoption === null) return { planned: false };
      const { imports, creates, updates, losses } = adoption;
      if (isSafe(context, adoption)) {
        return {
          planned: true,
          imports: imports.length,
          creates: creates.length,
          updates: updates.length,
          losses: 0,
        };
      }
      return Promise.reject(
        stop('ADOPTION_LOSES_RESOURCES', {
          stack: context.world.target.names.stack(context.world.target.regionKind),
          losses,
          table: known(context, 'restoredTable'),
        }),
      );
    },
    async undo(context) {
      const { infrastructure } = context.world;
      await infrastructure.setActiveTable(known(context, 'pointerBefore').tableName);
      if (moved) await infrastructure.setServing(false);
    },
  };
}

/** A plan that takes the restored table over, where it is not there already, and loses nothing. */
function isSafe(context: RecoveryContext, { imports, losses }: PlanSummary): boolean {
  return losses.length === 0 && (imports.length > 0 || isOldTable(context));
}

/** Whether the table that is to serve is the one that the stack made, as a replica of the lost one is. */
function isOldTable(context: RecoveryContext): boolean {
  return known(context, 'restoredTable') === known(context, 'pointerBefore').tableName;
}
