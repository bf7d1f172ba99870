import {
  ExpiredIteratorException,
  ResourceNotFoundException,
  TrimmedDataAccessException,
} from '@aws-sdk/client-dynamodb-streams';
import fc from 'fast-check';
import { ChangeLog, type Coverage, type ItemChange } from '../../../scripts/recovery/stream';
import { MemoryStream } from './memory-stream';

const START = Date.UTC(2026, 0, 1);
const HOUR = 3_600_000;
const refusal = { message: 'refused', $metadata: {} };

let stream: MemoryStream;
let log: ChangeLog;
let told: ItemChange[];
beforeEach(() => {
  open();
});

function open(): void {
  stream = new MemoryStream(START);
  log = new ChangeLog(stream.action, { arn: 'arn', begins: START, from: START });
  told = [];
}

function read(options: { readonly until?: number } = {}): Promise<Coverage> {
  return log.read((changes) => void told.push(...changes), options);
}

function write(PK: string, silence = 0): void {
  stream.silence = silence;
  stream.write({ PK, SK: 'S' }, { at: stream.clock.now() });
  stream.silence = 0;
}

const endsOf = ({ ends }: Coverage) => [...ends.values()];
const keysOf = (changes: readonly ItemChange[]) => changes.map(({ key }) => key.PK?.S);

describe('silence in an open shard', () => {
  it('property: up to 19 empty answers in a row hide no change', async () => {
    await fc.assert(
      fc.asyncProperty(
        // The stream gives one more now and then.
        fc.array(fc.nat(18), { minLength: 1, maxLength: 12 }),
        async (silences) => {
          open();
          silences.forEach((silence, index) => {
            write(`P${index}`, silence);
          });
          const coverage = await read();
          expect(keysOf(told)).toEqual(silences.map((_, index) => `P${index}`));
          expect(endsOf(coverage)).toEqual([{ how: 'quiet', answers: 20, milliseconds: 800 }]);
        },
      ),
      { numRuns: 50 },
    );
  });

  it('that is longer is told as quiet, and readings get through it, for they go on where the last one stopped', async () => {
    const asked: string[] = [];
    stream.refuses = (call, { ShardIteratorType: type = '' }) => {
      if (call === 'GetShardIteratorCommand') asked.push(type);
      return undefined;
    };
    write('before');
    write('behind', 47);
    expect(endsOf(await read())).toEqual([{ how: 'quiet', answers: 20, milliseconds: 800 }]);
    expect(keysOf(told)).toEqual(['before']);
    for (let round = 0; told.length < 2 && round < 10; round += 1) {
      await stream.clock.sleep(60_000);
      await read();
    }
    expect(keysOf(told)).toEqual(['before', 'behind']);
    expect(asked).toEqual(['TRIM_HORIZON']);
  });

  it('does not end a closed shard, which is read to its end at once', async () => {
    write('before');
    write('behind', 60);
    stream.split(0, 1);
    expect(endsOf(await read())).toContainEqual({ how: 'closed' });
    expect(keysOf(told)).toEqual(['before', 'behind']);
  });

  it('is asked for again by the sequence number when the iterator is too old', async () => {
    write('one');
    await read();
    await stream.clock.sleep(HOUR);
    write('two', 15);
    expect(endsOf(await read())).toEqual([{ how: 'quiet', answers: 20, milliseconds: 800 }]);
    expect(keysOf(told)).toEqual(['one', 'two']);
  });

  it('is not waited for behind the instant up to which is read', async () => {
    write('one');
    await stream.clock.sleep(HOUR);
    write('two');
    expect(endsOf(await read({ until: START + 60_000 }))).toEqual([{ how: 'stopped' }]);
    expect(keysOf(told)).toEqual(['one']);
  });
});

describe('a shard that cannot be read', () => {
  const FEW = 40;

  it.each([
    ['every place answers Trimmed', 'GetRecordsCommand', new TrimmedDataAccessException(refusal)],
    [
      'every iterator is refused as Trimmed',
      'GetShardIteratorCommand',
      new TrimmedDataAccessException(refusal),
    ],
    ['it is listed and not found', 'GetRecordsCommand', new ResourceNotFoundException(refusal)],
    ['it is listed and has no iterator', 'GetShardIteratorCommand', new ResourceNotFoundException(refusal)],
    ['every iterator has expired', 'GetRecordsCommand', new ExpiredIteratorException(refusal)],
  ])('is given up after a few calls, with a message: %s', async (_, refused, error) => {
    write('one');
    stream.refuses = (call) => (call === refused ? error : undefined);
    await expect(read()).rejects.toMatchObject({
      code: 'STREAM_UNREADABLE',
      message: expect.stringContaining(error.name),
    });
    expect(stream.calls).toBeLessThan(FEW);
  });

  it('is read when it answers again, and nothing is told twice', async () => {
    write('one');
    await read();
    write('two');
    let refusals = 3;
    stream.refuses = (call) =>
      call === 'GetRecordsCommand' && (refusals -= 1) >= 0
        ? new ResourceNotFoundException(refusal)
        : undefined;
    expect(await read()).toMatchObject({ trimmed: false });
    expect(keysOf(told)).toEqual(['one', 'two']);
  });

  it('is over when the stream lists it no more', async () => {
    write('one');
    stream.refuses = (call) => {
      if (call !== 'GetRecordsCommand') return undefined;
      stream.shards.length = 0;
      return new ResourceNotFoundException(refusal);
    };
    expect(endsOf(await read())).toEqual([{ how: 'gone' }]);
  });

  it('fails with its stream, when that was deleted meanwhile', async () => {
    write('one');
    let isDeleted = false;
    stream.refuses = (call) => {
      isDeleted ||= call === 'GetRecordsCommand';
      return isDeleted ? new ResourceNotFoundException(refusal) : undefined;
    };
    await expect(read()).rejects.toMatchObject({ code: 'STREAM_UNREADABLE' });
  });
});
