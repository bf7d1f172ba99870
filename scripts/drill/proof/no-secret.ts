import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { GetObjectCommand, ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3';
import { some, type Finding } from './finding';

export interface NoSecretProps {
  /** Part of every token. */
  readonly marker: string;
  /** Folders of everything that was written on this machine. */
  readonly folders: readonly string[];
  /** What programs printed. */
  readonly outputs: Readonly<Record<string, string>>;
  readonly s3: S3Client;
  /** Buckets of everything that is kept: journals, states, vaults. */
  readonly buckets: readonly string[];
}

/** No token may be in a file, an output or an object: journals, reports, states, plans, logs, vaults. */
export async function proveNoSecret(props: NoSecretProps): Promise<Finding> {
  const { marker, folders, outputs } = props;
  const files = folders.flatMap(filesBelow);
  const objects = await objectsOf(props);
  const found = [
    ...files.filter((file) => readFileSync(file).includes(marker)),
    ...Object.keys(outputs).filter((name) => outputs[name]?.includes(marker)),
    ...objects.filter(({ reveals }) => reveals).map(({ key }) => key),
  ];
  return {
    id: 'no-secret',
    claim: 'no token is in any file, output, state or journal of the drill',
    holds: found.length === 0 && files.length > 0 && objects.length > 0,
    evidence:
      found.length === 0
        ? `${files.length} files, ${objects.length} objects and ${Object.keys(outputs).length} outputs searched`
        : `found in ${some(found)}`,
  };
}

function filesBelow(folder: string): string[] {
  return (
    readdirSync(folder, { recursive: true, encoding: 'utf8', withFileTypes: true })
      // Terraform's providers are programs that somebody else made, and large.
      .filter((entry) => entry.isFile() && !entry.parentPath.includes(join('.terraform', 'providers')))
      .map((entry) => join(entry.parentPath, entry.name))
  );
}

async function objectsOf({
  s3,
  buckets,
  marker,
}: NoSecretProps): Promise<{ readonly key: string; readonly reveals: boolean }[]> {
  const lists = await Promise.all(
    buckets.map(async (Bucket) => {
      const keys: { readonly Bucket: string; readonly Key: string }[] = [];
      let ContinuationToken: string | undefined;
      do {
        const page = await s3.send(
          new ListObjectsV2Command({
            Bucket,
            ContinuationToken,
          }),
        );
        keys.push(...(page.Contents ?? []).map(({ Key = '' }) => ({ Bucket, Key })));
        ContinuationToken = page.NextContinuationToken;
      } while (ContinuationToken !== undefined);
      return keys;
    }),
  );
  return Promise.all(
    lists.flat().map(async ({ Bucket, Key }) => {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
      const bytes = Buffer.from((await Body?.transformToByteArray()) ?? []);
      return { key: `${Bucket}/${Key}`, reveals: readable(bytes).includes(marker) };
    }),
  );
}

/** gzip hides what it holds from a search. */
function readable(bytes: Buffer): Buffer {
  const zipped = bytes.length > 2 && bytes[0] === 0x1f && bytes[1] === 0x8b;
  return zipped ? gunzipSync(bytes) : bytes;
}
