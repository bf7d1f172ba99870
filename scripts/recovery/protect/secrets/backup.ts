import { randomUUID } from 'node:crypto';
import { PassThrough } from 'node:stream';
import { isoTime } from '../../../engine/clock';
import { canonicalJson, type Json } from '../../../engine/json';
import { stop } from '../../../engine/errors';
import { LIST_LAG, type LiveSecret } from '../../secrets';
import {
  makeRoundKey,
  moveSecretsHighWaterMark,
  newestRoot,
  pageCount,
  pageOf,
  pagesOf,
  readSecretsHighWaterMark,
  sealOfRoot,
  writeRoot,
  type Entry,
  type Root,
  type RoundKey,
  type SecretsAction,
} from '../../vault/secrets';
import type { BackupResult } from './result';
import { sealChanged, type Sealed } from './seal-changed';
import { survey, type Survey, type SurveyProps } from './survey';
import { writePages } from './write-pages';

/** Rounds at once that one is willing to lose against. */
const ATTEMPTS = 5;

export interface BackupRequest {
  /** Names or none of what connections point to; read anew by every attempt. */
  readonly named: () => AsyncIterable<string> | Iterable<string>;
}

/** What the vault has: its newest catalogue, opened. */
interface Known {
  readonly root: Root | undefined;
  readonly entries: ReadonlyMap<string, Entry>;
  readonly shards: ReadonlyMap<string, string>;
}

/**
 * One round: seals what changed since the last one and writes the whole catalogue anew, as far as it changed. Bears
 * being killed and being run twice at once: of two rounds one wins, and the other begins again from what it wrote.
 *
 * @throws Stop VAULT_GAP, VAULT_TAMPERED, VAULT_KEY_UNUSABLE (precondition), BACKUP_CROWDED (failed)
 */
export async function backupSecrets(action: SecretsAction, request: BackupRequest): Promise<BackupResult> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const result = await tryRound(action, request);
    if (result !== undefined) return result;
    action.progress('another round was faster; beginning again from what it wrote');
  }
  throw stop('BACKUP_CROWDED', { attempts: ATTEMPTS });
}

/** What a round would do. Reads names and versions, no value, and writes nothing. */
export async function planBackup(
  action: SecretsAction,
  { named }: BackupRequest,
): Promise<
  Pick<BackupResult, 'round' | 'secrets' | 'removed' | 'empty' | 'dangling'> & { readonly toSeal: number }
> {
  const known = await readKnown(action);
  const { live, changed, removed, empty, dangling } = await survey(action, {
    known: known.entries,
    named: named(),
  });
  return {
    round: (known.root?.round ?? 0) + 1,
    secrets: live.size - empty,
    toSeal: changed,
    removed: removed.length,
    empty,
    dangling,
  };
}

async function readKnown({ vault }: SecretsAction): Promise<Known> {
  const root = await newestRoot(vault);
  const entries = new Map<string, Entry>();
  const shards = new Map<string, string>();
  if (root !== undefined) {
    for await (const page of pagesOf(vault, root)) {
      for (const entry of page.entries) entries.set(entry.name, entry);
      for (const [shard, digest] of Object.entries(page.shards)) shards.set(shard, digest);
    }
  }
  return { root, entries, shards };
}

/** @returns undefined when another round was faster */
async function tryRound(action: SecretsAction, { named }: BackupRequest): Promise<BackupResult | undefined> {
  const { vault, clock } = action;
  const startedAt = clock.now();
  const known = await readKnown(action);
  const id = randomUUID();
  let key: Promise<RoundKey> | undefined;
  const keyOf = (): Promise<RoundKey> => (key ??= makeRoundKey(vault, id));
  const { seen, sealed } = await sealAsFound(action, { known: known.entries, named: named() }, keyOf);
  const { entries, dirty } = mergeEntries(known.entries, seen, sealed);
  let round = known.root?.round ?? 0;
  if (dirty.size > 0) {
    const { object, bytes } = await keyOf();
    const shards = new Map([...known.shards, ...Object.entries(sealed.shards)]);
    const pages = await writePages(vault, { entries, shards, dirty, before: known.root?.pages ?? [], id });
    round += 1;
    const content = {
      schema: 1 as const,
      environment: vault.environment,
      source: vault.source,
      round,
      id,
      startedAt: isoTime(startedAt),
      secrets: entries.size,
      pages,
      key: object,
    };
    const root: Root = { ...content, seal: sealOfRoot(bytes, content) };
    if (!(await writeRoot(vault, root))) return undefined;
  }
  const unreadable = sealed.unreadable.filter(({ code }) => !GONE.has(code));
  const coveredUntil = unreadable.length > 0 ? await coveredBefore(action) : isoTime(startedAt - LIST_LAG);
  const mark = await moveSecretsHighWaterMark(vault, {
    schema: 1,
    round,
    coveredUntil,
    lookedAt: isoTime(startedAt),
    secrets: entries.size,
    unreadable: unreadable.length,
  });
  return {
    round,
    secrets: entries.size,
    sealed: sealed.entries.length,
    removed: seen.removed.length,
    empty: seen.empty,
    dangling: seen.dangling,
    unreadable,
    coveredUntil: mark.coveredUntil,
  };
}

/** Listing and reading have quotas of their own: what has changed is read while the rest is being listed. */
async function sealAsFound(
  action: SecretsAction,
  props: Omit<SurveyProps, 'onChanged'>,
  keyOf: () => Promise<RoundKey>,
): Promise<{ readonly seen: Survey; readonly sealed: Sealed }> {
  const found = new PassThrough({ objectMode: true });
  const surveying = survey(action, {
    ...props,
    onChanged: (secret) => {
      if (!found.destroyed) found.write(secret);
    },
  });
  const [seen, sealed] = await Promise.allSettled([
    surveying.finally(() => found.end()),
    sealChanged(action, found as AsyncIterable<LiveSecret>, keyOf),
  ]);
  if (seen.status === 'rejected') throw seen.reason;
  if (sealed.status === 'rejected') throw sealed.reason;
  return { seen: seen.value, sealed: sealed.value };
}

/** A secret that lost its value or waits for deletion since it was listed: the next round sees it. */
const GONE = new Set(['ResourceNotFoundException', 'InvalidRequestException']);

async function coveredBefore({ vault }: SecretsAction): Promise<string | null> {
  return (await readSecretsHighWaterMark(vault))?.coveredUntil ?? null;
}

/** @returns the new catalogue, and the pages that differ from the old one's */
function mergeEntries(
  known: ReadonlyMap<string, Entry>,
  { live, removed }: Survey,
  sealed: Sealed,
): { entries: Map<string, Entry>; dirty: Set<number> } {
  const entries = new Map(known);
  const touched = new Set<string>(removed);
  for (const name of removed) entries.delete(name);
  for (const entry of sealed.entries) {
    entries.set(entry.name, entry);
    touched.add(entry.name);
  }
  for (const [name, entry] of entries) {
    const settings = live.get(name)?.settings ?? entry.settings;
    if (canonicalJson(settings as unknown as Json) === canonicalJson(entry.settings as unknown as Json))
      continue;
    entries.set(name, { ...entry, settings });
    touched.add(name);
  }
  const pages = pageCount(entries.size);
  const all = pages !== pageCount(known.size) && touched.size > 0;
  const dirty = all
    ? new Set(Array.from({ length: pages }, (_, index) => index))
    : new Set([...touched].map((name) => pageOf(name, pages)));
  return { entries, dirty };
}
