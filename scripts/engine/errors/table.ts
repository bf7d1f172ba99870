import { describeTableCommand, entry, got, word } from './entry';
import { KEY_ALIAS, LATER, PRIMARY, RESTORED, SECOND, TABLE, TABLE_ARN } from './examples';

const RESTORE = 'docs/runbooks/restore.md';

/** Errors of tables, point-in-time recovery, restores and table settings. */
export const TABLES = {
  TABLE_MISSING: entry({
    kind: 'precondition',
    means: 'The table does not exist.',
    page: RESTORE,
    examples: [{ table: TABLE, region: PRIMARY }],
    message: ({ table, region }) =>
      `The table ${table} does not exist in ${region}. If somebody deleted it, AWS keeps its backup ${table}$DeletedTableBackup for 35 days.`,
    next: ({ table, region }) =>
      `aws dynamodb list-backups --backup-type ALL --table-name ${word(table)} --region ${region}`,
  }),
  PITR_OFF: entry({
    kind: 'precondition',
    means: 'Point-in-time recovery of the table is off.',
    page: RESTORE,
    examples: [{ table: TABLE, region: PRIMARY, backupVault: 'syncwell-drill' }],
    message: ({ table, backupVault }) =>
      `Point-in-time recovery of ${table} is off. Turning it on now cannot recover earlier data. What remains are the backups in ${backupVault}.`,
    next: ({ backupVault, region }) =>
      `aws backup list-recovery-points-by-backup-vault --backup-vault-name ${word(backupVault)} --region ${region}`,
  }),
  RESTORE_TIME_INVALID: entry({
    kind: 'usage',
    means: 'The restore point is not a time.',
    page: RESTORE,
    examples: [{ at: 'yesterday', latest: SECOND }],
    message: ({ at, latest }) =>
      `The restore point ${got(at)} is not a time. Allowed is ISO 8601 in UTC, for example ${latest}.`,
    next: () => 'npx recover status',
  }),
  RESTORE_TIME_IN_FUTURE: entry({
    kind: 'usage',
    means: 'The restore point lies in the future.',
    page: RESTORE,
    examples: [{ at: LATER, now: SECOND, earliest: '2026-01-25T04:15:00Z' }],
    message: ({ at, now, earliest }) =>
      `The restore point ${at} lies in the future: it is ${now}. Allowed is ${earliest} to now.`,
    next: () => 'npx recover status',
  }),
  RESTORE_TIME_TOO_OLD: entry({
    kind: 'usage',
    means: 'Point-in-time recovery does not reach back to the restore point.',
    page: RESTORE,
    examples: [{ at: '2025-01-01T00:00:00Z', earliest: '2026-01-25T04:15:00Z' }],
    message: ({ at, earliest }) =>
      `The restore point ${at} is older than point-in-time recovery. Allowed is ${earliest} to now.`,
    next: () => 'npx recover status',
  }),
  RESTORE_TIME_NOT_YET: entry<
    { readonly table: string; readonly at: string; readonly region: string } & (
      { readonly earliest: string; readonly latest: string } | { readonly minutes: number }
    )
  >({
    kind: 'precondition',
    means: 'DynamoDB cannot restore the second yet.',
    page: RESTORE,
    examples: [
      { table: TABLE, at: LATER, region: PRIMARY, earliest: '2026-01-25T04:15:00Z', latest: SECOND },
      { table: TABLE, at: LATER, region: PRIMARY, minutes: 30 },
    ],
    message: (parameters) =>
      'minutes' in parameters
        ? `DynamoDB could not restore ${parameters.table} to ${parameters.at} even ${parameters.minutes} minutes later. Look at the AWS Health Dashboard.`
        : `DynamoDB cannot restore ${parameters.table} to ${parameters.at} yet. Allowed is ${parameters.earliest} to ${parameters.latest}, which follows the time by about 5 minutes.`,
    next: ({ table, region }) =>
      `aws dynamodb describe-continuous-backups --table-name ${word(table)} --region ${region}`,
  }),
  RESTORE_LIMIT: entry({
    kind: 'precondition',
    means: 'AWS starts no further restore in this account.',
    page: RESTORE,
    examples: [{ reason: 'Subscriber limit exceeded' }],
    message: ({ reason }) =>
      `AWS starts no further restore now: ${reason}. At most 50 run in an account at once. Go on when one has ended.`,
    next: () => 'npx recover status',
  }),
  RESTORE_NOT_ENDED: entry({
    kind: 'verification',
    means: 'The restore of the table or of one of its indexes has not ended.',
    page: RESTORE,
    examples: [{ table: RESTORED, region: PRIMARY, status: 'CREATING' }],
    message: ({ table, status }) =>
      `The table ${table} is ${status}: its restore or one of its indexes has not ended.`,
    next: ({ table, region }) => describeTableCommand(table, region),
  }),
  RESTORE_TOO_SLOW: entry({
    kind: 'failed',
    means: 'The restore takes longer than any restore should.',
    page: 'docs/capacity.md',
    examples: [{ table: RESTORED, region: PRIMARY, hours: 24 }],
    message: ({ table, hours }) =>
      `The restore of ${table} has not ended within ${hours} hours. It may still go on, and resuming waits for it again. Ask AWS Support.`,
    next: ({ table, region }) => describeTableCommand(table, region),
  }),
  RESTORE_VANISHED: entry({
    kind: 'failed',
    means: 'The restored table does not exist any more.',
    page: RESTORE,
    examples: [{ table: RESTORED, region: PRIMARY }],
    message: ({ table, region }) =>
      `The restored table ${table} does not exist in ${region}. Somebody deleted it, or AWS cancelled the restore, as it does when a policy denies the caller's address.`,
    next: ({ table, region }) =>
      `aws cloudtrail lookup-events --lookup-attributes AttributeKey=ResourceName,AttributeValue=${word(table)} --region ${region}`,
  }),
  RESTORE_FAILED: entry({
    kind: 'failed',
    means: 'DynamoDB could not finish the restore.',
    page: RESTORE,
    examples: [
      {
        table: RESTORED,
        region: PRIMARY,
        status: 'INACCESSIBLE_ENCRYPTION_CREDENTIALS',
        keyAlias: KEY_ALIAS,
      },
    ],
    message: ({ table, status, keyAlias }) =>
      `The restored table ${table} is ${status}. Check that the key ${keyAlias} is enabled and lets DynamoDB use it.`,
    next: ({ keyAlias, region }) => `aws kms describe-key --key-id ${word(keyAlias)} --region ${region}`,
  }),
  TARGET_NAME_TAKEN: entry({
    kind: 'refused',
    means: 'A table of the name that the new table should get exists.',
    page: RESTORE,
    examples: [{ table: RESTORED, region: PRIMARY, found: 'it is not a restored table', needs: 'restore' }],
    message: ({ table, region, found, needs }) =>
      `The table ${table} exists in ${region}: ${found}. It was left as it is. A ${needs} needs a free name.`,
    next: ({ table, region }) => describeTableCommand(table, region),
  }),
  SETTINGS_DIFFER: entry<{
    readonly table: string;
    readonly settings: readonly string[];
    readonly incident: string;
  }>({
    kind: 'verification',
    means: 'The restored table has other settings than the live table had.',
    page: RESTORE,
    examples: [{ table: RESTORED, settings: ['stream', 'tags'], incident: 'INC-20260301-041500-9f3a' }],
    message: ({ table, settings }) =>
      `${table} differs from the settings that it should have: ${settings.join(', ')}.`,
    next: ({ incident }) => `npx recover resume ${incident}`,
  }),
  SETTING_UNCHANGEABLE: entry({
    kind: 'verification',
    means: 'A setting of the new table is wrong and cannot be changed any more.',
    page: RESTORE,
    examples: [{ table: RESTORED, region: PRIMARY, difference: 'keySchema is PK, wanted is PK and SK' }],
    message: ({ table, difference }) =>
      `${table} cannot get its setting: ${difference}. DynamoDB fixes it when a table is made.`,
    next: ({ table, region }) => describeTableCommand(table, region),
  }),
  SETTING_NOT_TAKEN: entry({
    kind: 'failed',
    means: 'The table did not take a setting.',
    page: RESTORE,
    examples: [
      { table: RESTORED, region: PRIMARY, difference: 'deletionProtection is false, wanted is true' },
    ],
    message: ({ table, difference }) => `${table} did not take a setting: ${difference}.`,
    next: ({ table, region }) => describeTableCommand(table, region),
  }),
  STREAM_DIFFERS: entry<{
    readonly table: string;
    readonly region: string;
    readonly actual: string | null;
    readonly wanted: string | null;
  }>({
    kind: 'verification',
    means: 'The restored table has a stream that nobody asked for.',
    page: RESTORE,
    examples: [{ table: RESTORED, region: PRIMARY, actual: 'KEYS_ONLY', wanted: 'NEW_AND_OLD_IMAGES' }],
    message: ({ table, actual, wanted }) =>
      `${table} has a stream of ${actual ?? 'nothing'}; wanted is ${wanted ?? 'no stream'}. A restored table has none, so somebody turned it on. Turn it off when nobody reads it.`,
    next: ({ table, region }) =>
      `aws dynamodb update-table --table-name ${word(table)} --stream-specification StreamEnabled=false --region ${region}`,
  }),
  STREAM_OFF: entry({
    kind: 'precondition',
    means: 'The table has no stream.',
    page: 'docs/doctor.md',
    examples: [{ table: TABLE, region: PRIMARY }],
    message: ({ table, region }) =>
      `${table} in ${region} has no stream, so that no change of it can be copied.`,
    next: ({ table, region }) =>
      `aws dynamodb update-table --table-name ${word(table)} --stream-specification StreamEnabled=true,StreamViewType=NEW_AND_OLD_IMAGES --region ${region}`,
  }),
  STREAM_UNREADABLE: entry({
    kind: 'failed',
    means: 'A shard of the stream cannot be read, however often it is asked.',
    page: 'docs/doctor.md',
    examples: [{ arn: `${TABLE_ARN}/stream/2026-03-01T00:00:00.000`, why: 'it does not exist any more' }],
    message: ({ arn, why }) => `The stream ${arn} cannot be read: ${why}. Changes in it are unknown.`,
    next: () => 'npx recover doctor',
  }),
  STREAM_UNUSABLE: entry({
    kind: 'precondition',
    means: 'The stream of the table carries no new images.',
    page: 'docs/doctor.md',
    examples: [{ table: TABLE, region: PRIMARY, view: 'KEYS_ONLY' }],
    message: ({ table, region, view }) =>
      `The stream of ${table} in ${region} carries ${view}. Allowed is NEW_IMAGE or NEW_AND_OLD_IMAGES.`,
    next: ({ table, region }) => describeTableCommand(table, region),
  }),
};
