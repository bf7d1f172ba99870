import { randomUUID } from 'node:crypto';
import { isoTime } from '../../engine/clock';
import { Lease, type LeaseStore } from '../../engine/lease';
import { Stop } from '../../engine/stop';
import { S3LeaseStore } from '../incident/s3-lease-store';
import { readSecretsHighWaterMark, type SecretsAction } from '../vault/secrets';

/** Milliseconds after which a round that was killed is no longer waited for; a living one renews it three times in them. */
const LEASE_TIME = 3 * 60_000;

/** A round that left the secrets to another one. */
export interface SkippedSecrets {
  /** Until when the other one has said that it is at work, ISO 8601; it says so again as long as it is. */
  readonly heldUntil: string;
  /** Every change up to then is in the vault, by the rounds before, ISO 8601; null: not known. */
  readonly coveredUntil: string | null;
}

/**
 * Does a round of secrets unless another one is at it: listing them is bound by a quota of the whole account, which
 * rounds beside each other would only share. Two at once do no harm, so that the lease spares work and guards nothing:
 * where it can be neither read nor written, the round goes on without it. It lies in the vault, which keeps each of its
 * versions for as long as those of the marks.
 */
export async function oneRoundOfSecrets<Result>(
  action: SecretsAction,
  work: () => Promise<Result>,
): Promise<{ readonly value: Result } | { readonly skipped: SkippedSecrets }> {
  const { vault } = action;
  const store = new S3LeaseStore(vault, `${vault.source}-secrets`);
  const lease = await takeLease(action, store);
  if (lease === 'held') {
    const [found, known] = await Promise.all([store.read(), readSecretsHighWaterMark(vault)]);
    const heldUntil = found?.record.expiresAt ?? isoTime(action.clock.now());
    return { skipped: { heldUntil, coveredUntil: known?.coveredUntil ?? null } };
  }
  try {
    return { value: await work() };
  } finally {
    await lease?.release();
  }
}

/** @returns undefined when nobody can tell whether another round holds it */
async function takeLease(
  { clock, signal, progress }: SecretsAction,
  store: LeaseStore,
): Promise<Lease | 'held' | undefined> {
  const holder = {
    incident: 'a round of secrets',
    operator: 'recover protect',
    // Of no machine: a round is over when it no longer renews, whatever its task was called.
    host: randomUUID(),
    processId: process.pid,
  };
  try {
    return await Lease.acquire({ store, holder, clock, durationMs: LEASE_TIME, isAlive: () => true });
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof Stop && error.code === 'LEASE_HELD') return 'held';
    const why = error instanceof Error ? error.message : String(error);
    progress(`whether another round is at the secrets cannot be told (${why}): going on`);
    return undefined;
  }
}
