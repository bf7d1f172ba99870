import { DescribeKeyCommand, type KMSClient } from '@aws-sdk/client-kms';
import type { Names, Region } from '../../../settings';
import { stop } from '../../engine/errors';
import type { Stop } from '../../engine/stop';

export interface RegionKeyProps {
  readonly names: Pick<Names, 'keyAlias'>;
  readonly region: Region;
  /** In that region. */
  readonly kms: KMSClient;
}

/**
 * ARN of the key that the environment's alias points to in a region: a table or a bucket there cannot use a key of
 * another region (aws-facts.md, 1.25).
 *
 * @throws Stop REGION_KEY_UNUSABLE (precondition)
 */
export async function regionKey({ names, region, kms }: RegionKeyProps): Promise<string> {
  const unusable = (is: string): Stop =>
    stop('REGION_KEY_UNUSABLE', { keyAlias: names.keyAlias, region, is });
  try {
    const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId: names.keyAlias }));
    const { Arn, KeyState } = KeyMetadata ?? {};
    if (Arn !== undefined && KeyState === 'Enabled') return Arn;
    throw unusable(`is ${KeyState ?? 'in no known state'}, not Enabled`);
  } catch (error) {
    if (error instanceof Error && error.name === 'NotFoundException') throw unusable('points to no key');
    throw error;
  }
}
