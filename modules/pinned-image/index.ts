import type { TerraformResourceLifecycle } from 'cdktf';
import type { Names } from '../../settings';
import { isPinned } from '../../settings/schema';

export interface PinnedImageProps {
  readonly names: Names;
  readonly imageDigest: string;
  /** Where the digest stands in the settings. */
  readonly setting: string;
  /** Whether an image may be missing: on the local cloud, where nothing is pulled. */
  readonly allowUnpinned: boolean;
}

/**
 * A condition that no plan passes while the image of a task is not pinned. It is asked when a stack is planned, not when it
 * is synthesized: the settings of an environment are written before its first image.
 */
export function requirePinned({
  names,
  imageDigest,
  setting,
  allowUnpinned,
}: PinnedImageProps): TerraformResourceLifecycle {
  if (allowUnpinned || isPinned(imageDigest)) return {};
  return {
    precondition: [
      {
        // Never true; Terraform wants a condition to refer to something.
        condition: '${terraform.workspace == ""}',
        errorMessage: `settings/${names.environment}.json: ${setting} is ${imageDigest}, which is no image. Pin one and plan again: node bin/recover.js images pin IMAGE --env ${names.environment}`,
      },
    ],
  };
}
