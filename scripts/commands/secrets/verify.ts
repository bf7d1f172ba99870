import type { InputOf } from '../declaration';
import type { secretsVerify } from '../declaration/protection';
import { EXIT } from '../support/exit-status';
import { nextFrom, type Call, type Operation } from '../support/operation';
import { verifySecrets, verifyVault, type VerifyResult } from '../../recovery/rebuild/secrets';
import { vaultOfRestore } from '../../recovery/vault';
import { UsageError } from '../support/usage-error';
import { someOf, withSecrets } from './work';

/** Does the region have what the vault has? */
export async function run(
  { sample, vault, ...input }: InputOf<typeof secretsVerify>,
  call: Call,
): Promise<number> {
  if (vault && sample !== undefined) throw new UsageError('--vault opens everything: leave out --sample');
  return withSecrets(call, input, {
    usual: 'recovery',
    regions: vaultOfRestore,
    work: async (action, operation) =>
      print(operation, vault ? await verifyVault(action) : await verifySecrets(action, { sample })),
  });
}

function print(operation: Operation, result: VerifyResult): number {
  const { checked, secrets, different, missing, unreadable, round, sealedAt } = result;
  const bad = different.length + missing.length + unreadable.length;
  operation.output.result(result, [
    `${checked} of ${secrets} secrets compared with the vault as of ${sealedAt} (round ${round}): ${checked - bad} are equal`,
    ...someOf(different, 'differ'),
    ...someOf(missing, 'are missing'),
    ...someOf(
      unreadable.map(({ name, code }) => `${name} (${code})`),
      'could not be read',
    ),
    ...(missing.length === 0 ? [] : [`next: ${nextFrom(operation, 'npx recover secrets restore')}`]),
  ]);
  return bad > 0 ? EXIT.verification : EXIT.done;
}
