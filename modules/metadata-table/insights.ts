import { DynamodbContributorInsights } from '@cdktf/provider-aws/lib/dynamodb-contributor-insights';
import type { Construct } from 'constructs';
import type { Names } from '../../settings';

export interface CountKeysProps {
  readonly names: Names;
  readonly tableName: string;
  /** Name of a table that has its insights already: they are imported. @default they are made */
  readonly importFrom?: string;
}

/** Every index of a generation: capacity, contributor insights and alarms go by index. */
export function indexesOf(names: Names): string[] {
  return [names.reauthIndex, names.scheduleIndex];
}

/** Contributor insights of a table and of each of its indexes: which keys are hot. */
export function countKeys(scope: Construct, { names, tableName, importFrom }: CountKeysProps): void {
  const insights = [
    { id: 'insights', index: {} },
    ...indexesOf(names).map((indexName) => ({ id: `insights-${indexName}`, index: { indexName } })),
  ];
  for (const { id, index } of insights) {
    const resource = new DynamodbContributorInsights(scope, id, { tableName, ...index });
    if (importFrom !== undefined) resource.importFrom(insightsId(names, importFrom, index));
  }
}

/** Import id of contributor insights: the index's name is empty for the table itself (provider aws 5.100.0). */
function insightsId({ accountId }: Names, table: string, { indexName = '' }: { indexName?: string }): string {
  return `name:${table}/index:${indexName}/${accountId}`;
}
