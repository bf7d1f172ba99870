import type { Role } from '../../../settings';
import type { Clock } from '../../engine/clock';
import type { Ledger } from '../worker/ledger';
import type { Worker } from '../worker/worker';
import type { Where } from './resolver';

/** Milliseconds of the cloud's time between two questions to DNS. */
const ASK_EVERY = 5_000;

/** A time during which the users were sent to one region. */
export interface Stay {
  readonly role: Role;
  /** Cloud time in milliseconds since the epoch at which DNS first sent them there. */
  readonly since: number;
  readonly ledger: Ledger;
  /** Undefined until the service there had a configuration to start from. */
  worker: Worker | undefined;
}

export interface ProbeProps {
  readonly clock: Clock;
  readonly where: Pick<Where, 'now'>;
  /** Of the stay that begins, counted from 0; the first one's has the users' first writes in it. */
  readonly ledgerOf: (stay: number) => Ledger;
  /** Starts what serves users during a stay. @throws while the region has no configuration to start from */
  readonly workerOf: (stay: Pick<Stay, 'role' | 'ledger'>, number: number) => Promise<Worker>;
}

/**
 * The users of the service: served where DNS sends them, as long as somebody serves there. Each region has workers of
 * its own, which know its configuration and its table alone, and are lost with it.
 */
export class Probe {
  readonly stays: Stay[] = [];
  /** Times (milliseconds) at which the users were sent where nobody served. */
  readonly unserved: number[] = [];
  private readonly lost = new Set<Role>();
  private readonly stopping = new AbortController();
  private following: Promise<void> = Promise.resolve();

  private constructor(private readonly props: ProbeProps) {}

  /** @throws Error when DNS leads nowhere, or nobody serves there */
  static async start(props: ProbeProps): Promise<Probe> {
    const probe = new Probe(props);
    await probe.follow();
    if (probe.current?.worker === undefined) throw new Error('the users are served nowhere');
    probe.following = probe.run();
    probe.following.catch(() => undefined);
    return probe;
  }

  get current(): Stay | undefined {
    return this.stays.at(-1);
  }

  /** The workers of a region end, and with them what they were doing. */
  async lose(role: Role): Promise<void> {
    this.lost.add(role);
    for (const stay of this.stays) {
      if (stay.role === role) await stay.worker?.stop();
    }
  }

  /** A region has workers again. */
  bringBack(role: Role): void {
    this.lost.delete(role);
  }

  /** @throws what a worker met that is no answer of the service */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.following;
    await this.current?.worker?.stop();
  }

  private async run(): Promise<void> {
    for (;;) {
      try {
        await this.props.clock.sleep(ASK_EVERY, this.stopping.signal);
      } catch {
        return;
      }
      await this.follow();
    }
  }

  private async follow(): Promise<void> {
    const { where, clock, workerOf } = this.props;
    // DNS that does not answer sends nobody anywhere.
    const role = await where.now().catch(() => undefined);
    if (role !== undefined && role !== this.current?.role) await this.move(role);
    const stay = this.current;
    if (stay === undefined) return;
    if (this.lost.has(stay.role)) {
      this.unserved.push(clock.now());
      return;
    }
    // Workers cannot start before there is a configuration.
    stay.worker ??= await workerOf(stay, this.stays.length - 1).catch(() => undefined);
    if (stay.worker === undefined) this.unserved.push(clock.now());
  }

  private async move(role: Role): Promise<void> {
    await this.current?.worker?.stop();
    const { clock, ledgerOf } = this.props;
    this.stays.push({ role, since: clock.now(), ledger: ledgerOf(this.stays.length), worker: undefined });
  }
}
