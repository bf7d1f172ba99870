import { isoTime } from '../../engine/clock';
import { stop } from '../../engine/errors';
import type { Stop } from '../../engine/stop';
import type { Action, RegionClients } from '../aws/action';
import { ChangeLog, findStream, isExpiry } from '../stream';
import { BatchWriter } from './load/batch-writer';

export interface CatchUpProps {
  /** The table that is written to, in the other region. */
  readonly from: RegionClients & { readonly table: string };
  /** ISO 8601: everything that was written there before is in the table already. What is applied twice does no harm. */
  readonly since: string;
  /** In the action's region; nobody else may write to it. */
  readonly table: string;
  /** Write units a second. @default what a new table takes at once */
  readonly unitsPerSecond?: number | undefined;
}

/** What one round of catching up did. */
export interface CaughtUp {
  readonly put: number;
  readonly deleted: number;
  /** Changes that somebody made. The others are of time to live, which goes on while nobody can write. */
  readonly written: number;
  /** Every change that the stream told before this instant is applied, ISO 8601. */
  readonly upTo: string;
  /** How far the oldest change of this round was behind, when it was read; 0: there was none. */
  readonly lagSeconds: number;
}

/**
 * Follows a table of another region: applies every change of its stream, those of one item in their order. A round ends
 * when nothing is left that was written before it began; rounds are repeated until one finds nothing. Killed, it begins
 * again from `since` and ends the same, since an item's last change is what counts.
 */
export class CatchUp {
  private constructor(
    private readonly action: Action,
    private readonly props: CatchUpProps,
    private readonly log: ChangeLog,
  ) {}

  /** @throws Stop CATCH_UP_IMPOSSIBLE (precondition) when the table has no stream that tells whole items */
  static async open(action: Action, props: CatchUpProps): Promise<CatchUp> {
    const { from, since } = props;
    const there = { ...action, clients: from.clients };
    const stream = await findStream(there, from.table);
    if (typeof stream === 'string') throw impossible(props, stream);
    return new CatchUp(action, props, new ChangeLog(there, { ...stream, from: Date.parse(since) }));
  }

  /**
   * Applies what was written since the last round.
   *
   * @throws Stop CATCH_UP_IMPOSSIBLE (precondition) when changes were lost: a stream keeps them for 24 hours
   */
  async round(): Promise<CaughtUp> {
    const { clock } = this.action;
    const writer = new BatchWriter(this.action, this.props);
    const begin = clock.now();
    let oldest = begin;
    let written = 0;
    const { trimmed, since } = await this.log.read(async (changes) => {
      // A stream tells whole seconds, rounded down.
      for (const { at } of changes) oldest = Math.min(oldest, at);
      written += changes.filter((change) => !isExpiry(change)).length;
      await writer.write(changes);
      this.action.progress(`${writer.put + writer.deleted} changes of ${this.props.from.table} applied`);
    });
    if (trimmed) throw impossible(this.props, `its stream tells changes only since ${isoTime(since)}`);
    const { put, deleted } = writer;
    return { put, deleted, written, upTo: isoTime(begin), lagSeconds: Math.round((begin - oldest) / 1000) };
  }
}

function impossible({ from, since, table }: CatchUpProps, why: string): Stop {
  const { region } = from.target;
  return stop('CATCH_UP_IMPOSSIBLE', { table, source: from.table, region, since, why });
}
