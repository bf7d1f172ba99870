import { stop } from '../../../engine/errors';
import { chunksOf } from '../../aws/in-parallel';
import { newestOf, writeNumbered, type Series } from '../numbered';
import { getObject } from '../objects';
import { decodePage, rootSchema, type Page, type Root } from './format';
import { readSecretsHighWaterMark } from './high-water-mark';
import type { SecretsVault } from './vault';

/** Numbers of equal length, so that S3 lists rounds in their order. */
const DIGITS = 8;

/** The name of a round's catalogue. */
export function rootObject({ source }: Pick<SecretsVault, 'source'>, round: number): string {
  return `${source}/rounds/${String(round).padStart(DIGITS, '0')}.json`;
}

function rootsOf(vault: SecretsVault): Series<Root> {
  const { environment, source } = vault;
  return {
    bucket: vault,
    prefix: `${source}/rounds/`,
    key: (round) => rootObject(vault, round),
    schema: rootSchema,
    belongs: (root, round) =>
      root.round === round && root.environment === environment && root.source === source,
  };
}

/** The newest round; undefined: there is none. @throws Stop VAULT_GAP, VAULT_TAMPERED (precondition) */
export async function newestRoot(vault: SecretsVault): Promise<Root | undefined> {
  const mark = await readSecretsHighWaterMark(vault);
  return (await newestOf(rootsOf(vault), mark?.round))?.content;
}

/** The newest round, of which there must be one. @throws Stop VAULT_EMPTY, VAULT_GAP, VAULT_TAMPERED (precondition) */
export async function requireRoot(vault: SecretsVault): Promise<Root> {
  const root = await newestRoot(vault);
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
export async function writeRoot(vault: SecretsVault, root: Root): Promise<boolean> {
  return (await writeNumbered(rootsOf(vault), root.round, root)) !== undefined;
}

/** Pages that are read at a time: each is a round trip, and a million users have thousands. */
const AHEAD = 8;

/** The pages of a catalogue, in their order. @throws Stop VAULT_GAP, VAULT_TAMPERED naming the page */
export async function* pagesOf(vault: SecretsVault, { pages }: Pick<Root, 'pages'>): AsyncGenerator<Page> {
  for (const some of chunksOf(pages, AHEAD)) {
    const read = await Promise.all(some.map(({ key, digest: sha256 }) => getObject(vault, key, { sha256 })));
    yield* read.map(decodePage);
  }
}
