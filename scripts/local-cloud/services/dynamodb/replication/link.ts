import type { ServiceContext } from '../../../gateway/service';
import { ask } from '../moto-call';
import { deniedSince } from './authorisation';
import { isNewer, type Replica, type Write } from './replica';

/** "Typically within a second or less" (aws-facts.md, 3.11). Cloud milliseconds. */
const LAG = 1_000;
/** BatchWriteItem takes no more. */
const BATCH = 25;

/** The way of writes from one replica to another. */
export class Link {
  private readonly waiting: Write[] = [];
  private work: Promise<void> = Promise.resolve();
  private isScheduled = false;
  private isClosed = false;

  constructor(
    readonly from: Replica,
    readonly to: Replica,
    private readonly context: ServiceContext,
  ) {}

  send(write: Write): void {
    this.waiting.push(write);
    this.schedule(LAG);
  }

  /** Applies what is due, in its order. What a dark region or a replica that is still made holds up stays. */
  deliver(): Promise<void> {
    this.work = this.work
      .then(() => this.drain())
      .catch((error: unknown) => {
        console.error(`replication to ${this.to.region} failed: ${String(error)}`);
      });
    return this.work;
  }

  /** One of the two is gone: what waits never arrives. */
  close(): void {
    this.isClosed = true;
  }

  private schedule(milliseconds: number): void {
    if (this.isScheduled) return;
    this.isScheduled = true;
    this.context.clock.after(milliseconds, () => {
      this.isScheduled = false;
      void this.deliver();
    });
  }

  private async drain(): Promise<void> {
    for (let batch = this.due(); batch.length > 0; batch = this.due()) {
      await this.apply(batch);
      this.waiting.splice(0, batch.length);
    }
    const [next] = this.waiting;
    // Nobody wakes what is held up: whoever looks at a replica first delivers it.
    if (next !== undefined && this.isOpen()) {
      this.schedule(next.stamp.time + LAG - this.context.clock.now());
    }
  }

  private isOpen(): boolean {
    if (this.isClosed) return false;
    const now = this.context.clock.now();
    return [this.from, this.to].every(
      (replica) =>
        !replica.isCreating &&
        this.context.isServed({ ...replica.props.request, operation: 'PutItem' }) &&
        deniedSince(replica, now) === undefined,
    );
  }

  /** The next writes, of different items. */
  private due(): Write[] {
    if (!this.isOpen()) return [];
    const latest = this.context.clock.now() - LAG;
    const batch = new Map<string, Write>();
    for (const write of this.waiting) {
      const place = this.to.place(write.key);
      if (write.stamp.time > latest || batch.has(place) || batch.size === BATCH) break;
      batch.set(place, write);
    }
    return [...batch.values()];
  }

  private apply(batch: readonly Write[]): Promise<void> {
    const { tables, table, request } = this.to.props;
    return tables.inTurn([table.name], async () => {
      // Judged in turn, when no write can come between: the last writer wins.
      const newer = batch.filter(({ key, stamp }) => isNewer(stamp, this.to.stampOf(key)));
      if (newer.length === 0) return;
      const { response } = await ask(request, this.context, 'BatchWriteItem', {
        RequestItems: {
          [table.name]: newer.map(({ key, after }) =>
            after === undefined ? { DeleteRequest: { Key: key } } : { PutRequest: { Item: after } },
          ),
        },
      });
      if (response.status >= 300) throw new Error(response.body.toString());
      const now = this.context.clock.now();
      for (const write of newer) this.to.applied(write, now);
    });
  }
}
