/** Why the service did not do what a user asked for. */
export type Refusal =
  /** The pointer says that writes are halted. */
  | 'halted'
  /** The table's policy denied it. */
  | 'denied'
  /** Anything else. */
  | 'failed';

export interface Outage {
  /** Cloud time (milliseconds) of the first write that was not accepted. */
  readonly from: number;
  /** Of the first one that was accepted again; undefined: none was. */
  readonly to: number | undefined;
}

/** What users see of the service, write by write and read by read. */
export class Availability {
  readonly refusals = { halted: 0, denied: 0, failed: 0 };
  readonly reads = { answered: 0, failed: 0 };
  private readonly outages: { from: number; to: number | undefined }[] = [];

  accepted(time: number): void {
    const last = this.outages.at(-1);
    if (last?.to === undefined && last !== undefined) last.to = time;
  }

  refused(time: number, why: Refusal): void {
    this.refusals[why] += 1;
    if (this.outages.length === 0 || this.outages.at(-1)?.to !== undefined)
      this.outages.push({ from: time, to: undefined });
  }

  read(answered: boolean): void {
    this.reads[answered ? 'answered' : 'failed'] += 1;
  }

  /** From the first refusal to the last acceptance that ended one; undefined: there was none. */
  outage(): Outage | undefined {
    const [first] = this.outages;
    return first === undefined ? undefined : { from: first.from, to: this.outages.at(-1)?.to };
  }
}
