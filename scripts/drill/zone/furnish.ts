import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CreateAliasCommand, CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { namesFor } from '../../../settings';
import type { LocalEnvironment } from '../../local-deploy/environment';
import { BUILDER } from '../connection';

/**
 * Makes what the primary stack needs of its foundation to be planned: the key. Its state stays on this disk, since the
 * bucket that it belongs into is made by a stack which this drill does without.
 */
export async function furnish({ cloud, settings, workspace }: LocalEnvironment): Promise<void> {
  const names = namesFor(settings);
  const kms = new KMSClient({
    endpoint: cloud.endpoint,
    region: settings.primary.region,
    credentials: BUILDER,
  });
  const { KeyMetadata } = await kms.send(new CreateKeyCommand({}));
  await kms.send(new CreateAliasCommand({ AliasName: names.keyAlias, TargetKeyId: KeyMetadata?.KeyId }));
  kms.destroy();
  // Terraform merges a file of this name over the others (Terraform documentation, "Override Files").
  writeFileSync(
    join(workspace.stackDirectory(names.stack('primary')), 'backend_override.tf.json'),
    JSON.stringify({ terraform: { backend: { local: {} } } }),
  );
}
