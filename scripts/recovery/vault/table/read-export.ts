import { z } from 'zod';
import type { Item } from '../../items/item';
import { tampered } from '../faults';
import { getObject } from '../objects';
import type { ExportLink } from './format';
import { linesOf } from './read-lines';
import { stateOf, type StoredState } from './stored-state';
import type { ExportsVault } from './vault';

/** A file of an export, as its manifest names it (DynamoDB developer guide, "DynamoDB table export output format"). */
export interface DataFile {
  readonly key: string;
  /** Base64. */
  readonly md5: string;
  /** Of the object, without quotes; undefined: the manifest says none. */
  readonly etag: string | undefined;
  readonly items: number;
}

const manifestLine = z.object({
  itemCount: z.number(),
  md5Checksum: z.string(),
  etag: z.string().optional(),
  dataFileS3Key: z.string(),
});

/** Keys of an export's manifests: of the summary, and of the files. */
export function manifestKeys({ prefix }: Pick<ExportLink, 'prefix'>): readonly [string, string] {
  return [`${prefix}/manifest-summary.json`, `${prefix}/manifest-files.json`];
}

/**
 * The files of an export.
 *
 * @throws Stop VAULT_GAP, VAULT_TAMPERED (precondition) naming the manifest
 */
export async function readManifest(
  { exports }: Pick<ExportsVault, 'exports'>,
  link: Pick<ExportLink, 'prefix' | 'manifest' | 'items'>,
): Promise<DataFile[]> {
  const { manifest, items } = link;
  const [summary, key] = manifestKeys(link);
  await getObject(exports, summary, { sha256: manifest.summary });
  const text = Buffer.from(await getObject(exports, key, { sha256: manifest.files })).toString('utf8');
  let files: DataFile[];
  try {
    files = text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => manifestLine.parse(JSON.parse(line)))
      .map(({ itemCount, md5Checksum, etag, dataFileS3Key }) => ({
        key: dataFileS3Key,
        md5: md5Checksum,
        etag,
        items: itemCount,
      }));
  } catch {
    throw tampered(exports, key, 'cannot be read');
  }
  if (files.reduce((sum, file) => sum + file.items, 0) === items) return files;
  throw tampered(exports, key, `names other than the ${items} items of its export`);
}

/** A line of a full export has the item; one of an incremental export its key, and the item unless it was deleted. */
interface Line {
  readonly Item?: Item;
  readonly Keys?: Item;
  readonly NewImage?: Item;
}

/**
 * The lines of a file, some at a time. The whole file is checked before the first one comes; it is held, compressed,
 * while it is read.
 *
 * @throws Stop VAULT_GAP, VAULT_TAMPERED (precondition) naming the file
 */
export async function* readDataLines(
  { exports }: Pick<ExportsVault, 'exports'>,
  { key, md5 }: DataFile,
): AsyncGenerator<readonly string[]> {
  yield* linesOf(await getObject(exports, key, { md5 }));
}

/** The items of a file, some at a time, as `readDataLines` reads them. @throws Stop VAULT_GAP, VAULT_TAMPERED (precondition) */
export async function* readDataFile(
  vault: Pick<ExportsVault, 'exports'>,
  file: DataFile,
): AsyncGenerator<readonly StoredState[]> {
  let items = 0;
  for await (const lines of readDataLines(vault, file)) {
    items += lines.length;
    yield lines.map((line) => stateOf(line, pick));
  }
  if (items === file.items) return;
  throw tampered(vault.exports, file.key, `holds ${items} items, and its manifest says ${file.items}`);
}

function pick(line: unknown): StoredState {
  const { Item: item, Keys, NewImage } = line as Line;
  if (item !== undefined) {
    const { PK, SK } = item;
    return { key: { ...(PK && { PK }), ...(SK && { SK }) }, after: item };
  }
  return { key: Keys ?? {}, after: NewImage };
}
