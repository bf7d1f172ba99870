import { isoTime, type Clock } from './clock';
import { canonicalJson } from './json';
import { stop } from './errors';
import type { Stop } from './stop';

/** Who runs an incident. */
export interface Holder {
  readonly incident: string;
  /** ARN of the caller. */
  readonly operator: string;
  readonly host: string;
  readonly processId: number;
}

export interface LeaseRecord extends Holder {
  /** Grows with every new holder: what was begun under a lower one must not go on. */
  readonly token: number;
  /** ISO 8601, UTC. In the past: nobody holds it. */
  readonly expiresAt: string;
}

/** One record that changes only when it still is what its writer last saw. */
export interface LeaseStore {
  /** @returns the record and a mark of this very version, or undefined when there never was one */
  read(): Promise<{ readonly record: LeaseRecord; readonly version: string } | undefined>;
  /** @returns the new version's mark, or undefined when somebody was faster @param version undefined: none may exist */
  write(record: LeaseRecord, version: string | undefined): Promise<string | undefined>;
}

export interface AcquireProps {
  readonly store: LeaseStore;
  readonly holder: Holder;
  readonly clock: Clock;
  /** How long it lasts without being renewed, in milliseconds. */
  readonly durationMs: number;
  /** Whether a process of this machine lives. */
  readonly isAlive: (processId: number) => boolean;
}

/** Keeps two operators from running recoveries of one environment at the same time. */
export class Lease {
  private readonly ended = new AbortController();
  private readonly taken = new AbortController();
  private lost: Stop | undefined;
  /** Writes come one after the other: two at once would take each other for a rival. */
  private last: Promise<void> = Promise.resolve();

  private constructor(
    private readonly props: AcquireProps,
    private record: LeaseRecord,
    private version: string,
  ) {}

  /**
   * Takes the lease: free, expired, or left by a process of this machine that is dead.
   *
   * @throws Stop LEASE_HELD (refused) naming who holds it and until when
   */
  static async acquire(props: AcquireProps): Promise<Lease> {
    const { store, holder } = props;
    const found = await store.read();
    if (found !== undefined && !isFree(found.record, props)) throw held(found.record);
    const record = { ...holder, token: (found?.record.token ?? 0) + 1, expiresAt: expiry(props) };
    const version = await store.write(record, found?.version);
    if (version === undefined) {
      const winner = await store.read();
      // A lost answer of our own write looks like a rival; the record tells.
      if (winner !== undefined && isSame(winner.record, record))
        return new Lease(props, record, winner.version).renewing();
      throw held(winner?.record ?? record);
    }
    return new Lease(props, record, version).renewing();
  }

  get token(): number {
    return this.record.token;
  }

  /** Aborted when another operator took over, so that what runs ends; its reason is the Stop LEASE_LOST. */
  get signal(): AbortSignal {
    return this.taken.signal;
  }

  /** Before every change. @throws Stop LEASE_LOST when another operator took over */
  async assertHeld(): Promise<void> {
    if (this.lost === undefined && this.props.clock.now() >= Date.parse(this.record.expiresAt))
      await this.inTurn(() => this.renew());
    if (this.lost !== undefined) throw this.lost;
  }

  /** Gives it back, so that the next one need not wait. Never throws: it would expire anyway. */
  async release(): Promise<void> {
    this.ended.abort();
    await this.inTurn(async () => {
      if (this.lost === undefined) await this.write(isoTime(this.props.clock.now() - 1));
    }).catch(() => undefined);
  }

  private renewing(): this {
    const { clock, durationMs } = this.props;
    const loop = async (): Promise<void> => {
      while (this.lost === undefined) {
        await clock.sleep(durationMs / 3, this.ended.signal);
        // One that fails is tried again at the next turn; assertHeld judges by the time.
        await this.inTurn(() => this.renew()).catch(() => undefined);
      }
    };
    // Ends by the signal of `ended`, which is no error.
    loop().catch(() => undefined);
    return this;
  }

  private inTurn(work: () => Promise<void>): Promise<void> {
    const done = this.last.then(work);
    this.last = done.catch(() => undefined);
    return done;
  }

  private async renew(): Promise<void> {
    if (this.lost !== undefined || this.ended.signal.aborted) return;
    const rival = await this.write(expiry(this.props));
    if (rival === undefined) return;
    this.lost = stop('LEASE_LOST', { rival });
    this.taken.abort(this.lost);
  }

  /** @returns who took it over, or undefined when it was still ours to write */
  private async write(expiresAt: string): Promise<string | undefined> {
    const record = { ...this.record, expiresAt };
    let version = await this.props.store.write(record, this.version);
    if (version === undefined) {
      const found = await this.props.store.read();
      if (found?.record.token !== record.token) return found?.record.operator ?? 'another operator';
      // Our own write, whose answer was lost: this one or the one before.
      version = await this.props.store.write(record, found.version);
    }
    if (version === undefined) return 'another operator';
    this.record = record;
    this.version = version;
    return undefined;
  }
}

function expiry({ clock, durationMs }: AcquireProps): string {
  return isoTime(clock.now() + durationMs);
}

function isFree(record: LeaseRecord, { holder, clock, isAlive }: AcquireProps): boolean {
  if (Date.parse(record.expiresAt) <= clock.now()) return true;
  return record.host === holder.host && !isAlive(record.processId);
}

function isSame(a: LeaseRecord, b: LeaseRecord): boolean {
  return canonicalJson({ ...a }) === canonicalJson({ ...b });
}

function held(record: LeaseRecord): Stop {
  return stop('LEASE_HELD', record);
}
