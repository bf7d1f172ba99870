import type { Command } from 'commander';
import type { Settings } from '../../../settings';
import type { Looked } from '../../recovery/aws/looked';
import { connectProtection, type ProtectAction } from '../../recovery/protect/connection';
import { planRound } from '../../recovery/protect/plan';
import { protect } from '../../recovery/protect/protect';
import {
  connectSecrets,
  vaultOfBackup,
  type SecretsAction,
  type VaultPlace,
} from '../../recovery/vault/secrets/connection';
import { EXIT, EXIT_HELP } from '../support/exit-status';
import { actionOf, operate, operatorCommand, type CommonOptions, type Operation } from '../support/operation';
import { describePlan, describeRound } from '../support/protection-words';
import { roleOfRegion } from '../support/role-of-region';
import { roundJson } from '../support/round-json';

interface ProtectOptions extends CommonOptions {
  readonly from?: string;
  readonly dryRun: boolean;
}

const HELP = `
One round, as the continuity agent makes it every minute: the settings of the live table, every change since the last
round, the exports that are due, and the secrets that changed are copied into the vault of the other region; then the
high-water marks are moved, which recover status turns into a recovery point, and the metrics of the alarms published.
Run it as often as you like, also twice at once; killed, the next round goes on. While another round is at the secrets,
this one leaves them to it, and says so. It waits for no export, deletes nothing and needs no Terraform. A part that fails stops none of the others, and ends the command with status 1.

For example:
  recover protect
  recover protect --dry-run
  recover protect --from us-west-2 --json
${EXIT_HELP}`;

/** `recover protect`: one round of copies into the other region's vault. */
export function protectCommand(): Command {
  return operatorCommand('protect', 'bring what changed into the vault of the other region, one round')
    .option('--from <region>', 'the region whose data it is, instead of the one that serves')
    .option('--dry-run', 'print what would be copied and change nothing', false)
    .option('--yes', 'ask no questions (there are none)', false)
    .addHelpText('after', HELP)
    .action(({ from, dryRun, ...options }: ProtectOptions) =>
      operate(
        {
          ...options,
          ...(from === undefined
            ? {}
            : { role: (settings: Settings) => roleOfRegion(settings, '--from', from) }),
        },
        async (operation) => {
          const action = actionOf(operation);
          const place = vaultOfBackup(action.target);
          const table = connectProtection(action, place);
          const secrets = connectSecrets(action, place);
          try {
            const work = dryRun ? plan : round;
            if (!(await work(table, secrets, place, operation))) process.exitCode = EXIT.failed;
          } finally {
            table.destroy();
            secrets.destroy();
          }
        },
      ),
    );
}

async function plan(
  table: ProtectAction,
  secrets: SecretsAction,
  place: VaultPlace,
  { output }: Operation,
): Promise<boolean> {
  const planned = await planRound(table, secrets);
  output.result({ dryRun: true, ...planned }, describePlan(planned, place));
  const { settings, changes, exports } = planned;
  return wasSeen(settings) && wasSeen(changes) && wasSeen(exports) && wasSeen(planned.secrets);
}

async function round(
  table: ProtectAction,
  secrets: SecretsAction,
  place: VaultPlace,
  { output }: Operation,
): Promise<boolean> {
  const result = await protect(table, secrets);
  output.result(roundJson(result), describeRound(result, place));
  return result.outcome === 'done';
}

function wasSeen<Value>(looked: Looked<Value>): looked is { readonly value: Value } {
  return 'value' in looked;
}
