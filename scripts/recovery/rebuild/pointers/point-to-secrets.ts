import type { Names } from '../../../../settings';
import { inParallel } from '../../aws/in-parallel';
import type { SettledSecret } from '../secrets';
import { keyOfSecret } from './provider-connection';
import type { PointerWriter } from './pointer-writer';

/**
 * Points the connections of some secrets to them, by the names of the secrets alone. A connection that is not there is
 * left out, as is a secret of something else: `remapPointers` looks at every connection, and has the last word.
 */
export async function pointToSecrets(
  writer: PointerWriter,
  secrets: readonly SettledSecret[],
  names: Names,
): Promise<void> {
  await inParallel(secrets, secrets.length, async ({ name, arn }) => {
    const key = keyOfSecret(name, names);
    if (key !== undefined) await writer.point(key, arn);
  });
}
