import { DescribeKeyCommand } from '@aws-sdk/client-kms';
import { stop } from '../../engine/errors';
import type { Stop } from '../../engine/stop';
import type { Action } from '../aws/action';

/**
 * ARN of the key that the environment's alias points to in the target's region: a table there cannot use a key of
 * another region (aws-facts.md, 1.25).
 *
 * @throws Stop REGION_KEY_UNUSABLE (precondition)
 */
export async function regionKey({ clients, target }: Pick<Action, 'clients' | 'target'>): Promise<string> {
  const { names, region } = target;
  const unusable = (is: string): Stop =>
    stop('REGION_KEY_UNUSABLE', { keyAlias: names.keyAlias, region, is });
  try {
    const { KeyMetadata } = await clients.kms.send(new DescribeKeyCommand({ KeyId: names.keyAlias }));
    const { Arn, KeyState } = KeyMetadata ?? {};
    if (Arn !== undefined && KeyState === 'Enabled') return Arn;
    throw unusable(`is ${KeyState ?? 'in no known state'}, not Enabled`);
  } catch (error) {
    if (error instanceof Error && error.name === 'NotFoundException') throw unusable('points to no key');
    throw error;
  }
}
