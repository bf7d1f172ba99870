import { UpdateTableCommand, type StreamViewType } from '@aws-sdk/client-dynamodb';
import { Stop } from '../../../engine/stop';
import type { Setting } from './setting';

/** The stream's view type; null: there is none. The view of a stream that exists cannot be changed (aws-facts.md, 1.32). */
export const stream: Setting<StreamViewType | null> = {
  id: 'stream',
  read: (_action, { description: { StreamSpecification } }) =>
    StreamSpecification?.StreamEnabled === true ? (StreamSpecification.StreamViewType ?? null) : null,
  async put({ clients }, { subject: { name }, wanted, actual }) {
    if (wanted === null || actual !== null) {
      throw new Stop({
        kind: 'verification',
        code: 'STREAM_DIFFERS',
        message: `${name} has a stream of ${String(actual)}, wanted is ${wanted ?? 'none'}: a restored table has no stream, so somebody switched it on; switch it off when nobody reads it`,
        next: `aws dynamodb update-table --table-name ${name} --stream-specification StreamEnabled=false`,
      });
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
