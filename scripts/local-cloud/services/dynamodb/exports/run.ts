import type { ServiceContext, ServiceRequest } from '../../../gateway/service';
import type { Json } from '../../support/json';
import { bucketRegion } from '../../support/s3-call';
import type { ExportJob } from './export-job';
import { ExportFailure, putLines, putManifest, putObject, type Destination, type WrittenFile } from './files';
import { summaryManifest } from './manifest';

/** An incremental export is billed for no less (aws-facts.md, 3.3). */
const LEAST_BILLED = 10_000_000;

export interface Run {
  readonly request: ServiceRequest;
  readonly context: ServiceContext;
  /** Cloud milliseconds until the export is complete. */
  readonly duration: number;
}

/**
 * Carries an export out: the data at once, the manifests when its time is over, which is how a reader tells a complete
 * export from one that is not. A region that is dark by then has none.
 *
 * @param files lines of the export
 */
export function carryOut(job: ExportJob, files: readonly (readonly Json[])[], run: Run): void {
  const { clock } = run.context;
  const data = writeData(job, files, run).catch((error: unknown) => {
    failed(job, error, clock.now());
  });
  clock.after(run.duration, () => {
    void data
      .then((written) => (written === undefined ? undefined : finish(job, written, run)))
      .catch((error: unknown) => {
        failed(job, error, clock.now());
      });
  });
}

interface Data {
  readonly destination: Destination;
  readonly files: readonly WrittenFile[];
}

async function writeData(
  job: ExportJob,
  files: readonly (readonly Json[])[],
  { request, context }: Run,
): Promise<Data> {
  const { wanted } = job.props;
  const region = await bucketRegion(request, context, wanted.S3Bucket);
  if (region === undefined) {
    const text = `The specified bucket does not exist: ${wanted.S3Bucket}`;
    throw new ExportFailure('S3NoSuchBucket', text);
  }
  const keyRegion = /^arn:aws:kms:([^:]+):/.exec(wanted.S3SseKmsKeyId ?? '')?.[1];
  if (keyRegion !== undefined && keyRegion !== region) {
    throw new ExportFailure('KmsNotFoundException', `Invalid arn ${keyRegion}: the bucket is in ${region}`);
  }
  const destination = {
    request,
    context,
    bucket: wanted.S3Bucket,
    region,
    keyId: wanted.S3SseKmsKeyId,
    algorithm: wanted.S3SseAlgorithm ?? 'AES256',
  };
  await putObject(destination, `${job.folder}${job.id}/_started`, Buffer.alloc(0));
  const written: WrittenFile[] = [];
  for (const [index, lines] of files.entries()) {
    written.push(await putLines(destination, job.dataKey(index), lines));
  }
  return { destination, files: written };
}

async function finish(
  job: ExportJob,
  { destination, files }: Data,
  { request, context }: Run,
): Promise<void> {
  if (!context.isServed(request)) {
    throw new ExportFailure('UNKNOWN', `DynamoDB in ${request.region} does not answer`);
  }
  const bytes = files.reduce((sum, one) => sum + one.bytes, 0);
  const written = {
    items: files.reduce((sum, { file }) => sum + file.itemCount, 0),
    billed: job.props.range.kind === 'full' ? bytes : Math.max(LEAST_BILLED, bytes),
  };
  const endedAt = context.clock.now();
  const name = `${job.folder}${job.id}/manifest`;
  const lines = files.map(({ file }) => `${JSON.stringify(file)}\n`).join('');
  await putManifest(destination, `${name}-files`, lines);
  await putManifest(destination, `${name}-summary`, JSON.stringify(summaryManifest(job, endedAt, written)));
  job.complete(endedAt, written);
}

function failed(job: ExportJob, error: unknown, now: number): void {
  const isOurs = error instanceof ExportFailure;
  job.fail(now, isOurs ? error.code : 'UNKNOWN', error instanceof Error ? error.message : String(error));
}
