import {
  BatchCheckLayerAvailabilityCommand,
  BatchGetImageCommand,
  CompleteLayerUploadCommand,
  InitiateLayerUploadCommand,
  PutImageCommand,
  UploadLayerPartCommand,
  type ECRClient,
} from '@aws-sdk/client-ecr';
import { z } from 'zod';
import type { Manifest, Registry } from './registry';

export interface CopyProps {
  readonly from: Registry;
  readonly to: ECRClient;
  readonly repositoryName: string;
  readonly progress: (text: string) => void;
}

const described = z.object({ digest: z.string() });
const content = z.object({
  /** Of an index: the images for each platform. */
  manifests: z.array(described).default([]),
  config: described.optional(),
  layers: z.array(described).default([]),
});

/** Copies an image as it is, bit for bit, so that it keeps its digest. What is there already is not sent again. */
export async function copyImage(manifest: Manifest, props: CopyProps): Promise<void> {
  const { from, to, repositoryName, progress } = props;
  const { bytes, mediaType, digest } = manifest;
  if (await hasImage(digest, props)) return;
  const { manifests, config, layers } = content.parse(JSON.parse(bytes));
  // ECR takes an index only after the images that it names.
  for (const child of manifests) await copyImage(await from.manifest(child.digest), props);
  for (const blob of [...(config === undefined ? [] : [config]), ...layers]) {
    await copyBlob(blob.digest, props);
  }
  progress(`${digest}: manifest`);
  await to.send(
    new PutImageCommand({
      repositoryName,
      imageManifest: bytes,
      imageManifestMediaType: mediaType,
      imageDigest: digest,
      // Tags cannot move there, so each image gets one of its own; one that has none would be the first to expire.
      imageTag: digest.replace(':', '-'),
    }),
  );
}

async function hasImage(imageDigest: string, { to, repositoryName }: CopyProps): Promise<boolean> {
  const { images = [] } = await to.send(
    new BatchGetImageCommand({ repositoryName, imageIds: [{ imageDigest }] }),
  );
  return images.length > 0;
}

async function copyBlob(digest: string, props: CopyProps): Promise<void> {
  const { from, to, repositoryName, progress } = props;
  const { layers = [] } = await to.send(
    new BatchCheckLayerAvailabilityCommand({ repositoryName, layerDigests: [digest] }),
  );
  if (layers.some(({ layerAvailability }) => layerAvailability === 'AVAILABLE')) return;
  progress(`${digest}: layer`);
  const { uploadId, partSize = 0 } = await to.send(new InitiateLayerUploadCommand({ repositoryName }));
  let partFirstByte = 0;
  for await (const layerPartBlob of from.blob(digest, partSize)) {
    const partLastByte = partFirstByte + layerPartBlob.length - 1;
    await to.send(
      new UploadLayerPartCommand({ repositoryName, uploadId, partFirstByte, partLastByte, layerPartBlob }),
    );
    partFirstByte = partLastByte + 1;
  }
  // ECR compares the digest with what it got: a layer that was cut or changed on its way is refused.
  await to.send(new CompleteLayerUploadCommand({ repositoryName, uploadId, layerDigests: [digest] }));
}
