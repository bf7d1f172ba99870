import { Regional } from '../../services/support/regional';
import type { Json } from '../../services/support/json';
import { operation, type Call, type Operations } from './json-service';
import { Refusal } from './refusal';

/** Digests that a repository holds, by its name. */
type Repositories = Map<string, Set<string>>;

/** Repositories of ECR and which images lie in them, by digest alone (Amazon ECR API reference). */
export function createImageStore(): Operations {
  const regional = new Regional((): Repositories => new Map());
  const digestsOf = ({ body, request }: Call): Set<string> => {
    const name = String(body.repositoryName);
    const digests = regional.of(request).get(name);
    if (digests !== undefined) return digests;
    throw new Refusal(
      'RepositoryNotFoundException',
      `The repository with name '${name}' does not exist in the registry with id '${request.accountId}'`,
    );
  };
  return {
    CreateRepository: operation('repositoryName', ({ body, request }) => {
      const name = String(body.repositoryName);
      const repositories = regional.of(request);
      if (repositories.has(name)) {
        throw new Refusal('RepositoryAlreadyExistsException', `The repository with name '${name}' exists`);
      }
      repositories.set(name, new Set());
      return { repository: { repositoryName: name } };
    }),
    PutImage: operation('repositoryName imageManifest imageDigest', (call) => {
      const { imageDigest } = call.body;
      digestsOf(call).add(String(imageDigest));
      return { image: { imageId: { imageDigest } } };
    }),
    BatchDeleteImage: operation('repositoryName imageIds', (call) => {
      const digests = digestsOf(call);
      const imageIds = idsOf(call.body).filter(({ imageDigest }) => digests.delete(imageDigest));
      return { imageIds, failures: [] };
    }),
    DescribeImages: operation('repositoryName imageIds', (call) => {
      const digests = digestsOf(call);
      const imageDetails = idsOf(call.body);
      const missing = imageDetails.find(({ imageDigest }) => !digests.has(imageDigest));
      if (missing === undefined) return { imageDetails };
      throw new Refusal(
        'ImageNotFoundException',
        `The image with imageId ${missing.imageDigest} does not exist within the repository`,
      );
    }),
  };
}

function idsOf({ imageIds }: Json): readonly { readonly imageDigest: string }[] {
  return imageIds as { imageDigest: string }[];
}
