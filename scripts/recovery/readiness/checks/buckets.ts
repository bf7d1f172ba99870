import {
  GetBucketEncryptionCommand,
  GetBucketVersioningCommand,
  GetObjectLockConfigurationCommand,
  GetPublicAccessBlockCommand,
} from '@aws-sdk/client-s3';
import type { BucketPurpose } from '../../../../settings/naming';
import { writeTextIf } from '../../aws/s3-objects';
import { EVERY_MOVE, EVERY_RUN, failed, ok, unless, UNLESS_KNOWN, type Check, type Seen } from '../model';
import { deploy } from '../mends';
import { isOperator, type Survey, type RegionSurvey } from '../survey';

const foundation = deploy('foundation-recovery');

/** Where copies of the data and the audit trail outlive the primary region. */
export const BUCKETS: readonly Check[] = [
  {
    id: 'buckets/exports-locked',
    title: "The vault's exports can be neither deleted nor overwritten",
    severity: 'critical',
    mend: foundation,
    look: ({ recovery }) => lockable(recovery, 'exports'),
  },
  ...(['changes', 'secrets'] as const).map((purpose): Check => ({
    id: `buckets/${purpose}-locked`,
    title: `The vault's ${purpose} can be neither deleted nor overwritten`,
    severity: 'critical',
    mend: foundation,
    look: ({ recovery, settings }) =>
      locked(recovery, purpose, { mode: 'GOVERNANCE', days: settings.retention.vaultDays }),
  })),
  {
    id: 'buckets/audit-locked',
    title: 'The audit trail can be deleted by nobody',
    severity: 'critical',
    mend: foundation,
    look: ({ recovery, settings }) =>
      locked(recovery, 'audit', { mode: 'COMPLIANCE', days: settings.retention.auditDays }),
  },
  {
    id: 'buckets/audit-writable',
    title: 'This caller may write the journal of an incident',
    severity: 'critical',
    moments: ['doctor', ...new Set([...EVERY_RUN, ...EVERY_MOVE])],
    preflightName: 'audit bucket',
    stops: UNLESS_KNOWN,
    operatorOnly: true,
    mend: deploy('identity'),
    async look(survey) {
      const { audit, names } = survey;
      // Nothing has this version, so that nothing is written; but whoever may not write is told so.
      const key = `leases/${names.environment}.json`;
      try {
        await writeTextIf(audit, key, { text: '{}', etag: '"doctor"' });
        return ok(`${audit.bucket} takes it`);
      } catch (error) {
        // To an operator a denial is what is looked for; to others it says nothing.
        if (!(error as Error).name.startsWith('AccessDenied') || !isOperator(survey)) throw error;
        return failed(`${audit.bucket} takes nothing from this caller`);
      }
    },
  },
  {
    id: 'buckets/encrypted',
    title: "The vault's buckets are encrypted under the region's own key",
    severity: 'major',
    mend: foundation,
    look: (survey) =>
      ofEach(survey, 'all four are', async (s3, Bucket) => {
        const { ServerSideEncryptionConfiguration } = await s3.send(
          new GetBucketEncryptionCommand({ Bucket }),
        );
        const { SSEAlgorithm } =
          ServerSideEncryptionConfiguration?.Rules?.[0]?.ApplyServerSideEncryptionByDefault ?? {};
        return SSEAlgorithm === 'aws:kms' ? false : `${Bucket} uses ${SSEAlgorithm ?? 'nothing'}`;
      }),
  },
  {
    id: 'buckets/private',
    title: "The vault's buckets can never become public",
    severity: 'critical',
    mend: foundation,
    look: (survey) =>
      ofEach(survey, 'all public access is blocked', async (s3, Bucket) => {
        const { PublicAccessBlockConfiguration: block } = await s3.send(
          new GetPublicAccessBlockCommand({ Bucket }),
        );
        const { BlockPublicAcls, BlockPublicPolicy, IgnorePublicAcls, RestrictPublicBuckets } = block ?? {};
        const all = BlockPublicAcls && BlockPublicPolicy && IgnorePublicAcls && RestrictPublicBuckets;
        return all === true ? false : `${Bucket} may be made public`;
      }),
  },
];

async function locked(
  { clients: { s3 }, target: { names, region } }: RegionSurvey,
  purpose: BucketPurpose,
  { mode, days }: { readonly mode: 'GOVERNANCE' | 'COMPLIANCE'; readonly days: number },
): Promise<Seen> {
  const Bucket = names.bucket(purpose, region);
  const [versioning, lock] = await Promise.all([
    s3.send(new GetBucketVersioningCommand({ Bucket })),
    s3.send(new GetObjectLockConfigurationCommand({ Bucket })),
  ]);
  const { Mode, Days = 0 } = lock.ObjectLockConfiguration?.Rule?.DefaultRetention ?? {};
  return unless(
    [
      versioning.Status !== 'Enabled' && `${Bucket} is not versioned`,
      Mode !== mode && `${Bucket} is locked in mode ${Mode ?? 'none'}, not ${mode}`,
      Days < days && `${Bucket} is locked for ${Days} days, not ${days}`,
    ],
    `${Bucket}: ${mode}, ${Days} days`,
  );
}

/** A bucket whose objects are locked one by one: what it locks by itself it takes with a checksum only. */
async function lockable(
  { clients: { s3 }, target: { names, region } }: RegionSurvey,
  purpose: BucketPurpose,
): Promise<Seen> {
  const Bucket = names.bucket(purpose, region);
  const [versioning, lock] = await Promise.all([
    s3.send(new GetBucketVersioningCommand({ Bucket })),
    s3.send(new GetObjectLockConfigurationCommand({ Bucket })),
  ]);
  const { ObjectLockEnabled, Rule } = lock.ObjectLockConfiguration ?? {};
  return unless(
    [
      versioning.Status !== 'Enabled' && `${Bucket} is not versioned`,
      ObjectLockEnabled !== 'Enabled' && `${Bucket} has no Object Lock`,
      Rule !== undefined && `${Bucket} locks new objects by itself, so that an export may be refused`,
    ],
    `${Bucket}: objects are locked one by one`,
  );
}

async function ofEach(
  { recovery: { clients, target } }: Survey,
  found: string,
  look: (s3: RegionSurvey['clients']['s3'], bucket: string) => Promise<string | false>,
): Promise<Seen> {
  const purposes = ['exports', 'changes', 'secrets', 'audit'] as const;
  const complaints = await Promise.all(
    purposes.map((purpose) => look(clients.s3, target.names.bucket(purpose, target.region))),
  );
  return unless(complaints, found);
}
