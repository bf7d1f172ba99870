import { createHash, randomUUID } from 'node:crypto';
import { renderError } from '../gateway/errors';
import type { LocalService, ServiceRequest, ServiceResponse } from '../gateway/service';
import { jsonAnswer, jsonBody } from './support/json';
import { Regional } from './support/regional';

/** Bytes of a part, as AWS asks for them. */
const PART_SIZE = 20 * 1024 * 1024;

interface Layers {
  /** Repository and digest of what is complete. */
  readonly complete: Set<string>;
  readonly uploads: Map<string, Buffer[]>;
}

/**
 * Layers of images, which moto lacks (Amazon ECR API reference): uploaded in parts that follow one another, and complete
 * when they have their digest. Only digests are kept.
 */
export function createEcrLayers(): LocalService {
  const regional = new Regional((): Layers => ({ complete: new Set(), uploads: new Map() }));
  return {
    name: 'ecr layers',
    respond(request) {
      const handler = request.service === 'ecr' ? OPERATIONS[request.operation ?? ''] : undefined;
      return Promise.resolve(handler?.(request, regional.of(request)));
    },
  };
}

type Handler = (request: ServiceRequest, layers: Layers) => ServiceResponse;

const OPERATIONS: Readonly<Record<string, Handler>> = {
  BatchCheckLayerAvailability(request, { complete }) {
    const { repositoryName, layerDigests } = jsonBody(request) as {
      repositoryName: string;
      layerDigests: string[];
    };
    const layers = layerDigests.map((layerDigest) => ({
      layerDigest,
      layerAvailability: complete.has(`${repositoryName} ${layerDigest}`) ? 'AVAILABLE' : 'UNAVAILABLE',
    }));
    return jsonAnswer(request, { layers, failures: [] });
  },
  InitiateLayerUpload(request, { uploads }) {
    const uploadId = randomUUID();
    uploads.set(uploadId, []);
    return jsonAnswer(request, { uploadId, partSize: PART_SIZE });
  },
  UploadLayerPart(request, { uploads }) {
    const { uploadId, partFirstByte, partLastByte, layerPartBlob } = jsonBody(request) as {
      uploadId: string;
      partFirstByte: number;
      partLastByte: number;
      layerPartBlob: string;
    };
    const parts = uploads.get(uploadId);
    if (parts === undefined) return refuse(request, 'UploadNotFoundException', `No upload ${uploadId}`);
    const part = Buffer.from(layerPartBlob, 'base64');
    const before = parts.reduce((sum, { length }) => sum + length, 0);
    if (partFirstByte !== before || partLastByte !== before + part.length - 1) {
      return refuse(request, 'InvalidLayerPartException', `The last valid byte received is ${before - 1}`);
    }
    parts.push(part);
    return jsonAnswer(request, { uploadId, lastByteReceived: partLastByte });
  },
  CompleteLayerUpload(request, { uploads, complete }) {
    const { repositoryName, uploadId, layerDigests } = jsonBody(request) as {
      repositoryName: string;
      uploadId: string;
      layerDigests: string[];
    };
    const parts = uploads.get(uploadId);
    if (parts === undefined) return refuse(request, 'UploadNotFoundException', `No upload ${uploadId}`);
    if (parts.length === 0) return refuse(request, 'EmptyUploadException', `Upload ${uploadId} is empty`);
    const layerDigest = `sha256:${createHash('sha256').update(Buffer.concat(parts)).digest('hex')}`;
    if (!layerDigests.includes(layerDigest)) {
      return refuse(request, 'InvalidLayerException', `The layer has the digest ${layerDigest}`);
    }
    uploads.delete(uploadId);
    complete.add(`${repositoryName} ${layerDigest}`);
    return jsonAnswer(request, { repositoryName, uploadId, layerDigest });
  },
};

function refuse(request: ServiceRequest, code: string, message: string): ServiceResponse {
  return renderError(request, { status: 400, code, message });
}
