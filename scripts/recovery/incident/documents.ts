import { PutObjectCommand } from '@aws-sdk/client-s3';
import { join } from 'node:path';
import { makePrivateFolder, writePrivateFile } from '../../engine/private-file';
import { incidentFolder } from './incident-folder';
import { readText, type Bucket } from '../aws/s3-objects';

export interface KeepProps {
  readonly audit: Bucket;
  /** Of all incidents, on this machine. */
  readonly folder: string;
  readonly incident: string;
}

/**
 * Keeps a document with an incident: beside its journal on this machine, and in the audit bucket, where every version
 * of it stays.
 *
 * @param name of the file, for example `validation.json`
 */
export async function keepDocument(
  { audit: { s3, bucket }, folder, incident }: KeepProps,
  name: string,
  content: object,
): Promise<void> {
  const text = `${JSON.stringify(content, undefined, 2)}\n`;
  makePrivateFolder(incidentFolder(folder, incident));
  writePrivateFile(join(incidentFolder(folder, incident), name), text);
  await s3.send(
    new PutObjectCommand({
      Bucket: bucket,
      Key: documentKey(incident, name),
      Body: text,
      ContentType: 'application/json',
    }),
  );
}

/** A document of an incident, from any machine. @returns undefined when none of that name was kept */
export async function recallDocument(audit: Bucket, incident: string, name: string): Promise<unknown> {
  const found = await readText(audit, documentKey(incident, name));
  return found === undefined ? undefined : (JSON.parse(found.text) as unknown);
}

function documentKey(incident: string, name: string): string {
  return `documents/${incident}/${name}`;
}
