import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { ServiceContext, ServiceRequest } from '../../../gateway/service';
import type { Json } from '../../support/json';
import { objectRequest } from '../../support/s3-call';
import { given } from '../../../../engine/given';

/** Why an export came to nothing, as DescribeExport tells it. */
export class ExportFailure extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** Where the objects of an export go, and how they are encrypted. */
export interface Destination {
  readonly request: ServiceRequest;
  readonly context: Pick<ServiceContext, 'forward' | 'isServed'>;
  readonly bucket: string;
  readonly region: string;
  readonly keyId: string | undefined;
  readonly algorithm: 'AES256' | 'KMS';
}

/** Writes an object. @returns its entity tag, without quotes @throws ExportFailure */
export async function putObject(destination: Destination, key: string, body: Buffer): Promise<string> {
  const { request, context, bucket, region, algorithm, keyId } = destination;
  const put = objectRequest(
    request,
    'PUT',
    { bucket, key },
    {
      region,
      body,
      headers: {
        // Without a checksum: no document says that the service sends one.
        'x-amz-server-side-encryption': algorithm === 'KMS' ? 'aws:kms' : 'AES256',
        ...given({ 'x-amz-server-side-encryption-aws-kms-key-id': keyId }),
      },
    },
  );
  if (!context.isServed(put)) {
    throw new ExportFailure('UNKNOWN', `Amazon S3 in ${region} does not answer`);
  }
  const answer = await context.forward(put);
  if (answer.status >= 300) {
    throw new ExportFailure('S3AccessDenied', `${key} could not be written: ${answer.body.toString()}`);
  }
  return (answer.headers.etag ?? '').replaceAll('"', '');
}

/** A line of the files' manifest. */
export interface DataFile {
  readonly itemCount: number;
  readonly md5Checksum: string;
  readonly etag: string;
  readonly dataFileS3Key: string;
}

export interface WrittenFile {
  readonly file: DataFile;
  /** Bytes of its lines, before they were compressed. */
  readonly bytes: number;
}

/** Writes one data file. @param key of the object */
export async function putLines(
  destination: Destination,
  key: string,
  lines: readonly Json[],
): Promise<WrittenFile> {
  const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
  // A partition without items gives a file without a byte.
  const body = text === '' ? Buffer.alloc(0) : gzipSync(text, { level: 1 });
  const etag = await putObject(destination, key, body);
  const file = { itemCount: lines.length, md5Checksum: md5(body), etag, dataFileS3Key: key };
  return { file, bytes: Buffer.byteLength(text) };
}

/** Writes a manifest and its checksum. @param name key without its ending */
export async function putManifest(destination: Destination, name: string, text: string): Promise<void> {
  const body = Buffer.from(text);
  await putObject(destination, `${name}.json`, body);
  await putObject(destination, `${name}.md5`, Buffer.from(md5(body)));
}

function md5(body: Buffer): string {
  return createHash('md5').update(body).digest('base64');
}
