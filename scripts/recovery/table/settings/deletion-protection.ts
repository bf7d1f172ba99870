import { UpdateTableCommand } from '@aws-sdk/client-dynamodb';
import type { Setting } from './setting';

export const deletionProtection: Setting<boolean> = {
  id: 'deletionProtection',
  read: (_action, { description }) => description.DeletionProtectionEnabled ?? false,
  async put({ clients }, { subject, wanted }) {
    await clients.dynamodb.send(
      new UpdateTableCommand({ TableName: subject.name, DeletionProtectionEnabled: wanted }),
    );
    return true;
  },
};
