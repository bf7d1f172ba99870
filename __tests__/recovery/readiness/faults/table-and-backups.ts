import {
  DeleteBackupVaultLockConfigurationCommand,
  PutBackupVaultLockConfigurationCommand,
} from '@aws-sdk/client-backup';
import {
  TagResourceCommand,
  UntagResourceCommand,
  UpdateContributorInsightsCommand,
  UpdateTableCommand,
} from '@aws-sdk/client-dynamodb';
import { lowerFence, raiseFence } from '../../../../scripts/recovery/service/writers/fence';
import type { Survey } from '../../../../scripts/recovery/readiness';
import { refused, told, together, type Fault, type Planted } from '../support/fault';

const TABLE = 'SyncWellMetadata';
const RESTORED = 'SyncWellMetadata-restored-2026-01-01';

function describedAs({ primary }: Survey, change: object): Planted {
  return told(primary, 'dynamodb', 'DescribeTable', ({ Table, ...output }) => ({
    ...output,
    Table: { ...Table, ...change },
  }));
}

function windowAs({ primary }: Survey, change: object): Planted {
  return told(primary, 'dynamodb', 'DescribeContinuousBackups', (output) => {
    const { ContinuousBackupsDescription: all } = output;
    return {
      ...output,
      ContinuousBackupsDescription: {
        ...all,
        PointInTimeRecoveryDescription: { ...all.PointInTimeRecoveryDescription, ...change },
      },
    };
  });
}

function planAs({ primary }: Survey, edit: (rules: any[]) => any[]): Planted {
  return told(primary, 'backup', 'GetBackupPlan', ({ BackupPlan, ...output }) => ({
    ...output,
    BackupPlan: { ...BackupPlan, Rules: edit(BackupPlan.Rules) },
  }));
}

export const TABLE_AND_BACKUPS: readonly Fault[] = [
  {
    check: 'table/active',
    when: 'its key cannot be reached',
    plant: (world) => describedAs(world, { TableStatus: 'INACCESSIBLE_ENCRYPTION_CREDENTIALS' }),
  },
  {
    check: 'table/deletion-protection',
    when: 'it could be deleted',
    async plant({ primary, clock }) {
      const protect = async (on: boolean): Promise<void> => {
        await primary.clients.dynamodb.send(
          new UpdateTableCommand({ TableName: TABLE, DeletionProtectionEnabled: on }),
        );
        await clock.sleep(10_000);
      };
      await protect(false);
      return { mend: () => protect(true) };
    },
  },
  {
    check: 'table/encryption',
    when: 'it is under a key that AWS owns',
    plant: (world) => describedAs(world, { SSEDescription: undefined }),
  },
  {
    check: 'table/stream',
    when: 'its stream holds keys only',
    plant: (world) =>
      describedAs(world, { StreamSpecification: { StreamEnabled: true, StreamViewType: 'KEYS_ONLY' } }),
  },
  {
    check: 'table/indexes',
    when: 'an index is being filled',
    plant: ({ primary }) =>
      told(primary, 'dynamodb', 'DescribeTable', ({ Table, ...output }) => ({
        ...output,
        Table: {
          ...Table,
          GlobalSecondaryIndexes: Table.GlobalSecondaryIndexes.map((index: object, position: number) =>
            position === 0 ? { ...index, IndexStatus: 'CREATING' } : index,
          ),
        },
      })),
  },
  {
    check: 'table/time-to-live',
    when: 'nothing expires',
    plant: ({ primary }) =>
      told(primary, 'dynamodb', 'DescribeTimeToLive', (output) => ({
        ...output,
        TimeToLiveDescription: { TimeToLiveStatus: 'DISABLED' },
      })),
  },
  {
    check: 'table/tags',
    when: 'it is not tagged for backups',
    async plant({ primary, names }) {
      const { key, value } = names.backupTag;
      const ResourceArn = names.tableArn(primary.target.region, TABLE);
      const { dynamodb } = primary.clients;
      await dynamodb.send(new UntagResourceCommand({ ResourceArn, TagKeys: [key] }));
      return {
        mend: () =>
          dynamodb.send(new TagResourceCommand({ ResourceArn, Tags: [{ Key: key, Value: value }] })),
      };
    },
  },
  {
    check: 'table/capacity',
    when: 'the settings ask for provisioned capacity',
    plant: ({ settings }) => {
      const range = { min: 5, max: 100 };
      const billing = { mode: 'provisioned', read: range, write: range, targetUtilization: 70 } as const;
      return { change: { settings: { ...settings, table: { ...settings.table, billing } } } };
    },
  },
  {
    check: 'table/insights',
    when: 'they are off',
    async plant({ primary }) {
      const insights = (ContributorInsightsAction: 'ENABLE' | 'DISABLE') =>
        primary.clients.dynamodb.send(
          new UpdateContributorInsightsCommand({ TableName: TABLE, ContributorInsightsAction }),
        );
      await insights('DISABLE');
      return { mend: () => insights('ENABLE') };
    },
  },
  {
    check: 'table/known-settings',
    when: 'a setting cannot be read',
    state: 'warning',
    plant: ({ primary }) =>
      refused(primary, 'dynamodb', 'DescribeKinesisStreamingDestination', 'NotImplemented'),
  },
  {
    check: 'table/writes',
    when: 'a halt was never lifted',
    async plant({ action }) {
      await raiseFence(action, { table: TABLE, incident: 'INC-1', original: null });
      return { mend: () => lowerFence(action, { table: TABLE, original: null }) };
    },
  },
  {
    check: 'table/old-generations',
    when: 'the table before it can be written',
    plant: ({ settings, primary }) => {
      const generations = { activeName: TABLE, adoptedNames: [RESTORED] };
      return together(
        refused(primary, 'dynamodb', 'GetResourcePolicy', 'PolicyNotFoundException', ({ ResourceArn }) =>
          ResourceArn.endsWith(RESTORED),
        ),
        {
          change: { settings: { ...settings, table: { ...settings.table, primary: generations } } },
        },
      );
    },
  },
  {
    check: 'table/replica',
    when: 'the settings ask for one that is not there',
    plant: ({ settings }) => ({
      change: { settings: { ...settings, table: { ...settings.table, replica: true } } },
    }),
  },
  {
    check: 'backups/point-in-time',
    when: 'it is off',
    also: ['backups/days', 'backups/recovery-point', 'backups/history'],
    plant: (world) => windowAs(world, { PointInTimeRecoveryStatus: 'DISABLED' }),
  },
  {
    check: 'backups/days',
    when: 'it reaches a week back',
    plant: (world) => windowAs(world, { RecoveryPeriodInDays: 7 }),
  },
  {
    check: 'backups/recovery-point',
    when: 'the latest restorable second is 20 minutes old',
    plant: (world) =>
      windowAs(world, { LatestRestorableDateTime: new Date(world.clock.now() - 20 * 60_000) }),
  },
  {
    check: 'backups/history',
    when: 'it was off and on again',
    plant: (world) =>
      windowAs(world, { EarliestRestorableDateTime: new Date(world.clock.now() + 86_400_000) }),
  },
  {
    check: 'backups/plan',
    when: 'there are no daily snapshots',
    plant: (world) => planAs(world, (rules) => rules.filter(({ RuleName }) => RuleName !== 'daily')),
  },
  {
    check: 'backups/plan-copies',
    when: 'snapshots stay in the region',
    plant: (world) => planAs(world, (rules) => rules.map((rule) => ({ ...rule, CopyActions: [] }))),
  },
  {
    check: 'backups/selection',
    when: 'another tag is selected',
    plant: ({ primary }) =>
      told(primary, 'backup', 'GetBackupSelection', ({ BackupSelection, ...output }) => ({
        ...output,
        BackupSelection: { ...BackupSelection, ListOfTags: [] },
      })),
  },
  {
    check: 'backups/vault-primary',
    when: 'there is no vault',
    plant: ({ primary }) =>
      told(primary, 'backup', 'ListBackupVaults', (output) => ({ ...output, BackupVaultList: [] })),
  },
  {
    check: 'backups/vault-recovery',
    when: 'its lock was taken away',
    async plant({ recovery, names }) {
      const { backup } = recovery.clients;
      const vault = { BackupVaultName: names.backupVault };
      await backup.send(new DeleteBackupVaultLockConfigurationCommand(vault));
      return {
        mend: () =>
          backup.send(new PutBackupVaultLockConfigurationCommand({ ...vault, MinRetentionDays: 35 })),
      };
    },
  },
];
