import { DescribeTimeToLiveCommand, UpdateTimeToLiveCommand } from '@aws-sdk/client-dynamodb';
import type { JsonObject, Setting, TableSettings } from './setting';

interface TimeToLive extends JsonObject {
  readonly attribute: string | null;
}

/** Attribute by which items expire; null: they do not. May be changed once in about an hour (aws-facts.md, 1.31). */
export const timeToLive: Setting<TimeToLive> = {
  id: 'timeToLive',
  patience: 90 * 60_000,
  async read({ clients }, { name }) {
    const { TimeToLiveDescription } = await clients.dynamodb.send(
      new DescribeTimeToLiveCommand({ TableName: name }),
    );
    const { TimeToLiveStatus: status, AttributeName } = TimeToLiveDescription ?? {};
    const enabled = status === 'ENABLED' || status === 'ENABLING';
    return { attribute: enabled ? (AttributeName ?? null) : null };
  },
  async put({ clients }, { subject, wanted, actual }) {
    // Another attribute: the old one must be switched off first, and the new one on an hour later.
    const Enabled = actual.attribute === null;
    const AttributeName = actual.attribute ?? wanted.attribute;
    if (AttributeName === null) return false;
    await clients.dynamodb.send(
      new UpdateTimeToLiveCommand({
        TableName: subject.name,
        TimeToLiveSpecification: { Enabled, AttributeName },
      }),
    );
    return true;
  },
};

/** The attribute by which items of a table expire; null: they do not, or it could not be read. */
export function timeToLiveOf({ values }: TableSettings): string | null {
  const { attribute } = (values[timeToLive.id] ?? {}) as Partial<TimeToLive>;
  return attribute ?? null;
}
