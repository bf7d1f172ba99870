import { UpdateTableCommand } from '@aws-sdk/client-dynamodb';
import type { Setting } from './setting';

/** ARN of the KMS key; null: the key that AWS owns. */
export const encryption: Setting<string | null> = {
  id: 'encryption',
  read: (_action, { description }) => description.SSEDescription?.KMSMasterKeyArn ?? null,
  async put({ clients }, { subject, wanted }) {
    await clients.dynamodb.send(
      new UpdateTableCommand({
        TableName: subject.name,
        SSESpecification:
          wanted === null ? { Enabled: false } : { Enabled: true, SSEType: 'KMS', KMSMasterKeyId: wanted },
      }),
    );
    return true;
  },
};
