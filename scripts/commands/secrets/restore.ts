import { EXIT } from '../support/exit-status';
import {
  planRestore,
  ProgressFile,
  restoreSecrets,
  type RestoreRequest,
  type RestoreResult,
} from '../../recovery/rebuild/secrets';
import { SECRETS_PER_REGION } from '../../recovery/secrets';
import { vaultOfRestore } from '../../recovery/vault';
import type { SecretsAction } from '../../recovery/vault/secrets';
import type { InputOf } from '../declaration';
import type { secretsRestore } from '../declaration/protection';
import { nextFrom, type Call, type Operation } from '../support/operation';
import { join } from 'node:path';
import { someOf, withSecrets } from './work';

/** Out of the vault, into its region. */
export function run(
  { overwrite, withPrevious, quota, dryRun, ...input }: InputOf<typeof secretsRestore>,
  call: Call,
): Promise<number> {
  return withSecrets(call, input, {
    usual: 'recovery',
    regions: vaultOfRestore,
    work: async (action, operation) => {
      const progress = new ProgressFile(progressPath(action, operation));
      const request = { progress, overwrite, withPrevious, quota: quota ?? SECRETS_PER_REGION };
      if (dryRun) await plan(action, operation, request);
      else print(action, operation, await restoreSecrets(action, request));
      return EXIT.done;
    },
  });
}

/** Beside the journals of incidents: one for each region, which tells for ever what a restore from here has written. */
function progressPath({ vault: { environment, region } }: SecretsAction, { folder }: Operation): string {
  return join(folder, `secrets-${environment}-${region}.jsonl`);
}

async function plan(action: SecretsAction, { output }: Operation, request: RestoreRequest): Promise<void> {
  const planned = await planRestore(action, request);
  const { secrets, missing, round, sealedAt } = planned;
  output.result({ dryRun: true, ...planned }, [
    `the vault has ${secrets} secrets of ${action.vault.source}, as of ${sealedAt} (round ${round}); all of it is there and unchanged`,
    `would create ${missing} in ${action.target.region}, compare the other ${secrets - missing}, and take ${Math.ceil(missing / 50)} seconds or more`,
  ]);
}

function print({ target, vault }: SecretsAction, operation: Operation, result: RestoreResult): void {
  const { secrets, counts, kept, rotation, round, sealedAt, seconds } = result;
  const region = target.region;
  operation.output.result(result, [
    `${secrets} secrets of ${vault.source} as of ${sealedAt} (round ${round}), ${Math.round(seconds)} seconds`,
    `${region}: ${counts.created} created, ${counts.found} found equal, ${counts.written} written anew, ${counts.kept} kept as they were`,
    ...someOf(
      kept,
      'have another value there, which was kept (recover secrets restore --overwrite replaces it)',
    ),
    ...someOf(rotation, 'were rotated by a function of the other region: set up their rotation'),
    `next: ${nextFrom(operation, `npx recover secrets verify --region ${region}`)}`,
  ]);
}
