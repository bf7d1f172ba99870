import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { listKeys, type Bucket } from '../../../scripts/recovery/aws/s3-objects';
import { goldenBytes, goldenFiles } from './golden';

/** Objects of a bucket by their keys. */
export type Objects = ReadonlyMap<string, Buffer>;

export async function readObjects(bucket: Bucket, prefix = ''): Promise<Objects> {
  const objects = new Map<string, Buffer>();
  for (const Key of await listKeys(bucket, prefix)) {
    const { Body } = await bucket.s3.send(new GetObjectCommand({ Bucket: bucket.bucket, Key }));
    objects.set(Key, Buffer.from((await Body?.transformToByteArray()) ?? []));
  }
  return objects;
}

export async function writeObjects({ s3, bucket }: Bucket, objects: Objects): Promise<void> {
  for (const [Key, Body] of objects) await s3.send(new PutObjectCommand({ Bucket: bucket, Key, Body }));
}

/** No formatter knows it: golden objects are kept to the byte. */
const SUFFIX = '.golden';

/** The golden objects of a bucket. @param today what is recorded when there are none yet */
export function goldenObjects(folder: string, today: Objects): Objects {
  if (goldenFiles(folder).length === 0) {
    for (const [key, bytes] of today) goldenBytes(join(folder, `${key}${SUFFIX}`), bytes);
  }
  return new Map(
    goldenFiles(folder).map((name) => [name.slice(0, -SUFFIX.length), goldenBytes(join(folder, name))]),
  );
}

/** What a special object is compared by. @returns undefined: by its bytes, expanded when gzip made them */
export type View = (key: string, bytes: Buffer) => string | undefined;

/**
 * Objects as they are compared: everything but what differs without meaning anything. Ids that were made up are numbered,
 * a digest is the name of the object that has it, and gzip's output, of which every release of Node.js makes another one,
 * is expanded.
 *
 * @param known keys that count @default all
 * @param tidy puts a line in order whose order hangs on ids
 */
export function comparable(
  objects: Objects,
  {
    view,
    known = objects,
    tidy = (line) => line,
  }: { readonly view?: View; readonly known?: Objects; readonly tidy?: (line: string) => string } = {},
): object {
  const wanted = new Set([...known.keys()].map(withoutIds));
  const digests = digestsOf(objects);
  const named = (text: string): string => text.replaceAll(DIGEST, (digest) => digests.get(digest) ?? digest);
  const counted = [...objects]
    .filter(([key]) => wanted.has(withoutIds(key)))
    .map(([key, bytes]) => ({ key, text: named(view?.(key, bytes) ?? textOf(bytes)) }))
    .map(({ key, text }) => ({ key, text, order: withoutIds(`${key}\n${text}`) }))
    .sort((a, b) => (a.order < b.order ? -1 : 1));
  const numbers = new Map<string, number>();
  const numbered = (text: string): string =>
    text.replaceAll(ID, (id) => {
      const number = numbers.get(id) ?? numbers.size + 1;
      numbers.set(id, number);
      return `<id ${number}>`;
    });
  // Keys first: what names several objects may list them in the order of their ids.
  const keys = counted.map(({ key }) => numbered(key));
  return Object.fromEntries(
    counted.map(({ text }, index) => [keys[index], numbered(text).split('\n').map(tidy)]),
  );
}

/** Digests of objects, as links, rounds and catalogues tell them, with the names of what they are of. */
function digestsOf(objects: Objects): Map<string, string> {
  return new Map(
    [...objects].flatMap(([key, bytes]) => [
      [hash('sha256', bytes, 'hex'), `sha256 of ${key}`],
      [hash('md5', bytes, 'hex'), `md5 of ${key}`],
      [hash('md5', bytes, 'base64'), `md5 of ${key}`],
    ]),
  );
}

const ID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
const DIGEST = /\b[0-9a-f]{64}\b|\b[0-9a-f]{32}\b|[A-Za-z0-9+/]{22}==/g;

function withoutIds(key: string): string {
  return key.replaceAll(ID, '<id>');
}

function textOf(bytes: Buffer): string {
  return bytes.subarray(0, 2).toString('hex') === '1f8b' ? gunzipSync(bytes).toString() : bytes.toString();
}

function hash(algorithm: string, bytes: Buffer, encoding: 'hex' | 'base64'): string {
  return createHash(algorithm).update(bytes).digest(encoding);
}

/** A value as JSON has it, with bytes in base64. */
export function plainOf(value: object): object {
  const text = JSON.stringify(value, function (this: Record<string, unknown>, name, plain: unknown) {
    const raw = this[name];
    return raw instanceof Uint8Array ? Buffer.from(raw).toString('base64') : plain;
  });
  return JSON.parse(text) as object;
}
