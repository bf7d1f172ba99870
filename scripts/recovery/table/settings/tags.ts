import {
  ListTagsOfResourceCommand,
  TagResourceCommand,
  type ListTagsOfResourceCommandOutput,
} from '@aws-sdk/client-dynamodb';
import type { Setting } from './setting';

type Tags = Readonly<Record<string, string>>;

/** Tags but those that AWS writes itself. Surplus tags are left and reported: a recovery deletes nothing. */
export const tags: Setting<Tags> = {
  id: 'tags',
  async read({ clients }, { arn }) {
    const found: Record<string, string> = {};
    let token: string | undefined;
    do {
      const page: ListTagsOfResourceCommandOutput = await clients.dynamodb.send(
        new ListTagsOfResourceCommand({ ResourceArn: arn, NextToken: token }),
      );
      for (const { Key = '', Value = '' } of page.Tags ?? []) {
        if (!Key.startsWith('aws:')) found[Key] = Value;
      }
      token = page.NextToken;
    } while (token !== undefined);
    return found;
  },
  async put({ clients }, { subject, wanted, actual }) {
    const missing = Object.entries(wanted).filter(([key, value]) => actual[key] !== value);
    if (missing.length === 0) return false;
    await clients.dynamodb.send(
      new TagResourceCommand({
        ResourceArn: subject.arn,
        Tags: missing.map(([Key, Value]) => ({ Key, Value })),
      }),
    );
    return true;
  },
};
