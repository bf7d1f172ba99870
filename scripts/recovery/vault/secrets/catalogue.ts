import { stop } from '../../../engine/errors';
import { chunksOf } from '../../aws/in-parallel';
import { listKeys, readText, writeTextIf } from '../../aws/s3-objects';
import { decodePage, rootSchema, type Page, type Root } from './format';
import { readMark } from './mark';
import { getObject } from './objects';
import { tampered, type Vault } from './vault';

/** Numbers of equal length, so that S3 lists rounds in their order. */
const DIGITS = 8;

export function rootObject({ source }: Vault, round: number): string {
  return `${source}/rounds/${String(round).padStart(DIGITS, '0')}.json`;
}

/** The newest round; undefined: there is none. @throws Stop VAULT_TAMPERED when it cannot be read */
export async function latestRoot(vault: Vault): Promise<Root | undefined> {
  // The mark may be behind, when a round was killed before it moved it, but never ahead.
  const marked = (await readMark(vault))?.mark.round ?? 0;
  let newest = marked === 0 ? await newestListed(vault) : await readRoot(vault, marked);
  for (;;) {
    const next = await readRoot(vault, (newest?.round ?? marked) + 1);
    if (next === undefined) return newest;
    newest = next;
  }
}

async function newestListed(vault: Vault): Promise<Root | undefined> {
  const key = (await listKeys(vault, `${vault.source}/rounds/`)).at(-1);
  const round = Number(/(\d+)\.json$/.exec(key ?? '')?.[1] ?? 0);
  return round === 0 ? undefined : readRoot(vault, round);
}

/** @throws Stop VAULT_TAMPERED */
export async function readRoot(vault: Vault, round: number): Promise<Root | undefined> {
  const object = rootObject(vault, round);
  const found = await readText(vault, object);
  if (found === undefined) return undefined;
  try {
    const root = rootSchema.parse(JSON.parse(found.text));
    if (root.round === round && root.environment === vault.environment && root.source === vault.source)
      return root;
  } catch {
    throw tampered(vault, object, 'cannot be read');
  }
  throw tampered(vault, object, 'is the catalogue of something else');
}

/** The newest round, of which there must be one. @throws Stop VAULT_EMPTY (precondition), VAULT_TAMPERED */
export async function requireRoot(vault: Vault): Promise<Root> {
  const root = await latestRoot(vault);
  if (root !== undefined) return root;
  const { bucket, source, region } = vault;
  throw stop('VAULT_EMPTY', {
    bucket,
    holds: 'no sealed secrets',
    source,
    region,
    next: `npx recover secrets backup --region ${source}`,
  });
}

/** Writes a round's catalogue where none is. @returns whether it is the one that counts */
export async function writeRoot(vault: Vault, root: Root): Promise<boolean> {
  const text = JSON.stringify(root);
  const written = await writeTextIf(vault, rootObject(vault, root.round), { text, etag: undefined });
  if (written !== undefined) return true;
  // Ours, when an answer was lost; else another round was faster.
  return (await readRoot(vault, root.round))?.id === root.id;
}

/** Pages that are read at a time: each is a round trip, and a million users have thousands. */
const AHEAD = 8;

/** The pages of a catalogue, in their order. @throws Stop VAULT_GAP, VAULT_TAMPERED naming the page */
export async function* pagesOf(vault: Vault, { pages }: Pick<Root, 'pages'>): AsyncGenerator<Page> {
  for (const some of chunksOf(pages, AHEAD)) {
    const read = await Promise.all(some.map(({ key, digest }) => getObject(vault, key, digest)));
    yield* read.map(decodePage);
  }
}
