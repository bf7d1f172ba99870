import { isoSecond, isoTime } from '../../../engine/clock';
import { stop } from '../../../engine/errors';
import type { Stop } from '../../../engine/stop';
import type { Action } from '../../aws/action';
import { openLog } from '../../stream';
import { keyOf } from '../../items/item';
import { Histories, type HistoriesProps } from './histories';

const SECOND = 1000;

export interface ReadHistories {
  readonly histories: Histories;
  /** Reads on. @returns partition keys of what changed since the histories were read, or since the last time */
  changedSince(): Promise<ReadonlySet<string>>;
}

/**
 * Reads what happened to the items of a table since the restore point.
 *
 * @throws Stop LOG_UNREACHABLE (precondition) when the stream does not reach back so far; TOO_MANY_CHANGES
 */
export async function readHistories(
  action: Pick<Action, 'clock' | 'signal' | 'clients' | 'progress'>,
  table: string,
  props: HistoriesProps,
): Promise<ReadHistories> {
  const from = props.since - SECOND;
  const log = await openLog(action, table, from);
  if (typeof log === 'string') throw unreachable(log, props.since);
  const histories = new Histories(props);
  const { trimmed, since } = await log.read((changes) => {
    for (const change of changes) histories.note(change);
    action.progress(`${histories.changes} changes of ${table} read`);
  });
  if (trimmed)
    throw unreachable(
      `the stream of ${table} tells nothing from before ${isoTime(since)} any more`,
      props.since,
    );
  return {
    histories,
    async changedSince() {
      const partitions = new Set<string>();
      await log.read((changes) => {
        for (const { key } of changes) partitions.add(keyOf(key).PK);
      });
      return partitions;
    },
  };
}

/** The restore itself does not need the log; only bringing lost writes back does. */
function unreachable(why: string, since: number): Stop {
  return stop('LOG_UNREACHABLE', {
    what: 'the writes since the restore point',
    why,
    next: `npx recover run data-corruption --strategy restore --no-salvage --restore-to ${isoSecond(since)}`,
  });
}
