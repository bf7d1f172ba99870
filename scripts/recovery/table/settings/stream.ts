import { UpdateTableCommand, type StreamViewType } from '@aws-sdk/client-dynamodb';
import { stop } from '../../../engine/errors';
import type { Setting } from './setting';

/** The stream's view type; null: there is none. The view of a stream that exists cannot be changed (aws-facts.md, 1.32). */
export const stream: Setting<StreamViewType | null> = {
  id: 'stream',
  read: (_action, { description: { StreamSpecification } }) =>
    StreamSpecification?.StreamEnabled === true ? (StreamSpecification.StreamViewType ?? null) : null,
  async put({ clients, target }, { subject: { name }, wanted, actual }) {
    if (wanted === null || actual !== null) {
      throw stop('STREAM_DIFFERS', { table: name, region: target.region, actual, wanted });
    }
    await clients.dynamodb.send(
      new UpdateTableCommand({
        TableName: name,
        StreamSpecification: { StreamEnabled: true, StreamViewType: wanted },
      }),
    );
    return true;
  },
};
