import {
  DeleteObjectCommand,
  PutBucketEncryptionCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  PutPublicAccessBlockCommand,
} from '@aws-sdk/client-s3';
import { PutParameterCommand } from '@aws-sdk/client-ssm';
import type { StackKind } from '../../../../settings/naming';
import { S3Mirror } from '../../../../scripts/recovery/incident/s3-mirror';
import type { Survey, RegionSurvey } from '../../../../scripts/recovery/readiness';
import { isoTime } from '../../../../scripts/engine/clock';
import { FIRST_PREVIOUS, hashOf, type Entry } from '../../../../scripts/engine/journal/entry';
import { refusal, refused, told, type Fault, type Planted } from '../support/fault';

async function withObject(
  { clients: { s3 } }: Pick<RegionSurvey, 'clients'>,
  Bucket: string,
  { Key, Body }: { readonly Key: string; readonly Body: string },
): Promise<Planted> {
  await s3.send(new PutObjectCommand({ Bucket, Key, Body }));
  return { mend: () => s3.send(new DeleteObjectCommand({ Bucket, Key })) };
}

async function withoutState(
  { clients: { s3 }, target: { names, region } }: RegionSurvey,
  kind: StackKind,
): Promise<Planted> {
  const state = { Bucket: names.bucket('state', region), Key: names.stateKey(names.stack(kind)) };
  await s3.send(new DeleteObjectCommand(state));
  return { mend: () => s3.send(new PutObjectCommand({ ...state, Body: '{}' })) };
}

function lockAs(
  { recovery, names }: Survey,
  purpose: 'changes' | 'secrets' | 'audit',
  edit: (retention: object) => object,
): Planted {
  return told(recovery, 's3', 'GetObjectLockConfiguration', (output, { Bucket }) => {
    if (Bucket !== names.bucket(purpose, recovery.target.region)) return output;
    const { DefaultRetention } = output.ObjectLockConfiguration.Rule;
    return { ...output, ObjectLockConfiguration: { Rule: { DefaultRetention: edit(DefaultRetention) } } };
  });
}

function line(sequence: number, time: string, entry: Pick<Entry, 'kind' | 'data'>, previous: string): Entry {
  const content = { sequence, time, step: null, token: 1, previous, ...entry };
  return { ...content, hash: hashOf(content) };
}

export const BUCKETS_AND_STATE: readonly Fault[] = [
  {
    check: 'buckets/exports-locked',
    when: 'it is not versioned',
    plant: ({ recovery, names }) =>
      told(recovery, 's3', 'GetBucketVersioning', (output, { Bucket }) =>
        Bucket === names.bucket('exports', recovery.target.region)
          ? { ...output, Status: 'Suspended' }
          : output,
      ),
  },
  {
    check: 'buckets/changes-locked',
    when: 'it is locked for a day',
    plant: (world) => lockAs(world, 'changes', (retention) => ({ ...retention, Days: 1 })),
  },
  {
    check: 'buckets/secrets-locked',
    when: 'it has no lock',
    plant: (world) =>
      lockAs(world, 'secrets', () => {
        throw refusal('ObjectLockConfigurationNotFoundError');
      }),
  },
  {
    check: 'buckets/audit-locked',
    when: 'an administrator could lift the lock',
    plant: (world) => lockAs(world, 'audit', (retention) => ({ ...retention, Mode: 'GOVERNANCE' })),
  },
  {
    check: 'buckets/audit-writable',
    when: 'this caller may not write',
    plant: ({ primary }) => refused(primary, 'audit', 'PutObject', 'AccessDenied'),
  },
  {
    check: 'buckets/encrypted',
    when: "a bucket is under S3's own key",
    async plant({ recovery, names }) {
      const encrypt = (SSEAlgorithm: 'AES256' | 'aws:kms') =>
        recovery.clients.s3.send(
          new PutBucketEncryptionCommand({
            Bucket: names.bucket('changes', recovery.target.region),
            ServerSideEncryptionConfiguration: {
              Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm } }],
            },
          }),
        );
      await encrypt('AES256');
      return { mend: () => encrypt('aws:kms') };
    },
  },
  {
    check: 'buckets/private',
    when: 'a bucket may get a public policy',
    async plant({ recovery, names }) {
      const block = (BlockPublicPolicy: boolean) =>
        recovery.clients.s3.send(
          new PutPublicAccessBlockCommand({
            Bucket: names.bucket('secrets', recovery.target.region),
            PublicAccessBlockConfiguration: {
              BlockPublicAcls: true,
              BlockPublicPolicy,
              IgnorePublicAcls: true,
              RestrictPublicBuckets: true,
            },
          }),
        );
      await block(false);
      return { mend: () => block(true) };
    },
  },
  {
    check: 'state/bucket-primary',
    when: 'a broken state could not be taken back',
    async plant({ primary, names }) {
      const version = (Status: 'Enabled' | 'Suspended') =>
        primary.clients.s3.send(
          new PutBucketVersioningCommand({
            Bucket: names.bucket('state', primary.target.region),
            VersioningConfiguration: { Status },
          }),
        );
      await version('Suspended');
      return { mend: () => version('Enabled') };
    },
  },
  {
    check: 'state/bucket-recovery',
    when: 'there is none',
    plant: ({ recovery }) => refused(recovery, 's3', 'HeadBucket', 'NotFound'),
  },
  {
    check: 'state/foundation',
    when: 'it was never deployed',
    plant: ({ recovery }) => withoutState(recovery, 'foundation-recovery'),
  },
  {
    check: 'state/primary',
    when: 'traffic was never deployed',
    plant: ({ primary }) => withoutState(primary, 'traffic'),
  },
  {
    check: 'state/unlocked',
    when: 'a deployment was killed',
    state: 'warning',
    plant: ({ recovery, names }) =>
      withObject(recovery, names.bucket('state', recovery.target.region), {
        Key: `${names.stateKey(names.stack('recovery'))}.tflock`,
        Body: '{}',
      }),
  },
  {
    check: 'state/interlock',
    when: 'the interlock names another table',
    async plant({ primary, names }) {
      const name = (Value: string) =>
        primary.clients.ssm.send(
          new PutParameterCommand({ Name: names.liveTableParameter, Value, Overwrite: true }),
        );
      await name('SyncWellMetadata-restored-2026-01-01');
      return { mend: () => name('SyncWellMetadata') };
    },
  },
  {
    check: 'state/recovery-region',
    when: 'RECOVERY_REGION says another one',
    state: 'warning',
    plant: ({ settings }) => ({
      change: { settings: { ...settings, configuredRecoveryRegion: 'eu-west-1' } },
    }),
  },
  {
    check: 'state/no-incident',
    when: 'a run was killed and forgotten',
    async plant({ audit, clock }) {
      const mirror = new S3Mirror(audit);
      const time = isoTime(clock.now());
      const data = { incident: 'INC-1', runbook: 'data-corruption', declaredBy: 'alice', parameters: {} };
      const declared = line(1, time, { kind: 'declared', data }, FIRST_PREVIOUS);
      await mirror.put('INC-1', declared);
      const aborted = line(2, time, { kind: 'aborted', data: {} }, declared.hash);
      return { mend: () => mirror.put('INC-1', aborted) };
    },
  },
  {
    check: 'state/lease',
    when: 'somebody runs a recovery',
    state: 'warning',
    plant: ({ primary, audit, names, clock }) =>
      withObject({ clients: { ...primary.clients, s3: audit.s3 } }, audit.bucket, {
        Key: `leases/${names.environment}.json`,
        Body: JSON.stringify({
          incident: 'INC-1',
          operator: 'alice',
          host: 'laptop',
          processId: 1,
          token: 1,
          expiresAt: isoTime(clock.now() + 30 * 86_400_000),
        }),
      }),
  },
];
