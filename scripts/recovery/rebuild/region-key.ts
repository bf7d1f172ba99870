import { DescribeKeyCommand } from '@aws-sdk/client-kms';
import { Stop } from '../../engine/stop';
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
    new Stop({
      kind: 'precondition',
      code: 'REGION_KEY_UNUSABLE',
      message: `${names.keyAlias} in ${region} ${is}: no table can be made there without it`,
      next: `aws kms describe-key --key-id ${names.keyAlias} --region ${region}`,
    });
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
