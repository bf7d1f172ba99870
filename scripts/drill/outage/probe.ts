import type { RegionKind } from '../../../settings';
import type { Clock } from '../../engine/clock';
import type { Ledger } from '../worker/ledger';
import type { Worker } from '../worker/worker';
import type { Where } from './resolver';

/** Milliseconds of the cloud's time between two questions to DNS. */
const ASK_EVERY = 5_000;

/** A time during which the users were sent to one region. */
export interface Stay {
  readonly regionKind: RegionKind;
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
  readonly workerOf: (stay: Pick<Stay, 'regionKind' | 'ledger'>, number: number) => Promise<Worker>;
}

/**
 * The users of the service: served where DNS sends them, as long as somebody serves there. Each region has workers of
 * its own, which know its configuration and its table alone, and are lost with it.
 */
export class Probe {
  readonly stays: Stay[] = [];
  /** Times (milliseconds) at which the users were sent where nobody served. */
  readonly unserved: number[] = [];
  private readonly lost = new Set<RegionKind>();
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
  async lose(regionKind: RegionKind): Promise<void> {
    this.lost.add(regionKind);
    for (const stay of this.stays) {
      if (stay.regionKind === regionKind) await stay.worker?.stop();
    }
  }

  /** A region has workers again. */
  bringBack(regionKind: RegionKind): void {
    this.lost.delete(regionKind);
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
    const regionKind = await where.now().catch(() => undefined);
    if (regionKind !== undefined && regionKind !== this.current?.regionKind) await this.move(regionKind);
    const stay = this.current;
    if (stay === undefined) return;
    if (this.lost.has(stay.regionKind)) {
      this.unserved.push(clock.now());
      return;
    }
    // Workers cannot start before there is a configuration.
    stay.worker ??= await workerOf(stay, this.stays.length - 1).catch(() => undefined);
    if (stay.worker === undefined) this.unserved.push(clock.now());
  }

  private async move(regionKind: RegionKind): Promise<void> {
    await this.current?.worker?.stop();
    const { clock, ledgerOf } = this.props;
    this.stays.push({
      regionKind,
      since: clock.now(),
      ledger: ledgerOf(this.stays.length),
      worker: undefined,
    });
  }
}
