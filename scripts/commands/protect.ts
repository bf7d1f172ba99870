import type { InputOf } from './declaration';
import type { protect as declaration } from './declaration/protection';
import { EXIT } from './support/exit-status';
import { actionOf, operate, type Call, type Operation } from './support/operation';
import type { Observation } from '../recovery/aws/observe';
import { connectProtection, type ProtectAction } from '../recovery/protect/connection';
import { planRound } from '../recovery/protect/plan';
import { protect } from '../recovery/protect/protect';
import { vaultOfBackup, type VaultRegions } from '../recovery/vault';
import { connectSecrets, type SecretsAction } from '../recovery/vault/secrets';
import { describePlan, describeRound } from './support/protection-words';
import { roundJson } from './support/round-json';

/** One round of copies into the other region's vault. */
export function run({ dryRun, ...input }: InputOf<typeof declaration>, call: Call): Promise<number> {
  return operate(call, input, async (operation) => {
    const { connecting } = operation;
    const action = actionOf(operation);
    const regions = vaultOfBackup(action.target);
    const table = connectProtection(action, regions, connecting);
    const secrets = connectSecrets(action, regions, connecting);
    try {
      const work = dryRun ? plan : round;
      return (await work(table, secrets, regions, operation)) ? EXIT.done : EXIT.failed;
    } finally {
      table.destroy();
      secrets.destroy();
    }
  });
}

async function plan(
  table: ProtectAction,
  secrets: SecretsAction,
  regions: VaultRegions,
  { output }: Operation,
): Promise<boolean> {
  const planned = await planRound(table, secrets);
  output.result({ dryRun: true, ...planned }, describePlan(planned, regions));
  const { settings, changes, exports } = planned;
  return wasSeen(settings) && wasSeen(changes) && wasSeen(exports) && wasSeen(planned.secrets);
}

async function round(
  table: ProtectAction,
  secrets: SecretsAction,
  regions: VaultRegions,
  { output }: Operation,
): Promise<boolean> {
  const result = await protect(table, secrets);
  output.result(roundJson(result), describeRound(result, regions));
  return result.outcome === 'done';
}

function wasSeen<Value>(observation: Observation<Value>): observation is { readonly value: Value } {
  return 'value' in observation;
}
