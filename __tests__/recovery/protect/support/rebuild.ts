import {
  GetObjectCommand,
  ListObjectsV2Command,
  type ListObjectsV2CommandOutput,
  type S3Client,
} from '@aws-sdk/client-s3';
import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { keyText, names, PLACE, TABLE, textOf, type Item, type World } from './world';

/**
 * Reads the vault on its own, knowing nothing but its layout: newest full export, incremental ones, then the last
 * record of every item from two minutes before the end of the exports on.
 */
export interface Rebuilt {
  readonly state: Map<string, string>;
  /** Every change before this instant is in it. */
  readonly at: string;
  readonly withChanges: boolean;
}

interface Numbered {
  number: number;
  previous: string | null;
}

interface Link extends Numbered {
  kind: 'full' | 'incremental';
  from: string | null;
  to: string;
  prefix: string;
}

interface Round extends Numbered {
  since: string;
  coveredUntil: string;
  segments: { object: string; sha256: string; records: number; first: string; last: string }[];
}

interface SegmentRecord {
  sequence: string;
  at: number;
  key: Item;
  after?: Item;
}

/** @returns undefined when there is no full export yet */
export async function rebuild(world: World): Promise<Rebuilt | undefined> {
  const vault = new Objects(world.action.vault.changes.s3);
  const chain = newestChain(await vault.links());
  if (chain === undefined) return undefined;
  const state = new Map<string, string>();
  for (const link of chain) {
    for (const line of await vault.exported(link)) {
      const item = line.Item ?? line.NewImage;
      const key = keyText(line.Item ?? line.Keys ?? {});
      if (item === undefined) state.delete(key);
      else state.set(key, textOf(item));
    }
  }
  const end = chain.at(-1)?.to ?? '';
  const rounds = await vault.rounds();
  const newest = rounds.at(-1);
  const from = Date.parse(end) - 120_000;
  if (newest === undefined || Date.parse(newest.since) > from || newest.coveredUntil < end) {
    return { state, at: end, withChanges: false };
  }
  const seen = new Map<string, bigint>();
  for (const round of rounds) {
    for (const segment of round.segments) {
      for (const { sequence, at, key, after } of await vault.records(segment)) {
        const id = keyText(key);
        const number = BigInt(sequence);
        if (number <= (seen.get(id) ?? 0n)) throw new Error(`${id}: ${sequence} comes twice, or too late`);
        seen.set(id, number);
        if (at * 1000 < from) continue;
        if (after === undefined) state.delete(id);
        else state.set(id, textOf(after));
      }
    }
  }
  return { state, at: newest.coveredUntil, withChanges: true };
}

/** Every record of every round, in the order in which they are to be applied. */
export async function recordsOf(world: World): Promise<(SegmentRecord & { readonly round: number })[]> {
  const vault = new Objects(world.action.vault.changes.s3);
  const rounds = await vault.rounds();
  const records: (SegmentRecord & { readonly round: number })[] = [];
  for (const { number, segments } of rounds) {
    for (const segment of segments) {
      records.push(...(await vault.records(segment)).map((record) => ({ ...record, round: number })));
    }
  }
  return records;
}

/** What every round claims to have. */
export async function claimsOf(world: World): Promise<Pick<Round, 'number' | 'since' | 'coveredUntil'>[]> {
  return new Objects(world.action.vault.changes.s3).rounds();
}

/** @throws Error when incremental exports do not follow one another */
function newestChain(links: readonly Link[]): Link[] | undefined {
  const full = [...links].reverse().find(({ kind }) => kind === 'full');
  if (full === undefined) return undefined;
  const later = links.filter(({ kind, from }) => kind === 'incremental' && (from ?? '') >= full.to);
  let end = full.to;
  for (const { from, to } of later) {
    if (from !== end) throw new Error(`a gap from ${end} to ${from ?? ''}`);
    end = to;
  }
  return [full, ...later];
}

class Objects {
  constructor(private readonly s3: S3Client) {}

  async links(): Promise<Link[]> {
    return (await this.documents('exports', 'chain')) as Link[];
  }

  async rounds(): Promise<Round[]> {
    return (await this.documents('changes', 'rounds')) as Round[];
  }

  /** All of a folder, in their order; each must name the one before it. */
  private async documents(purpose: 'exports' | 'changes', folder: string): Promise<Numbered[]> {
    const prefix = `${PLACE.source}/${TABLE}/${folder}/`;
    const Bucket = names.bucket(purpose, PLACE.region);
    const found: Numbered[] = [];
    let previous: string | null = null;
    let ContinuationToken: string | undefined;
    do {
      const page: ListObjectsV2CommandOutput = await this.s3.send(
        new ListObjectsV2Command({ Bucket, Prefix: prefix, ContinuationToken }),
      );
      for (const { Key = '' } of page.Contents ?? []) {
        const text = (await this.get(purpose, Key)).toString();
        const content = JSON.parse(text) as Numbered;
        if (content.number !== found.length + 1 || content.previous !== previous) {
          throw new Error(`${Key} does not follow the one before it`);
        }
        previous = createHash('sha256').update(text).digest('hex');
        found.push(content);
      }
      ContinuationToken = page.NextContinuationToken;
    } while (ContinuationToken !== undefined);
    return found;
  }

  async exported({ prefix }: Link): Promise<{ Item?: Item; Keys?: Item; NewImage?: Item }[]> {
    const manifest = (await this.get('exports', `${prefix}/manifest-files.json`)).toString();
    const lines: { Item?: Item; Keys?: Item; NewImage?: Item }[] = [];
    for (const line of manifest.split('\n').filter((text) => text !== '')) {
      const { dataFileS3Key } = JSON.parse(line) as { dataFileS3Key: string };
      const body = await this.get('exports', dataFileS3Key);
      if (body.length > 0) lines.push(...jsonLines<{ Item?: Item }>(gunzipSync(body)));
    }
    return lines;
  }

  async records({
    object,
    sha256,
    records,
    first,
    last,
  }: Round['segments'][number]): Promise<SegmentRecord[]> {
    const bytes = await this.get('changes', object);
    if (createHash('sha256').update(bytes).digest('hex') !== sha256)
      throw new Error(`${object} is not itself`);
    const lines = jsonLines<SegmentRecord>(gunzipSync(bytes));
    const told = [lines.length, lines[0]?.sequence, lines.at(-1)?.sequence];
    if (JSON.stringify(told) !== JSON.stringify([records, first, last]))
      throw new Error(`${object} is told wrong`);
    return lines;
  }

  private async get(purpose: 'exports' | 'changes', Key: string): Promise<Buffer> {
    const Bucket = names.bucket(purpose, PLACE.region);
    const { Body } = await this.s3.send(new GetObjectCommand({ Bucket, Key }));
    return Buffer.from((await Body?.transformToByteArray()) ?? []);
  }
}

function jsonLines<Line>(bytes: Buffer): Line[] {
  return bytes
    .toString()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Line);
}
