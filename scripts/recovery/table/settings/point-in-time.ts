import { DescribeContinuousBackupsCommand, UpdateContinuousBackupsCommand } from '@aws-sdk/client-dynamodb';
import type { Setting, JsonObject } from './setting';

interface PointInTime extends JsonObject {
  readonly enabled: boolean;
  readonly days: number | null;
}

/** Point-in-time recovery. It is never switched off here: that would destroy its history (aws-facts.md, 1.9). */
export const pointInTime: Setting<PointInTime> = {
  id: 'pointInTimeRecovery',
  async read({ clients }, { name }) {
    const { ContinuousBackupsDescription } = await clients.dynamodb.send(
      new DescribeContinuousBackupsCommand({ TableName: name }),
    );
    const { PointInTimeRecoveryStatus, RecoveryPeriodInDays } =
      ContinuousBackupsDescription?.PointInTimeRecoveryDescription ?? {};
    const enabled = PointInTimeRecoveryStatus === 'ENABLED';
    return { enabled, days: enabled ? (RecoveryPeriodInDays ?? null) : null };
  },
  async put({ clients }, { subject, wanted: { enabled, days } }) {
    if (!enabled) return false;
    await clients.dynamodb.send(
      new UpdateContinuousBackupsCommand({
        TableName: subject.name,
        PointInTimeRecoverySpecification: {
          PointInTimeRecoveryEnabled: true,
          ...(days === null ? {} : { RecoveryPeriodInDays: days }),
        },
      }),
    );
    return true;
  },
};
