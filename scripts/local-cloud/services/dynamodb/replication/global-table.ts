import type { ServiceContext } from '../../../gateway/service';
import type { Json } from '../../support/json';
import type { TableState } from '../table-state';
import { CONVERSION, deniedSince } from './authorisation';
import { Link } from './link';
import type { Replica, Write } from './replica';

/** Tables of one name in several regions that tell each other of every write (global tables, version 2019.11.21). */
export class GlobalTable {
  private replicas: readonly Replica[] = [];
  private links: readonly Link[] = [];

  constructor(private readonly context: ServiceContext) {}

  /** From now on what is written to one is told to the others. */
  join(replica: Replica): void {
    const others = this.replicas;
    this.links = [
      ...this.links,
      ...others.map((other) => new Link(other, replica, this.context)),
      ...others.map((other) => new Link(replica, other, this.context)),
    ];
    this.replicas = [...others, replica];
    replica.props.table.replica = {
      get isCreating() {
        return replica.isCreating;
      },
      written: ({ key, after, time }) => {
        const stamp = { time, region: replica.region };
        replica.stamp(key, stamp);
        this.spread(replica, { key, after, stamp });
      },
      describe: () => this.describeReplica(replica),
    };
  }

  /** A table that is left alone is a table like any other. */
  leave(replica: Replica): void {
    const others = this.replicas.filter((other) => other !== replica);
    for (const link of this.linksOf(replica)) link.close();
    this.links = this.links.filter(({ from, to }) => from !== replica && to !== replica);
    this.replicas = others.length > 1 ? others : [];
    for (const gone of others.length > 1 ? [replica] : [replica, ...others]) {
      gone.props.table.replica = undefined;
    }
  }

  of(table: TableState): Replica | undefined {
    return this.replicas.find(({ props }) => props.table === table);
  }

  in(region: string): Replica | undefined {
    return this.replicas.find((replica) => replica.region === region);
  }

  get size(): number {
    return this.replicas.length;
  }

  others(replica: Replica): readonly Replica[] {
    return this.replicas.filter((other) => other !== replica);
  }

  /** Delivers what is due from and to a replica. */
  async catchUp(replica: Replica): Promise<void> {
    await Promise.all(this.linksOf(replica).map((link) => link.deliver()));
  }

  private linksOf(replica: Replica): readonly Link[] {
    return this.links.filter(({ from, to }) => from === replica || to === replica);
  }

  private spread(replica: Replica, write: Write): void {
    for (const link of this.links) if (link.from === replica) link.send(write);
  }

  /** A replica that was not authorised for too long is a table of its own from then on. */
  convert(): void {
    const now = this.context.clock.now();
    for (const replica of this.replicas) {
      const since = deniedSince(replica, now);
      if (since !== undefined && now - since > CONVERSION) this.leave(replica);
    }
  }

  private statusOf(replica: Replica): string {
    if (replica.isCreating) return 'CREATING';
    return deniedSince(replica, this.context.clock.now()) === undefined
      ? 'ACTIVE'
      : 'REPLICATION_NOT_AUTHORIZED';
  }

  private describeReplica(replica: Replica): Json {
    return {
      GlobalTableVersion: '2019.11.21',
      Replicas: this.others(replica).map((other) => ({
        RegionName: other.region,
        ReplicaStatus: this.statusOf(other),
        ...(other.props.keyId === undefined ? {} : { KMSMasterKeyId: other.props.keyId }),
      })),
    };
  }
}
