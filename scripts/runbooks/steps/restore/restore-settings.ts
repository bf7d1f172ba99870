import {
  compareSettings,
  putTableSettings,
  readTableSettings,
  wantedSettings,
  type Difference,
} from '../../../recovery/table/settings';
import { stop } from '../../../engine/errors';
import { actionOf, known, type RecoveryContext, type RecoveryStep } from '../../world';

export interface RestoreSettingsProps {
  /** What fills the table. @default restore */
  readonly needs?: readonly string[];
}

export function restoreSettings({ needs = ['restore'] }: RestoreSettingsProps = {}): RecoveryStep {
  return {
    id: 'restore-settings',
    title: 'Put back every setting that a restore leaves behind',
    why: 'A restored table has no point-in-time recovery, no deletion protection, no stream, no TTL, no tags, no policy, no scaling: a second disaster would be final. Everything is put back and read back; TTL last, because it deletes items.',
    needs,
    budgetMinutes: 10,
    byHand:
      'aws dynamodb update-continuous-backups, update-table (deletion protection, stream), tag-resource, update-contributor-insights, put-resource-policy, update-time-to-live on the restored table, as the survey says; compare.',
    proves: 'every setting of the restored table is read back and compared: no difference.',
    check: async (context) => ((await differences(context)).certain.length === 0 ? 'done' : 'to do'),
    async plan(context) {
      return (await differences(context)).certain.map(({ setting }) => `set ${setting} as it was`);
    },
    async run(context) {
      const wanted = wantedOf(context);
      await putTableSettings(actionOf(context), { table: known(context, 'restoredTable'), wanted });
    },
    async verify(context) {
      const table = known(context, 'restoredTable');
      const { certain, unverified } = await differences(context);
      if (certain.length === 0) return { table, differences: 0, unverified };
      throw stop('SETTINGS_DIFFER', {
        table,
        settings: certain.map(({ setting }) => setting),
        incident: context.incident,
      });
    },
  };
}

function wantedOf(context: RecoveryContext) {
  // A replica is not made anew: it is to stay as it is.
  if (context.facts.rebuildSource?.class === 'replica') return known(context, 'settingsBefore');
  return wantedSettings(known(context, 'settingsBefore'), {
    originalPolicy: known(context, 'policyBefore'),
  });
}

/** What this region or this tool cannot tell must not hold a recovery up: it is named in the report. */
async function differences(
  context: RecoveryContext,
): Promise<{ readonly certain: readonly Difference[]; readonly unverified: readonly string[] }> {
  const actual = await readTableSettings(actionOf(context), known(context, 'restoredTable'));
  const all = compareSettings(wantedOf(context), actual);
  return {
    certain: all.filter(({ verified }) => verified),
    unverified: all
      .filter(({ verified }) => !verified)
      .map(({ setting, explanation }) => `${setting}: ${explanation}`),
  };
}
