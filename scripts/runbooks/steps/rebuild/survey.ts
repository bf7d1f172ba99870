import { readWindow } from '../../../recovery/table/restore-window';
import { readTableSettings } from '../../../recovery/table/settings';
import { readPointer } from '../../../recovery/service/pointer/pointer';
import { readFence, withoutFence } from '../../../recovery/service/writers/fence';
import { readWorkers } from '../../../recovery/service/writers/workers';
import { actionOf, known, type RecoveryStep } from '../../world';

/** @param table @default the live one, by AppConfig */
export function survey(table?: string): RecoveryStep {
  return {
    id: 'survey',
    title: 'Write down how everything is now',
    why: 'What is undone or put back later must be known from before the first change: the pointer, every setting of the table, its resource policy to the letter, the number of workers. A restore leaves most settings behind, and their source may be gone by then.',
    needs: [],
    budgetMinutes: 2,
    readsOnly: true,
    byHand:
      'aws dynamodb describe-table, describe-continuous-backups, describe-time-to-live, list-tags-of-resource, get-resource-policy for the live table; aws ecs describe-services. Save the answers.',
    proves: 'the window of point-in-time recovery is read from the table that was named.',
    check: ({ facts }) => (facts.workersBefore === undefined ? 'to do' : 'done'),
    async plan(context) {
      const pointer = await readPointer(actionOf(context));
      return [`read pointer (now ${pointer.tableName}, epoch ${pointer.epoch}), table, policy and workers`];
    },
    async run(context) {
      const action = actionOf(context);
      const pointerBefore = context.facts.pointerBefore ?? (await readPointer(action));
      const sourceTable = table ?? pointerBefore.tableName;
      const { document } = await readFence(action, sourceTable);
      const policyBefore = withoutFence(document);
      await context.record({
        sourceTable,
        pointerBefore,
        policyBefore,
        settingsBefore: await readTableSettings(action, sourceTable),
        workersBefore: await readWorkers(action),
      });
    },
    async verify(context) {
      const sourceTable = known(context, 'sourceTable');
      const { earliest, latest } = await readWindow(actionOf(context), sourceTable);
      return { sourceTable, epoch: known(context, 'pointerBefore').epoch, earliest, latest };
    },
  };
}
