import { isoTime } from '../../../engine/clock';
import { Stop } from '../../../engine/stop';
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
  if (typeof log === 'string') throw unreachable(log);
  const histories = new Histories(props);
  const { trimmed, since } = await log.read((changes) => {
    for (const change of changes) histories.note(change);
    action.progress(`${histories.changes} changes of ${table} read`);
  });
  if (trimmed)
    throw unreachable(`the stream of ${table} tells nothing from before ${isoTime(since)} any more`);
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

function unreachable(why: string): Stop {
  return new Stop({
    kind: 'precondition',
    code: 'LOG_UNREACHABLE',
    message: `what was written since the restore point cannot be told: ${why}`,
    next: 'npx recover run data-corruption --strategy restore --no-salvage --restore-to SECOND',
  });
}
