import type { Action } from '../../../recovery/aws/action';
import { chooseSource, findSources, told } from '../../../recovery/rebuild/find-sources';
import { proveVault } from '../../../recovery/rebuild/prove-vault';
import { regionKey } from '../../../recovery/aws/region-key';
import { policyIn, settingsInRegion } from '../../../recovery/rebuild/region-settings';
import type { ChosenSource, SourceClass } from '../../../recovery/rebuild/source';
import { readSourceSettings } from '../../../recovery/rebuild/source-settings';
import { VaultContents } from '../../../recovery/rebuild/vault-contents';
import { actionOf, known, type RecoveryStep } from '../../world';
import { tableVaultToRestore } from '../../../recovery/vault/table';

export interface ChooseSourceProps {
  /** @default the freshest one that can be used */
  readonly source?: SourceClass | undefined;
  /** @default none: it begins with the run */
  readonly needs?: readonly string[];
}

export function chooseRebuildSource({ source: wanted, needs = [] }: ChooseSourceProps = {}): RecoveryStep {
  return {
    id: 'choose-source',
    title: 'Choose what the table is rebuilt from',
    why: 'A replica and the vault differ in how fresh they are and in what they need. What is taken, and how old it is, is written down before anything is made; every object of the vault is checked first, since half a table helps nobody.',
    needs,
    budgetMinutes: 10,
    readsOnly: true,
    byHand:
      'npx recover status says how fresh each source is. Of the vault: read high-water-mark.json in the bucket for changes, and compare the checksum of every file that the manifests of the exports name.',
    proves: 'the source can be read as a whole, and its restore point is that of what really lies there.',
    check: ({ facts }) => (facts.rebuildSource === undefined ? 'to do' : 'done'),
    async plan(context) {
      const sources = await findSources(actionOf(context));
      return [...sources.map(told), `take ${chooseSource(sources, wanted).class}`];
    },
    async run(context) {
      const action = actionOf(context);
      const chosen = chooseSource(await findSources(action), wanted);
      const settings = await readSourceSettings(action, chosen);
      const keyArn = await regionKey({ ...action.target, kms: action.clients.kms });
      if (chosen.class === 'vault') await proveVault(action, await contentsOf(action, chosen));
      await context.record({
        // A replica stays as it is.
        settingsBefore: chosen.class === 'replica' ? settings : settingsInRegion(settings, keyArn),
        policyBefore: policyIn(settings),
        restorePoint: chosen.restorePoint,
        rebuildSource: chosen,
      });
    },
    verify(context) {
      const {
        class: kind,
        table,
        restorePoint,
        recoveryPointSeconds,
        note,
      } = known(context, 'rebuildSource');
      return { class: kind, table, restorePoint, recoveryPointSeconds, note };
    },
  };
}

/** The part of the vault that was chosen. @throws Stop VAULT_GAP, VAULT_TAMPERED */
export function contentsOf(action: Action, { table, vault }: ChosenSource): Promise<VaultContents> {
  if (vault === null) throw new Error('what was chosen is no vault');
  return VaultContents.open(tableVaultToRestore(action), table, vault);
}
