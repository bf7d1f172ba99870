import { describeTableCommand, entry, word } from './entry';
import { KEY_ALIAS, PRIMARY, RECOVERY, RESTORED, SECOND, TABLE } from './examples';

const OUTAGE = 'docs/runbooks/regional-outage.md';

/** Errors of rebuilding the service in another region. */
export const REBUILD = {
  SOURCE_UNAVAILABLE: entry<{ readonly others: readonly string[] }>({
    kind: 'precondition',
    means: 'The table cannot be rebuilt from the source that was asked for.',
    page: OUTAGE,
    examples: [{ others: ['vault: as of 2026-03-01T04:15:00.000Z, 300 s ago; two exports'] }, { others: [] }],
    message: ({ others }) => `The tool knows no such source. The others: ${others.join('; ') || 'none'}.`,
    next: () => 'npx recover preflight regional-outage --help',
  }),
  SOURCE_UNKNOWN: entry({
    kind: 'failed',
    means: 'A step needs the region that the service leaves, and the runbook has not connected to it.',
    examples: [{}],
    message: () => 'Bug: this runbook has no connection to the region that the service leaves.',
    next: () => 'npx recover status',
  }),
  REGION_ASSUMED_LOST: entry({
    kind: 'failed',
    means: 'The tool was about to call the region that is assumed lost.',
    page: OUTAGE,
    examples: [{ call: 'POST dynamodb', lost: PRIMARY }],
    message: ({ call, lost }) =>
      `Bug: ${call} would have gone to ${lost}, which is assumed lost. Nothing was sent.`,
    next: () => 'npx recover status',
  }),
  GLOBAL_CONTROL_PLANE: entry({
    kind: 'failed',
    means: 'The tool was about to call a control plane that may be lost with the region.',
    page: OUTAGE,
    examples: [{ call: 'POST iam' }],
    message: ({ call }) =>
      `Bug: ${call} would have gone to a control plane that may be lost with the region. Nothing was sent. What it was to make has to exist before the region is lost.`,
    next: () => 'npx recover doctor',
  }),
  REGION_KEY_UNUSABLE: entry({
    kind: 'precondition',
    means: 'The key of the environment cannot be used in the region.',
    page: 'docs/doctor.md',
    examples: [{ keyAlias: KEY_ALIAS, region: RECOVERY, is: 'points to no key' }],
    message: ({ keyAlias, region, is }) =>
      `${keyAlias} in ${region} ${is}. Without it no table can be made there.`,
    next: ({ keyAlias, region }) => `aws kms describe-key --key-id ${word(keyAlias)} --region ${region}`,
  }),
  NO_REPLICA: entry({
    kind: 'precondition',
    means: 'The region has no replica of the table.',
    page: OUTAGE,
    examples: [{ table: TABLE, source: PRIMARY, region: RECOVERY, is: 'there is none' }],
    message: ({ table, source, region, is }) =>
      `${region} has no replica of ${table} of ${source} that can be used: ${is}.`,
    next: ({ table, region }) => describeTableCommand(table, region),
  }),
  REPLICA_THROTTLED: entry({
    kind: 'precondition',
    means: 'The replica has no capacity left to be read.',
    page: 'docs/capacity.md',
    examples: [{ table: TABLE, region: RECOVERY, attempts: 10 }],
    message: ({ table, attempts }) =>
      `${table} left items out of a batch ${attempts} times in a row: its capacity is used up.`,
    next: ({ table, region }) => describeTableCommand(table, region),
  }),
  TABLE_NOT_CREATED: entry({
    kind: 'failed',
    means: 'The new table did not become ready.',
    page: OUTAGE,
    examples: [{ table: RESTORED, region: RECOVERY, minutes: 30 }],
    message: ({ table, region, minutes }) =>
      `The table ${table} was not ready in ${region} within ${minutes} minutes. Look at its status and at the key that encrypts it.`,
    next: ({ table, region }) => describeTableCommand(table, region),
  }),
  LOAD_THROTTLED: entry({
    kind: 'failed',
    means: 'The new table has no capacity left to be loaded.',
    page: 'docs/capacity.md',
    examples: [{ table: RESTORED, region: RECOVERY, attempts: 10 }],
    message: ({ table, region, attempts }) =>
      `${table} in ${region} took nothing of a batch ${attempts} times in a row: its capacity is used up. Loaded items stay, and resuming goes on from there.`,
    next: ({ table, region }) => describeTableCommand(table, region),
  }),
  CATCH_UP_IMPOSSIBLE: entry({
    kind: 'precondition',
    means: 'The stream of the live table no longer reaches back to the restore point of the new table.',
    page: OUTAGE,
    examples: [
      {
        table: RESTORED,
        source: TABLE,
        region: PRIMARY,
        since: SECOND,
        why: 'its stream tells changes only since 2026-03-01T05:00:00Z',
      },
    ],
    message: ({ table, source, region, since, why }) =>
      `${table} cannot catch up with ${source} of ${region} since ${since}: ${why}. Rebuild it from a younger restore point.`,
    next: ({ source, region }) => describeTableCommand(source, region),
  }),
};
