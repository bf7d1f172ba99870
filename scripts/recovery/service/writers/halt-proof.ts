import { isoTime } from '../../../engine/clock';
import { stop } from '../../../engine/errors';
import type { Action } from '../../aws/action';
import { awaitRefusal } from './probe';
import { awaitSilence, openTail, type Silence } from './silence';

/** A machine that falls asleep in each of them is no place for a recovery. */
const ATTEMPTS = 3;

/**
 * Proves that nobody can write to a table: writes tried as a worker are refused, and the change stream is silent. The
 * stream is followed from before the first refusal, so that a write that was still accepted cannot pass unseen between
 * the two proofs. On a machine that slept meanwhile, both begin again.
 *
 * @returns the instant from which on nothing was written, ISO 8601
 * @throws Stop HALT_NOT_PROVEN, WORKER_ROLE_REFUSED, WRITES_STILL_ARRIVE, STREAM_UNREADABLE
 */
export async function awaitHalt(action: Action, table: string): Promise<string> {
  for (let attempt = 1; ; attempt += 1) {
    const tail = await openTail(action, table);
    const { refusedSince } = await awaitRefusal(action, { table });
    const silence = await awaitSilence(action, { table, tail, since: refusedSince });
    if (!('stream' in silence) || silence.stream === 'none')
      return isoTime(Math.max(Date.parse(refusedSince), afterLastChange(silence)));
    if (attempt === ATTEMPTS) {
      const { names, region } = action.target;
      const why = `its iterators expired unused in ${ATTEMPTS} attempts: this machine sleeps, or its clock jumps`;
      throw stop('STREAM_UNREADABLE', { arn: names.tableArn(region, table), why });
    }
    action.progress(`the stream of ${table} was not read for 15 minutes; proving the halt again`);
  }
}

/** A stream tells whole seconds, rounded down: the last change came before the second after. Milliseconds. */
function afterLastChange(silence: Silence): number {
  return 'lastChangeAt' in silence && silence.lastChangeAt !== null
    ? Date.parse(silence.lastChangeAt) + 1000
    : 0;
}
