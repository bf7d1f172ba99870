import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { z } from 'zod';
import type { SecretSettings, SecretValue } from '../../secrets';

const compress = promisify(gzip);
const expand = promisify(gunzip);

/** A secret in the catalogue: all but its value. */
export interface Entry {
  readonly name: string;
  readonly versionId: string;
  readonly previousVersionId?: string | undefined;
  readonly fingerprint: string;
  readonly previousFingerprint?: string | undefined;
  /** Object with the key of the fingerprints. */
  readonly key: string;
  /** Object with the values. */
  readonly shard: string;
  readonly settings: SecretSettings;
}

/** A part of the catalogue, as it lies in one object. */
export interface Page {
  /** SHA-256 of every shard that its entries name. */
  readonly shards: Readonly<Record<string, string>>;
  readonly entries: readonly Entry[];
}

/** A secret in a shard. */
export interface SealedSecret {
  readonly name: string;
  readonly versionId: string;
  readonly current: SecretValue;
  readonly previous?: SecretValue | undefined;
}

const digest = z.string().regex(/^[0-9a-f]{64}$/);
export const rootSchema = z.strictObject({
  schema: z.literal(1),
  environment: z.string(),
  source: z.string(),
  round: z.number().int().positive(),
  /** Whose round: tells ours from another's when an answer was lost. */
  id: z.string(),
  startedAt: z.iso.datetime(),
  secrets: z.number().int().nonnegative(),
  pages: z.array(z.strictObject({ key: z.string(), digest })),
  /** Object with the key of this round. */
  key: z.string(),
  /** HMAC of everything else here under that key: who cannot seal cannot forge a catalogue. */
  seal: digest,
});
/** What one round of sealing left: the whole inventory of that time. */
export type Root = z.infer<typeof rootSchema>;

/** As many as keep a page at about this many entries; a power of two. */
const PAGE_ENTRIES = 1_000;

export function pageCount(secrets: number): number {
  return 2 ** Math.max(0, Math.ceil(Math.log2(secrets / PAGE_ENTRIES)));
}

/** The page of a name, from 0. */
export function pageOf(name: string, pages: number): number {
  return createHash('sha256').update(name).digest().readUInt32BE(0) % pages;
}

export async function encodePage({ shards, entries }: Page): Promise<Uint8Array> {
  const sorted = [...entries].sort((a, b) => (a.name < b.name ? -1 : 1));
  return compress(lines([{ shards }, ...sorted]));
}

/** @param bytes whose digest was compared: they are what was written */
export async function decodePage(bytes: Uint8Array): Promise<Page> {
  const [head, ...entries] = parse(await expand(bytes));
  return { ...(head as Pick<Page, 'shards'>), entries: entries as Entry[] };
}

interface StoredValue {
  readonly text?: string;
  readonly base64?: string;
}

/** The content of a shard, before it is compressed and sealed. */
export function encodeShard(secrets: readonly SealedSecret[]): Uint8Array {
  return lines(
    secrets.map(({ name, versionId, current, previous }) => ({
      name,
      versionId,
      current: store(current),
      previous: previous === undefined ? undefined : store(previous),
    })),
  );
}

export function decodeShard(bytes: Uint8Array): SealedSecret[] {
  return (parse(bytes) as (Pick<SealedSecret, 'name' | 'versionId'> & StoredValues)[]).map(
    ({ current, previous, ...secret }) => ({
      ...secret,
      current: take(current),
      previous: previous === undefined ? undefined : take(previous),
    }),
  );
}

interface StoredValues {
  readonly current: StoredValue;
  readonly previous?: StoredValue;
}

function store({ SecretString, SecretBinary }: SecretValue): StoredValue {
  return SecretBinary === undefined
    ? { text: SecretString ?? '' }
    : { base64: Buffer.from(SecretBinary).toString('base64') };
}

function take({ text, base64 }: StoredValue): SecretValue {
  return base64 === undefined
    ? { SecretString: text ?? '' }
    : { SecretBinary: Buffer.from(base64, 'base64') };
}

function lines(values: readonly object[]): Buffer {
  return Buffer.from(values.map((value) => JSON.stringify(value)).join('\n'));
}

function parse(bytes: Uint8Array): unknown[] {
  return Buffer.from(bytes)
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line): unknown => JSON.parse(line));
}
