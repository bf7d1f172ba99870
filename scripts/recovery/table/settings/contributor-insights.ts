import {
  DescribeContributorInsightsCommand,
  UpdateContributorInsightsCommand,
  type ContributorInsightsMode,
} from '@aws-sdk/client-dynamodb';
import { byName, type Setting } from './setting';

/** Mode by index, with an empty name for the table itself; null: off. */
type Insights = Readonly<Record<string, ContributorInsightsMode | null>>;

export const contributorInsights: Setting<Insights> = {
  id: 'contributorInsights',
  async read({ clients }, { name, description }) {
    const modes: Record<string, ContributorInsightsMode | null> = {};
    for (const index of ['', ...byName(description.GlobalSecondaryIndexes).map(([one]) => one)]) {
      const { ContributorInsightsStatus: status, ContributorInsightsMode: mode } =
        await clients.dynamodb.send(new DescribeContributorInsightsCommand(indexInput(name, index)));
      const on = status === 'ENABLED' || status === 'ENABLING';
      modes[index] = on ? (mode ?? 'ACCESSED_AND_THROTTLED_KEYS') : null;
    }
    return modes;
  },
  async put({ clients }, { subject, wanted, actual }) {
    let put = false;
    for (const [index, mode] of Object.entries(wanted)) {
      if (actual[index] === undefined || actual[index] === mode) continue;
      put = true;
      await clients.dynamodb.send(
        new UpdateContributorInsightsCommand({
          ...indexInput(subject.name, index),
          ContributorInsightsAction: mode === null ? 'DISABLE' : 'ENABLE',
          ...(mode === null ? {} : { ContributorInsightsMode: mode }),
        }),
      );
    }
    return put;
  },
  // An index that is missing is told by the indexes.
  same: (wanted, actual) =>
    Object.entries(actual).every(([index, mode]) => wanted[index] === undefined || wanted[index] === mode),
};

function indexInput(TableName: string, index: string): { TableName: string; IndexName?: string } {
  return index === '' ? { TableName } : { TableName, IndexName: index };
}
