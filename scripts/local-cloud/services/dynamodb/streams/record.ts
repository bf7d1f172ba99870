import type { Json } from '../../support/json';
import type { TableChange } from '../change';

/** A change as a stream tells it (DynamoDB Streams API reference, Record). */
export function recordOf(
  { sequence, time, key, before, after }: TableChange,
  { viewType, region }: { readonly viewType: string; readonly region: string },
): { readonly record: Json; readonly size: number } {
  const withOld = viewType.includes('OLD') && before !== undefined;
  const withNew = viewType.includes('NEW') && after !== undefined;
  const size = JSON.stringify(after ?? before).length;
  const record = {
    eventID: sequence.toString(16).padStart(32, '0'),
    eventName: before === undefined ? 'INSERT' : after === undefined ? 'REMOVE' : 'MODIFY',
    eventVersion: '1.1',
    eventSource: 'aws:dynamodb',
    awsRegion: region,
    dynamodb: {
      ApproximateCreationDateTime: Math.floor(time / 1000),
      Keys: key,
      ...(withOld ? { OldImage: before } : {}),
      ...(withNew ? { NewImage: after } : {}),
      SequenceNumber: sequenceNumber(sequence),
      SizeBytes: size,
      StreamViewType: viewType,
    },
  };
  return { record, size };
}

const BASE = 100_000_000_000_000_000_000n;

/** Between two records there is room for one number, which a shard without records begins and ends with. */
export function sequenceNumber(sequence: number): string {
  return String(BASE + BigInt(sequence) * 2n);
}

export function numberAfter(sequence: number): string {
  return String(BASE + BigInt(sequence) * 2n + 1n);
}

/** The last change with this number or a smaller one; undefined: the text is none. */
export function sequenceAt(text: string): { readonly sequence: number; readonly exact: boolean } | undefined {
  if (!/^\d{21,40}$/.test(text)) return undefined;
  const number = BigInt(text) - BASE;
  return { sequence: Number(number / 2n), exact: number % 2n === 0n };
}
