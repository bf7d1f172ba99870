import { UpdateTableCommand, type TableClass } from '@aws-sdk/client-dynamodb';
import type { Setting } from './setting';

/** Restored tables are made as STANDARD (aws-facts.md, 1.14). */
export const tableClass: Setting<TableClass> = {
  id: 'tableClass',
  read: (_action, { description }) => description.TableClassSummary?.TableClass ?? 'STANDARD',
  async put({ clients }, { subject, wanted }) {
    await clients.dynamodb.send(new UpdateTableCommand({ TableName: subject.name, TableClass: wanted }));
    return true;
  },
};
