import {
  GetBackupPlanCommand,
  GetBackupSelectionCommand,
  paginateListBackupPlans,
  paginateListBackupSelections,
  paginateListBackupVaults,
} from '@aws-sdk/client-backup';
import { DescribeContinuousBackupsCommand } from '@aws-sdk/client-dynamodb';
import { isoTime } from '../../../engine/clock';
import { requireTable } from '../../table/describe-table';
import { pitrOff } from '../../table/restore-window';
import { failed, ok, unless, type Check, type Seen } from '../check';
import { deploy } from '../fixes';
import { once, type ReadinessWorld, type Site } from '../world';
import { liveTable } from './table';

/** Longest that DynamoDB offers, and what the stacks ask for (aws-facts.md, 1.8). */
const DAYS = 35;
const DAY = 86_400_000;
/** Milliseconds by which the window may start after the table: point-in-time recovery is switched on a little later. */
const SWITCHED_ON_WITHIN = 3_600_000;

/** What the table can be restored from. */
export const BACKUPS: readonly Check[] = [
  {
    id: 'backups/point-in-time',
    title: 'Point-in-time recovery of the live table is on',
    severity: 'critical',
    fix: ({ settings }) => switchOn(settings.table.primary.activeName, settings.primary.region),
    async check(world) {
      const { earliest, latest } = await readWindow(world);
      return ok(`${isoTime(earliest)} to ${isoTime(latest)}`);
    },
  },
  {
    id: 'backups/days',
    title: `Point-in-time recovery reaches ${DAYS} days back`,
    severity: 'major',
    fix: ({ settings }) => switchOn(settings.table.primary.activeName, settings.primary.region),
    async check(world) {
      const { days } = await readWindow(world);
      return days === DAYS ? ok(`${days} days`) : failed(`${days} days only`);
    },
  },
  {
    id: 'backups/recovery-point',
    title: 'The latest restorable second meets the recovery point objective',
    severity: 'critical',
    fix: ({ settings }) =>
      `aws dynamodb describe-continuous-backups --table-name ${settings.table.primary.activeName} --region ${settings.primary.region}`,
    async check(world) {
      const { latest } = await readWindow(world);
      const minutes = Math.max(0, (world.clock.now() - latest) / 60_000);
      const allowed = world.settings.objectives.recoveryPointMinutes;
      const found = `${minutes.toFixed(1)} minutes ago; the objective is ${allowed}`;
      return minutes <= allowed ? ok(found) : failed(found);
    },
  },
  {
    id: 'backups/history',
    title: 'The history of point-in-time recovery has no gap',
    severity: 'major',
    fix: ({ names, settings }) =>
      `aws backup start-backup-job --backup-vault-name ${names.backupVault} --iam-role-arn ${names.roleArn('backup')} --resource-arn ${names.tableArn(settings.primary.region, settings.table.primary.activeName)} --region ${settings.primary.region}`,
    async check(world) {
      const [{ earliest }, { CreationDateTime }] = await Promise.all([
        readWindow(world),
        once(world, 'table', async () => requireTable(world.action, await liveTable(world))),
      ]);
      const made = CreationDateTime?.getTime() ?? 0;
      const wanted = Math.max(made, world.clock.now() - DAYS * DAY);
      // Off and on again: everything before is lost for good (aws-facts.md, 1.9).
      return earliest <= wanted + SWITCHED_ON_WITHIN
        ? ok(`it starts ${isoTime(earliest)}`)
        : failed(
            `it starts ${isoTime(earliest)}, though the table is from ${isoTime(made)}: it was switched off, and what was before is lost; keep a backup until it has grown again`,
          );
    },
  },
  {
    id: 'backups/plan',
    title: 'A backup plan makes daily snapshots',
    severity: 'major',
    fix: deploy('primary'),
    async check(world) {
      const { rules } = await readPlan(world);
      const names = rules.map(({ RuleName }) => RuleName);
      const missing = ['daily', 'monthly'].filter((name) => !names.includes(name));
      return unless([missing.length > 0 && `no rule ${missing.join(', ')}`], `rules ${names.join(', ')}`);
    },
  },
  {
    id: 'backups/plan-copies',
    title: 'Every snapshot is copied to the recovery region',
    severity: 'major',
    fix: deploy('primary'),
    async check(world) {
      const vault = world.names.backupVaultArn(world.recovery.target.region);
      const { rules } = await readPlan(world);
      return unless(
        rules.map(
          ({ RuleName, CopyActions = [] }) =>
            !CopyActions.some(({ DestinationBackupVaultArn }) => DestinationBackupVaultArn === vault) &&
            `rule ${RuleName ?? ''} copies nothing to ${vault}`,
        ),
        `to ${vault}`,
      );
    },
  },
  {
    id: 'backups/selection',
    title: 'The plan takes every generation of the table, by its tag',
    severity: 'major',
    fix: deploy('primary'),
    async check(world) {
      const { names, primary } = world;
      const { id } = await readPlan(world);
      const { key, value } = names.backupTag;
      const client = primary.clients.backup;
      for await (const page of paginateListBackupSelections({ client }, { BackupPlanId: id })) {
        for (const { SelectionId = '' } of page.BackupSelectionsList ?? []) {
          const { BackupSelection } = await client.send(
            new GetBackupSelectionCommand({ BackupPlanId: id, SelectionId }),
          );
          const { ListOfTags = [], IamRoleArn } = BackupSelection ?? {};
          if (ListOfTags.some((tag) => tag.ConditionKey === key && tag.ConditionValue === value)) {
            const role = names.roleArn('backup');
            return IamRoleArn === role ? ok(`${key}=${value}`) : failed(`its role is ${IamRoleArn ?? ''}`);
          }
        }
      }
      return failed(`nothing is selected by ${key}=${value}`);
    },
  },
  {
    id: 'backups/vault-primary',
    title: 'The backup vault of the primary region exists, and keeps what is in it',
    severity: 'major',
    fix: deploy('foundation-primary'),
    check: (world) => lockedVault(world, world.primary),
  },
  {
    id: 'backups/vault-recovery',
    title: 'The backup vault of the recovery region exists, and keeps what is in it',
    severity: 'major',
    fix: deploy('foundation-recovery'),
    check: (world) => lockedVault(world, world.recovery),
  },
];

/** Window of the live table, milliseconds since the epoch. @throws Stop PITR_OFF, TABLE_MISSING */
function readWindow(world: ReadinessWorld) {
  return once(world, 'window', async () => {
    const table = await liveTable(world);
    const { ContinuousBackupsDescription } = await world.primary.clients.dynamodb.send(
      new DescribeContinuousBackupsCommand({ TableName: table }),
    );
    const {
      PointInTimeRecoveryStatus: status,
      EarliestRestorableDateTime: earliest,
      LatestRestorableDateTime: latest,
      RecoveryPeriodInDays: days = DAYS,
    } = ContinuousBackupsDescription?.PointInTimeRecoveryDescription ?? {};
    if (status !== 'ENABLED' || earliest === undefined || latest === undefined) {
      throw pitrOff(world.action, table);
    }
    return { earliest: earliest.getTime(), latest: latest.getTime(), days };
  });
}

function switchOn(table: string, region: string): string {
  return `aws dynamodb update-continuous-backups --table-name ${table} --point-in-time-recovery-specification PointInTimeRecoveryEnabled=true,RecoveryPeriodInDays=${DAYS} --region ${region}`;
}

/** @throws Error BackupPlanNotFound */
function readPlan(world: ReadinessWorld) {
  return once(world, 'backup plan', async () => {
    const client = world.primary.clients.backup;
    for await (const { BackupPlansList = [] } of paginateListBackupPlans({ client }, {})) {
      const plan = BackupPlansList.find(({ BackupPlanName }) => BackupPlanName === world.names.backupPlan);
      if (plan?.BackupPlanId === undefined) continue;
      const { BackupPlan } = await client.send(new GetBackupPlanCommand({ BackupPlanId: plan.BackupPlanId }));
      return { id: plan.BackupPlanId, rules: BackupPlan?.Rules ?? [] };
    }
    throw Object.assign(new Error(`no backup plan ${world.names.backupPlan}`), {
      name: 'BackupPlanNotFound',
    });
  });
}

/** Vaults are listed: of one that does not exist AWS says that it may not be described. */
async function lockedVault({ names }: ReadinessWorld, { clients, target }: Site): Promise<Seen> {
  for await (const { BackupVaultList = [] } of paginateListBackupVaults({ client: clients.backup }, {})) {
    const vault = BackupVaultList.find(({ BackupVaultName }) => BackupVaultName === names.backupVault);
    if (vault === undefined) continue;
    const { Locked, MinRetentionDays = 0 } = vault;
    const found = `locked for at least ${MinRetentionDays} days`;
    return unless(
      [
        Locked !== true && 'it is not locked',
        MinRetentionDays < DAYS && `it keeps backups for ${MinRetentionDays} days, not ${DAYS}`,
      ],
      found,
    );
  }
  return failed(`there is no vault ${names.backupVault} in ${target.region}`);
}
