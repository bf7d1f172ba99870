import { BATCH, requestToken, SECRETS_PER_REGION } from '../../secrets';
import {
  openShard,
  openVault,
  requireWhole,
  type Entry,
  type OpenedVault,
  type SealedSecret,
  type SecretsAction,
  type ShardIndex,
} from '../../vault/secrets';
import { chunksOf, inParallel } from '../../aws/in-parallel';
import { lookAtAll, type Found } from './look';
import type { ProgressFile, SettledSecret } from './progress-file';
import { requireRoom } from './quota';
import { hasValue, settle, type Outcome } from './settle';

export interface RestoreRequest {
  readonly progress: ProgressFile;
  /**
   * Whether what the progress file says to have been read in the region is believed, and not looked at again: within one
   * incident, for which hours are counted and between whose runs nobody tidies up. Otherwise the file may be of a
   * rehearsal last month, and tells no more than what is a restore's own. @default false
   */
  readonly trustsProgress?: boolean;
  /** Whether another value in the region gives way. @default false */
  readonly overwrite?: boolean;
  /** Whether the value before the current one is written too, below it. @default false */
  readonly withPrevious?: boolean;
  /** Secrets that the region may hold. @default 500,000 (aws-facts.md, 5.2) */
  readonly quota?: number;
  /** The names to restore. @default all */
  readonly only?: (name: string) => boolean;
  /** Told of secrets when they are there, some at a time, while others are yet to come. */
  readonly onSettled?: (secrets: readonly SettledSecret[]) => Promise<void>;
}

export type Counts = Readonly<Record<Outcome, number>>;

/** What a restore did. Names and counts, never a value. */
export interface RestoreResult {
  /** The round of the vault that was restored, and when it began. */
  readonly round: number;
  readonly sealedAt: string;
  readonly secrets: number;
  /** Settled by an earlier run, by its own word, when that is trusted. */
  readonly before: number;
  /** Those that were read in the region after they were written, and have the value of the vault; by that word, too. */
  readonly proven: number;
  readonly counts: Counts;
  /** Names with another value in the region, which was kept. */
  readonly kept: readonly string[];
  /** Names whose rotation has to be set up anew: its function was of the other region. */
  readonly rotation: readonly string[];
  /** From the first call to the last. */
  readonly seconds: number;
}

interface Item {
  readonly entry: Entry;
  readonly secret: SealedSecret;
}

/**
 * Secrets that are made without being counted first, after a run that counted: twenty seconds of making them, where the
 * count of a million secrets takes minutes. One that the quota leaves no room for is refused by the service itself.
 */
const UNCOUNTED = 1_000;

/** Batches at a time, each with its writes: enough that waiting for answers does not lower the rate. */
const WIDTH = 8;

/**
 * Recreates the secrets of the vault in the target's region, at the service's own rate. Reads the vault and the region
 * alone: the region that the secrets are from may be lost.
 *
 * @throws Stop VAULT_EMPTY, VAULT_GAP, VAULT_TAMPERED, VAULT_KEY_UNUSABLE, VAULT_KEY_WRONG, SECRETS_QUOTA (precondition),
 * before anything is changed; a run that trusts its progress checks what is left to do, and may meet the quota with the
 * last few. SECRET_VERSIONS_EXHAUSTED (precondition) at a secret that takes no other value
 */
export async function restoreSecrets(action: SecretsAction, request: RestoreRequest): Promise<RestoreResult> {
  const { clock, progress: say } = action;
  const { progress, overwrite = false, withPrevious = false, only, onSettled } = request;
  const isDone: IsDone = request.trustsProgress === true ? (entry) => isProven(progress, entry) : () => false;
  const since = clock.now();
  const opened = await openVault(action, only);
  const { root, entries, keys } = opened;
  const left = { ...opened, shards: shardsLeft(opened, isDone) };
  await requireWhole(left);
  if (request.trustsProgress !== true || mayLackRoom(opened, progress))
    await requireRoom(action, quotaOf(request, opened));
  const counts: Record<Outcome, number> = { created: 0, found: 0, written: 0, kept: 0 };
  const kept: string[] = [];
  const before = [...entries.values()].filter(isDone).length;
  let settled = before;
  let proven = before;
  await inParallel(itemsOf(left, isDone), WIDTH, async (items) => {
    const names = items.map(({ entry }) => entry.name);
    const found = await lookAtAll(action, names);
    const stale: string[] = [];
    await inParallel(items, items.length, async ({ entry, secret }) => {
      const props = { entry, secret, keys, progress, overwrite, withPrevious };
      const seen = found.get(entry.name) ?? { is: 'missing' };
      const outcome = await settle(action, props, seen);
      counts[outcome] += 1;
      if (outcome === 'kept') kept.push(entry.name);
      if (outcome === 'created' || outcome === 'written' || seen.is !== 'there') stale.push(entry.name);
      settled += 1;
    });
    // What was written is read back while other secrets wait for their turn: reads have a quota of their own.
    const now = new Map([...found, ...(await lookAtAll(action, stale))]);
    const read = await settledOf(items, now, opened);
    progress.read(read);
    proven += read.filter(({ token }) => token !== undefined).length;
    await onSettled?.(read);
    say(`${settled} of ${entries.size} secrets`, settled / entries.size);
  });
  return {
    round: root.round,
    sealedAt: root.startedAt,
    secrets: entries.size,
    before,
    proven,
    counts,
    kept: kept.sort(),
    rotation: [...entries.values()]
      .filter(({ settings }) => settings.rotation !== undefined)
      .map(({ name }) => name),
    seconds: (clock.now() - since) / 1000,
  };
}

/** What a restore would do: everything is read and proven, and nothing written. @throws as `restoreSecrets` */
export async function planRestore(
  action: SecretsAction,
  request: Pick<RestoreRequest, 'quota' | 'only'> = {},
): Promise<{
  readonly round: number;
  readonly sealedAt: string;
  readonly secrets: number;
  readonly missing: number;
}> {
  const opened = await openVault(action, request.only);
  await requireWhole(opened);
  const missing = await requireRoom(action, quotaOf(request, opened));
  const { round, startedAt } = opened.root;
  return { round, sealedAt: startedAt, secrets: opened.entries.size, missing };
}

function quotaOf({ quota = SECRETS_PER_REGION }: Pick<RestoreRequest, 'quota'>, { entries }: OpenedVault) {
  return { wanted: new Set(entries.keys()), quota };
}

/** How secrets were read in the region after they were settled. What is not there, nobody may call proven. */
async function settledOf(
  items: readonly Item[],
  found: ReadonlyMap<string, Found>,
  { keys }: OpenedVault,
): Promise<SettledSecret[]> {
  const settled: SettledSecret[] = [];
  for (const { entry } of items) {
    const { name, fingerprint } = entry;
    const now = found.get(name);
    if (now?.is !== 'there') continue;
    const isSame = await hasValue({ entry, keys }, now.value);
    settled.push({ name, arn: now.arn, ...(isSame ? { token: requestToken(name, fingerprint) } : {}) });
  }
  return settled;
}

/** Whether nothing is left to do for a secret. */
type IsDone = (entry: Entry) => boolean;

function isProven(progress: ProgressFile, { name, fingerprint }: Entry): boolean {
  return progress.isProven(name, requestToken(name, fingerprint));
}

/** Those that hold something which is left to do: no other one is needed any more. */
function shardsLeft({ shards }: OpenedVault, isDone: IsDone): ShardIndex[] {
  return shards.filter(({ entries }) => [...entries.values()].some((entry) => !isDone(entry)));
}

/**
 * Whether secrets are to be counted before some are made. The run that began this restore has counted, and what it read in
 * the region needs no more room; for a few others, counting all would take longer than making them.
 */
function mayLackRoom({ entries }: OpenedVault, progress: ProgressFile): boolean {
  if (progress.isEmpty) return true;
  let unread = 0;
  for (const name of entries.keys()) if (progress.arnOf(name) === undefined) unread += 1;
  return unread > UNCOUNTED;
}

/** What is left to do, by batches. One shard is open at a time. */
async function* itemsOf(opened: OpenedVault, isDone: IsDone): AsyncGenerator<Item[]> {
  for (const index of opened.shards) {
    const items = await openShard(opened, index);
    yield* chunksOf(
      items.filter(({ entry }) => !isDone(entry)),
      BATCH,
    );
  }
}
