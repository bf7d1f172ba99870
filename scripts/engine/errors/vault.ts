import { entry, versionsOf, word } from './entry';
import { INCIDENT, KEY_ALIAS, PRIMARY, RECOVERY, RESTORED } from './examples';

const OUTAGE = 'docs/runbooks/regional-outage.md';
const BUCKET = 'syncwell-drill-changes';

/** Errors of the vault and of the secrets in it. */
export const VAULT = {
  VAULT_EMPTY: entry<{
    readonly bucket: string;
    readonly holds: string;
    readonly source: string;
    readonly region: string;
    readonly next: string;
  }>({
    kind: 'precondition',
    means: 'The vault holds no copy that could be used.',
    page: OUTAGE,
    examples: [
      {
        bucket: BUCKET,
        holds: 'no complete export of the table',
        source: PRIMARY,
        region: RECOVERY,
        next: 'npx recover protect',
      },
    ],
    message: ({ bucket, holds, source, region }) =>
      `${bucket} holds ${holds} of ${source}. ${region} has nothing to rebuild it from.`,
    next: ({ next }) => next,
  }),
  VAULT_GAP: entry<{ readonly bucket: string; readonly key: string; readonly what?: string | undefined }>({
    kind: 'precondition',
    means: 'An object that the vault must have is missing.',
    page: OUTAGE,
    examples: [{ bucket: BUCKET, key: 'us-east-1/SyncWellMetadata/000007.json' }],
    message: ({ bucket, key, what = 'is missing' }) =>
      `${key} in ${bucket} ${what}, so that what it covers cannot be rebuilt. A deleted object comes back when its delete marker goes.`,
    next: versionsOf,
  }),
  VAULT_TAMPERED: entry({
    kind: 'precondition',
    means: 'An object of the vault is not what the tool wrote.',
    page: OUTAGE,
    examples: [{ bucket: BUCKET, key: 'us-east-1/SyncWellMetadata/000007.json', how: 'has another digest' }],
    message: ({ bucket, key, how }) =>
      `${key} in ${bucket} ${how}: it is not what the tool wrote. The bucket keeps every version, and the oldest one is what was written.`,
    next: versionsOf,
  }),
  VAULT_KEY_UNUSABLE: entry({
    kind: 'precondition',
    means: 'The key of the vault cannot be used.',
    page: OUTAGE,
    examples: [{ keyAlias: KEY_ALIAS, region: RECOVERY, reason: 'DisabledException' }],
    message: ({ region, reason }) =>
      `The key of the vault in ${region} cannot be used: ${reason}. Without it secrets can neither be sealed nor opened.`,
    next: ({ keyAlias, region }) => `aws kms describe-key --key-id ${word(keyAlias)} --region ${region}`,
  }),
  VAULT_KEY_WRONG: entry({
    kind: 'precondition',
    means: 'A secret was sealed with a key of another region, which would be lost with that region.',
    page: OUTAGE,
    examples: [
      {
        bucket: BUCKET,
        key: 'secrets/000007.json',
        sealedIn: PRIMARY,
        keyAlias: KEY_ALIAS,
        region: RECOVERY,
      },
    ],
    message: ({ bucket, key, sealedIn, region }) =>
      `${key} in ${bucket} was sealed with a key of ${sealedIn}. Allowed is a key of ${region}, which remains when ${sealedIn} is lost.`,
    next: ({ keyAlias, region }) => `aws kms describe-key --key-id ${word(keyAlias)} --region ${region}`,
  }),
  BACKUP_CROWDED: entry({
    kind: 'failed',
    means: 'Other backups of the secrets ended before this one, again and again.',
    page: OUTAGE,
    examples: [{ attempts: 5 }],
    message: ({ attempts }) =>
      `Other backups of the secrets ended first ${attempts} times in a row. Nothing of this one counts.`,
    next: () => 'npx recover secrets backup',
  }),
  SECRETS_DIFFER: entry<{
    readonly secrets: number;
    readonly missing: number;
    readonly different: number;
    readonly unreadable: number;
    readonly named: readonly string[];
    readonly incident: string;
  }>({
    kind: 'verification',
    means: 'Restored secrets are missing, differ from the vault or cannot be read.',
    page: OUTAGE,
    examples: [
      {
        secrets: 40,
        missing: 1,
        different: 2,
        unreadable: 0,
        named: ['syncwell/users/1'],
        incident: INCIDENT,
      },
    ],
    message: ({ secrets, missing, different, unreadable, named }) =>
      `Of ${secrets} secrets ${missing} are missing, ${different} have another value and ${unreadable} cannot be read: ${named.join(', ')}.`,
    next: ({ incident }) => `npx recover resume ${incident}`,
  }),
  SECRETS_NOT_SEALED: entry({
    kind: 'verification',
    means: 'The vault lacks the newest secrets of the region that is left.',
    page: 'docs/runbooks/failback.md',
    examples: [{ unreadable: 2, region: PRIMARY, until: '2026-03-01T04:15:00Z', target: RECOVERY }],
    message: ({ unreadable, region, until, target }) =>
      `${unreadable} secrets of ${region} could not be read, and the high-water mark of the vault is ${until}. The newest tokens would be missing in ${target}. The command below names what it cannot read; then resume the incident.`,
    next: ({ region }) => `npx recover secrets backup --region ${region}`,
  }),
  POINTERS_DANGLING: entry<{
    readonly total: number;
    readonly connections: number;
    readonly region: string;
    readonly named: readonly string[];
  }>({
    kind: 'verification',
    means: 'Connections in the table do not point to their secret in the new region.',
    page: OUTAGE,
    examples: [{ total: 1, connections: 40, region: RECOVERY, named: ['USER#1 CONNECTION#2'] }],
    message: ({ total, connections, region, named }) =>
      `${total} of ${connections} connections do not point to their secret in ${region}: ${named.join('; ')}.`,
    next: ({ region }) => `npx recover secrets verify --region ${region}`,
  }),
  SECRETS_QUOTA: entry<{
    readonly region: string;
    readonly reason: string;
    readonly needed: number | undefined;
  }>({
    kind: 'precondition',
    means: 'The quota of secrets in the region is too low.',
    page: 'docs/capacity.md',
    examples: [
      { region: RECOVERY, reason: 'it has room for 10 of 40 secrets', needed: 540 },
      { region: RECOVERY, reason: 'Secrets Manager takes no further secret', needed: undefined },
    ],
    message: ({ region, reason, needed }) =>
      `${region}: ${reason}. Ask AWS for ${needed === undefined ? 'a higher quota "Secrets in a Region"' : `a quota "Secrets in a Region" of ${needed} or more`}. Then run this again; finished secrets are skipped.`,
    next: ({ region }) =>
      `aws service-quotas list-service-quotas --service-code secretsmanager --region ${region}`,
  }),
  SECRET_VERSIONS_EXHAUSTED: entry({
    kind: 'precondition',
    means: 'A secret has reached the limit of versions.',
    page: 'docs/capacity.md',
    examples: [{ name: 'syncwell/users/1', region: RECOVERY }],
    message: ({ name, region }) =>
      `${name} in ${region} has reached Secrets Manager's limit of about 100 versions. Stop the process that writes it more than once every 10 minutes. A day later run this again; finished secrets are skipped.`,
    next: ({ name, region }) =>
      `aws secretsmanager list-secret-version-ids --include-deprecated --secret-id ${word(name)} --region ${region}`,
  }),
  LOAD_DIFFERS: entry<{
    readonly table: string;
    readonly actual: number;
    readonly expected: number;
    readonly differences: number;
    readonly differing: number;
    readonly looked: number;
    readonly named: readonly string[];
    readonly next: string;
  }>({
    kind: 'verification',
    means: 'The rebuilt table does not hold what its copy holds.',
    page: OUTAGE,
    examples: [
      {
        table: RESTORED,
        actual: 999,
        expected: 1000,
        differences: 1,
        differing: 1,
        looked: 1,
        named: ['USER#1 PROFILE (missing)'],
        next: `npx recover resume ${INCIDENT}`,
      },
    ],
    message: ({ table, actual, expected, differences, differing, looked, named }) =>
      `${table} holds ${actual} items; expected are ${expected}. ${differences} differ in the ${looked} of ${differing} groups of keys that were looked at: ${named.join('; ')}.`,
    next: ({ next }) => next,
  }),
};
