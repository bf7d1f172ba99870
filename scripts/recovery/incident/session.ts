import { hostname } from 'node:os';
import { Journal } from '../../engine/journal/journal';
import { journalPath } from '../../engine/journal/file';
import { Lease } from '../../engine/lease';
import type { Connection } from './connection';
import { S3LeaseStore } from './s3-lease-store';
import { S3Mirror } from './s3-mirror';

/** Wall milliseconds without a renewal, after which another machine may take over. */
const LEASE_DURATION = 60_000;

/** The right to run an incident, and its journal. */
export interface Session {
  readonly incident: string;
  readonly lease: Lease;
  readonly journal: Journal;
  /** Name of the machine that holds it. */
  readonly host: string;
  /** Closes the journal, then gives the lease back. */
  close(): Promise<void>;
}

export interface OpenSessionProps {
  readonly connection: Connection;
  readonly incident: string;
  /** Of all incidents, on this machine. */
  readonly folder: string;
  /** @default this machine and process */
  readonly holder?: { readonly host: string; readonly processId: number };
}

/**
 * Takes the environment's lease and opens the incident's journal under it.
 *
 * @throws Stop LEASE_HELD, JOURNAL_FORKED (refused), JOURNAL_DAMAGED
 */
export async function openSession({
  connection: { target, audit, clock, speed, caller },
  incident,
  folder,
  holder = { host: hostname(), processId: process.pid },
}: OpenSessionProps): Promise<Session> {
  const lease = await Lease.acquire({
    store: new S3LeaseStore(audit, target.settings.environment),
    holder: { incident, operator: caller.arn, ...holder },
    clock,
    // It guards against machines that die and networks that fail, which keep to the wall's time.
    durationMs: LEASE_DURATION * speed,
    isAlive,
  });
  try {
    const journal = await Journal.open({
      incident,
      path: journalPath(folder, incident),
      mirror: new S3Mirror(audit),
      token: lease.token,
      clock,
    });
    return {
      incident,
      lease,
      journal,
      host: holder.host,
      async close() {
        await journal.close();
        await lease.release();
      },
    };
  } catch (error) {
    await lease.release();
    throw error;
  }
}

function isAlive(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    // It lives, and belongs to somebody else.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
