import { ECRClient, PutImageCommand } from '@aws-sdk/client-ecr';
import { PutSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import type { LocalEnvironment } from '../../local-deploy/environment';
import { BUILDER, clientsOf, type DrillRegion } from '../connection';
import { drillRegion } from '../population';
import type { Tokens } from '../tokens';

/** The drill's image has no layers; its digest, in the settings, is that of nothing. */
const MANIFEST = JSON.stringify({
  schemaVersion: 2,
  mediaType: 'application/vnd.oci.image.manifest.v1+json',
  config: {
    mediaType: 'application/vnd.oci.image.config.v1+json',
    size: 2,
    digest: `sha256:${'0'.repeat(64)}`,
  },
  layers: [],
});

/**
 * What releases and operators have put there beside Terraform: the workers' image, which the real registry replicates
 * and the local one does not, and the app credentials of the providers.
 */
export async function furnishByHand(environment: LocalEnvironment, tokens: Tokens): Promise<void> {
  const primary = drillRegion(environment);
  const clients = clientsOf(primary, BUILDER);
  try {
    await Promise.all([
      pushImage(primary),
      pushImage(drillRegion(environment, 'recovery')),
      ...environment.settings.providers.map((provider) =>
        clients.secrets.send(
          new PutSecretValueCommand({
            SecretId: primary.names.providerSecret(provider),
            SecretString: tokens.secretOf(provider),
          }),
        ),
      ),
    ]);
  } finally {
    clients.destroy();
  }
}

async function pushImage({ endpoint, region, names }: DrillRegion): Promise<void> {
  const client = new ECRClient({ endpoint, region, credentials: BUILDER });
  try {
    await client.send(
      new PutImageCommand({
        repositoryName: names.imageRepository,
        imageManifest: MANIFEST,
        imageTag: 'release-1',
      }),
    );
  } finally {
    client.destroy();
  }
}
