import {
  GetBackupPlanCommand,
  GetBackupSelectionCommand,
  paginateListBackupPlans,
  paginateListBackupSelections,
  paginateListBackupVaults,
} from '@aws-sdk/client-backup';
import { isoTime } from '../../../engine/clock';
import { findStream } from '../../stream';
import { LONGEST_HISTORY_DAYS as DAYS, readWindow, requireInWindow } from '../../table/restore-window';
import { readPointer } from '../../service/pointer/pointer';
import { describedTable, pointInTimeRecoveryOf } from '../facts';
import { withinObjective } from '../freshness';
import { deploy } from '../mends';
import { failed, ok, unless, UNLESS_KNOWN, type Check, type Seen } from '../model';
import { once, type RegionSurvey, type Survey } from '../survey';

const DAY = 86_400_000;
/** Milliseconds by which the window may start after the table: point-in-time recovery is switched on a little later. */
const SWITCHED_ON_WITHIN = 3_600_000;

const switchOn: Check['mend'] = ({ settings, serving }) =>
  `aws dynamodb update-continuous-backups --table-name ${settings.table[serving].activeName} --point-in-time-recovery-specification PointInTimeRecoveryEnabled=true,RecoveryPeriodInDays=${DAYS} --region ${settings[serving].region}`;

/** What the table can be restored from. */
export const BACKUPS: readonly Check[] = [
  {
    id: 'backups/point-in-time',
    title: 'Point-in-time recovery of the live table is on',
    severity: 'critical',
    moments: ['doctor', 'status', 'preflight data-corruption'],
    preflightName: 'restore window',
    stops: UNLESS_KNOWN,
    mend: switchOn,
    async look(survey) {
      const { earliest, latest } = await pointInTimeRecoveryOf(survey);
      return ok(`${earliest} to ${latest}`);
    },
  },
  {
    id: 'backups/days',
    title: `Point-in-time recovery reaches ${DAYS} days back`,
    severity: 'major',
    mend: switchOn,
    async look(survey) {
      const { days } = await pointInTimeRecoveryOf(survey);
      return days === DAYS ? ok(`${days} days`) : failed(`${days} days only`);
    },
  },
  {
    id: 'backups/recovery-point',
    title: 'The latest restorable second meets the recovery point objective',
    severity: 'critical',
    moments: ['doctor', 'status'],
    mend: ({ settings, serving }) =>
      `aws dynamodb describe-continuous-backups --table-name ${settings.table[serving].activeName} --region ${settings[serving].region}`,
    async look(survey) {
      const { latest } = await pointInTimeRecoveryOf(survey);
      return withinObjective(survey, { at: latest, found: 'the table can be restored' });
    },
  },
  {
    id: 'backups/history',
    title: 'The history of point-in-time recovery has no gap',
    severity: 'major',
    mend: ({ names, settings }) =>
      `aws backup start-backup-job --backup-vault-name ${names.backupVault} --iam-role-arn ${names.roleArn('backup')} --resource-arn ${names.tableArn(settings.primary.region, settings.table.primary.activeName)} --region ${settings.primary.region}`,
    async look(survey) {
      const [{ earliest }, { CreationDateTime }] = await Promise.all([
        pointInTimeRecoveryOf(survey),
        describedTable(survey),
      ]);
      const made = CreationDateTime?.getTime() ?? 0;
      const wanted = Math.max(made, survey.clock.now() - DAYS * DAY);
      // Off and on again: everything before is lost for good (aws-facts.md, 1.9).
      return Date.parse(earliest) <= wanted + SWITCHED_ON_WITHIN
        ? ok(`it starts ${earliest}`)
        : failed(
            `it starts ${earliest}, though the table is from ${isoTime(made)}: it was switched off, and what was before is lost; keep a backup until it has grown again`,
          );
    },
  },
  {
    id: 'backups/restore-time',
    title: 'The table can be restored to the time that was chosen',
    severity: 'critical',
    moments: ['preflight data-corruption'],
    preflightName: 'restore time',
    stops: UNLESS_KNOWN,
    mend: () => 'npx recover status',
    async look(survey) {
      const { restoreTo } = survey.run ?? {};
      if (restoreTo?.kind !== 'second') return ok(restoreTo?.kind ?? 'not chosen yet');
      const window = await pointInTimeRecoveryOf(survey);
      requireInWindow({ at: restoreTo.at, window, now: survey.clock.now() });
      return ok(`${restoreTo.at} can be restored`);
    },
  },
  {
    id: 'backups/serving-table',
    title: 'The live table of the serving region can be moved: restored, and followed by its stream',
    severity: 'critical',
    moments: ['preflight evacuation', 'preflight failback'],
    preflightName: 'table that serves',
    stops: UNLESS_KNOWN,
    mend: () => 'npx recover doctor --only table',
    async look({ action, run }) {
      if (run?.source === undefined) return failed('the serving region is not connected to');
      const there = { ...action, ...run.source };
      const { region } = run.source.target;
      const { tableName } = await readPointer(there);
      const { earliest, latest } = await readWindow(there, tableName);
      const stream = await findStream(there, tableName);
      return typeof stream === 'string'
        ? failed(`${tableName} of ${region}: ${stream}`)
        : ok(
            `${tableName} of ${region} can be restored to ${earliest} to ${latest}, and followed by its stream`,
          );
    },
  },
  {
    id: 'backups/plan',
    title: 'A backup plan makes daily snapshots',
    severity: 'major',
    mend: deploy('primary'),
    async look(survey) {
      const { rules } = await readPlan(survey);
      const names = rules.map(({ RuleName }) => RuleName);
      const missing = ['daily', 'monthly'].filter((name) => !names.includes(name));
      return unless([missing.length > 0 && `no rule ${missing.join(', ')}`], `rules ${names.join(', ')}`);
    },
  },
  {
    id: 'backups/plan-copies',
    title: 'Every snapshot is copied to the recovery region',
    severity: 'major',
    mend: deploy('primary'),
    async look(survey) {
      const vault = survey.names.backupVaultArn(survey.recovery.target.region);
      const { rules } = await readPlan(survey);
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
    mend: deploy('primary'),
    async look(survey) {
      const { names, primary } = survey;
      const { id } = await readPlan(survey);
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
    mend: deploy('foundation-primary'),
    look: (survey) => lockedVault(survey, survey.primary),
  },
  {
    id: 'backups/vault-recovery',
    title: 'The backup vault of the recovery region exists, and keeps what is in it',
    severity: 'major',
    mend: deploy('foundation-recovery'),
    look: (survey) => lockedVault(survey, survey.recovery),
  },
];

/** @throws Error BackupPlanNotFound */
function readPlan(survey: Survey) {
  return once(survey, 'backup plan', async () => {
    const client = survey.primary.clients.backup;
    for await (const { BackupPlansList = [] } of paginateListBackupPlans({ client }, {})) {
      const plan = BackupPlansList.find(({ BackupPlanName }) => BackupPlanName === survey.names.backupPlan);
      if (plan?.BackupPlanId === undefined) continue;
      const { BackupPlan } = await client.send(new GetBackupPlanCommand({ BackupPlanId: plan.BackupPlanId }));
      return { id: plan.BackupPlanId, rules: BackupPlan?.Rules ?? [] };
    }
    throw Object.assign(new Error(`no backup plan ${survey.names.backupPlan}`), {
      name: 'BackupPlanNotFound',
    });
  });
}

/** Vaults are listed: of one that does not exist AWS says that it may not be described. */
async function lockedVault({ names }: Survey, { clients, target }: RegionSurvey): Promise<Seen> {
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
