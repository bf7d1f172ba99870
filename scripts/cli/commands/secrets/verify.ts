import type { Command } from 'commander';
import { vaultOfRestore } from '../../../recovery/vault/secrets/connection';
import { verifySecrets, verifyVault, type VerifyResult } from '../../../recovery/rebuild/secrets/verify';
import { wholeNumber } from '../../support/arguments';
import { EXIT, EXIT_HELP } from '../../support/exit-status';
import { operatorCommand, type CommonOptions, type Operation } from '../../support/operation';
import { UsageError } from '../../support/usage-error';
import { someOf, withSecrets } from './work';

interface VerifyOptions extends CommonOptions {
  readonly region?: string;
  readonly sample?: number;
  readonly vault: boolean;
}

const HELP = `
Compares fingerprints of the vault with the secrets of its region, and changes nothing. A secret that the service has
renewed there since differs as well. --vault opens the vault instead and compares it with its own catalogue: could
everything be restored? Names are printed, values never.

For example:
  recover secrets verify
  recover secrets verify --sample 1000 --json
  recover secrets verify --vault
${EXIT_HELP}`;

/** `recover secrets verify`: does the region have what the vault has? */
export function secretsVerifyCommand(): Command {
  return operatorCommand('verify', 'compare the vault with the secrets of its region; changes nothing')
    .option('--region <region>', "the region of the vault and the secrets, instead of the recovery region's")
    .option(
      '--sample <number>',
      'so many secrets, spread over all, instead of every one',
      wholeNumber('--sample', { from: 1, to: 100_000_000 }),
    )
    .option('--vault', 'open the vault and look at nothing else', false)
    .addHelpText('after', HELP)
    .action(({ region, sample, vault, ...options }: VerifyOptions) => {
      if (vault && sample !== undefined) throw new UsageError('--vault opens everything: leave out --sample');
      return withSecrets({ ...options, ...(region === undefined ? {} : { region }) }, '--region', {
        role: 'recovery',
        place: vaultOfRestore,
        work: async (action, operation) => {
          print(operation, vault ? await verifyVault(action) : await verifySecrets(action, { sample }));
        },
      });
    });
}

function print({ output }: Operation, result: VerifyResult): void {
  const { checked, secrets, different, missing, unreadable, round, sealedAt } = result;
  const bad = different.length + missing.length + unreadable.length;
  output.result(result, [
    `${checked} of ${secrets} secrets compared with the vault as of ${sealedAt} (round ${round}): ${checked - bad} are equal`,
    ...someOf(different, 'differ'),
    ...someOf(missing, 'are missing'),
    ...someOf(
      unreadable.map(({ name, code }) => `${name} (${code})`),
      'could not be read',
    ),
    ...(missing.length === 0 ? [] : ['next: npx recover secrets restore']),
  ]);
  if (bad > 0) process.exitCode = EXIT.verification;
}
