import type { Command } from 'commander';
import { join } from 'node:path';
import { vaultOfRestore, type SecretsAction } from '../../../recovery/vault/secrets/connection';
import { SECRETS_PER_REGION } from '../../../recovery/secrets/limits';
import { ProgressFile } from '../../../recovery/rebuild/secrets/progress-file';
import {
  planRestore,
  restoreSecrets,
  type RestoreRequest,
  type RestoreResult,
} from '../../../recovery/rebuild/secrets/restore';
import { wholeNumber } from '../../support/arguments';
import { EXIT_HELP } from '../../support/exit-status';
import { operatorCommand, type CommonOptions, type Operation } from '../../support/operation';
import { someOf, withSecrets } from './work';

interface RestoreOptions extends CommonOptions {
  readonly to?: string;
  readonly overwrite: boolean;
  readonly withPrevious: boolean;
  readonly quota: number;
  readonly dryRun: boolean;
}

const HELP = `
Recreates every secret of the vault in its region, at the service's own rate: fifty a second, 500,000 in two hours and
three quarters. Calls that region alone; the one that the secrets are from may be lost. Stop it and run it again as often
as you like, at once or months later: it looks at every secret in the region again, 2,000 a second, and makes what is
missing. Another value that is there already is kept unless --overwrite is given, or a restore from here had written it.

For example:
  recover secrets restore --dry-run
  recover secrets restore --to us-west-2
  recover secrets restore --overwrite --json
${EXIT_HELP}`;

/** `recover secrets restore`: out of the vault, into its region. */
export function secretsRestoreCommand(): Command {
  return operatorCommand('restore', 'recreate the secrets from the vault')
    .option('--to <region>', "the region to recreate them in, instead of the recovery region's")
    .option('--overwrite', 'let the values of the vault win over other ones that are there', false)
    .option('--with-previous', 'restore the value before the current one too, below it', false)
    .option(
      '--quota <number>',
      'secrets that the region may hold, when AWS has raised it',
      wholeNumber('--quota', { from: 1, to: 100_000_000 }),
      SECRETS_PER_REGION,
    )
    .option('--dry-run', 'prove the vault, print what would be made and change nothing', false)
    .option('--yes', 'ask no questions (there are none)', false)
    .addHelpText('after', HELP)
    .action(({ to, overwrite, withPrevious, quota, dryRun, ...options }: RestoreOptions) =>
      withSecrets({ ...options, ...(to === undefined ? {} : { region: to }) }, '--to', {
        role: 'recovery',
        place: vaultOfRestore,
        work: async (action, operation) => {
          const progress = new ProgressFile(progressPath(action, operation));
          const request = { progress, overwrite, withPrevious, quota };
          if (dryRun) await plan(action, operation, request);
          else print(action, operation, await restoreSecrets(action, request));
        },
      }),
    );
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

function print({ target, vault }: SecretsAction, { output }: Operation, result: RestoreResult): void {
  const { secrets, counts, kept, rotation, round, sealedAt, seconds } = result;
  const region = target.region;
  output.result(result, [
    `${secrets} secrets of ${vault.source} as of ${sealedAt} (round ${round}), ${Math.round(seconds)} seconds`,
    `${region}: ${counts.created} created, ${counts.found} found equal, ${counts.written} written anew, ${counts.kept} kept as they were`,
    ...someOf(
      kept,
      'have another value there, which was kept (recover secrets restore --overwrite replaces it)',
    ),
    ...someOf(rotation, 'were rotated by a function of the other region: set up their rotation'),
    `next: npx recover secrets verify --region ${region}`,
  ]);
}
