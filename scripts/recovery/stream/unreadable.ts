import { stop } from '../../engine/errors';
import type { Stop } from '../../engine/stop';
import type { ShardOfStream } from './shard-calls';

const WHY = {
  trimmed: 'answers that its records were trimmed (TrimmedDataAccessException), wherever it is read from',
  gone: 'is listed and answers that it does not exist (ResourceNotFoundException)',
  expired: 'lets its iterators expire before they are used (ExpiredIteratorException)',
};

/** A shard cannot be read, however often it is asked. */
export function unreadableShard({ arn, id }: ShardOfStream, how: keyof typeof WHY): Stop {
  return unreadable(arn, `shard ${id} ${WHY[how]}`);
}

/** The stream is gone: its table was deleted, or it was switched off more than 24 hours ago. */
export function lostStream(arn: string): Stop {
  return unreadable(arn, 'it does not exist any more');
}

function unreadable(arn: string, why: string): Stop {
  return stop('STREAM_UNREADABLE', { arn, why });
}
