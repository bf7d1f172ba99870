import {
  AttachRolePolicyCommand,
  CreateRoleCommand,
  DeleteRoleCommand,
  DetachRolePolicyCommand,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam';
import {
  CancelKeyDeletionCommand,
  DescribeKeyCommand,
  DisableKeyCommand,
  DisableKeyRotationCommand,
  EnableKeyCommand,
  EnableKeyRotationCommand,
  ScheduleKeyDeletionCommand,
} from '@aws-sdk/client-kms';
import { policyDocument } from '../../../../modules/access/policy-document';
import { workerRole } from '../../../../modules/access/worker';
import type { RolePurpose } from '../../../../settings/naming';
import type { Survey, RegionSurvey } from '../../../../scripts/recovery/readiness';
import { refusal, refused, told, type Fault, type Planted } from '../support/fault';

async function withoutRole({ primary, names }: Survey, purpose: RolePurpose): Promise<Planted> {
  const { iam } = primary.clients;
  const RoleName = names.role(purpose);
  await iam.send(new DeleteRoleCommand({ RoleName }));
  return {
    mend: () => iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: '{"Statement":[]}' })),
  };
}

async function putWorkerPolicy({ primary, names }: Survey, statements: readonly any[]): Promise<void> {
  await primary.clients.iam.send(
    new PutRolePolicyCommand({
      RoleName: names.role('worker'),
      PolicyName: names.role('worker'),
      PolicyDocument: policyDocument(statements),
    }),
  );
}

async function keyOf({ clients, target }: RegionSurvey): Promise<string> {
  const { KeyMetadata } = await clients.kms.send(new DescribeKeyCommand({ KeyId: target.names.keyAlias }));
  return KeyMetadata?.KeyId ?? '';
}

async function withoutRotation(site: RegionSurvey): Promise<Planted> {
  const KeyId = await keyOf(site);
  await site.clients.kms.send(new DisableKeyRotationCommand({ KeyId }));
  return { mend: () => site.clients.kms.send(new EnableKeyRotationCommand({ KeyId })) };
}

export const ACCESS_AND_KEYS: readonly Fault[] = [
  {
    check: 'access/operator-role',
    when: 'the role of the operator is gone',
    also: ['access/operator-session'],
    plant: ({ primary, names }) =>
      told(primary, 'iam', 'GetRole', (_, { RoleName }) => {
        if (RoleName === names.role('recovery-operator')) throw refusal('NoSuchEntityException');
      }),
  },
  {
    check: 'access/operator-session',
    when: 'sessions end after an hour',
    plant: ({ primary }) =>
      told(primary, 'iam', 'GetRole', ({ Role, ...output }) => ({
        ...output,
        Role: { ...Role, MaxSessionDuration: 3_600 },
      })),
  },
  {
    check: 'access/operator-policies',
    when: 'a policy is detached from the operator',
    async plant({ primary, names }) {
      const { iam } = primary.clients;
      const detached = {
        RoleName: names.role('recovery-operator'),
        PolicyArn: `arn:aws:iam::${names.accountId}:policy/${names.policy('deploy-data')}`,
      };
      await iam.send(new DetachRolePolicyCommand(detached));
      return { mend: () => iam.send(new AttachRolePolicyCommand(detached)) };
    },
  },
  {
    check: 'access/approver-role',
    when: 'nobody could approve',
    plant: (world) => withoutRole(world, 'recovery-approver'),
  },
  {
    check: 'access/worker-roles',
    when: 'tasks could not be started',
    plant: (world) => withoutRole(world, 'worker-execution'),
  },
  {
    check: 'access/worker-tables',
    when: 'workers may use the original table only',
    async plant(world) {
      const { names } = world;
      const { statements } = workerRole(names);
      const pinned = JSON.parse(
        JSON.stringify(statements).replaceAll(`${names.originalTable}*`, names.originalTable),
      ) as any[];
      await putWorkerPolicy(world, pinned);
      return { mend: () => putWorkerPolicy(world, statements) };
    },
  },
  {
    check: 'access/as-worker',
    when: 'this caller may not take the role of the workers',
    plant: ({ primary }) => refused(primary, 'sts', 'AssumeRole', 'AccessDenied'),
  },
  {
    check: 'access/caller',
    when: 'the caller is somebody else',
    state: 'warning',
    plant: ({ caller }) => ({ change: { caller: { ...caller, arn: 'arn:aws:iam::123456789012:user/bob' } } }),
  },
  {
    check: 'access/service-roles',
    when: 'the role of the flow logs is gone',
    plant: (world) => withoutRole(world, 'flow-log'),
  },
  {
    check: 'keys/primary',
    when: 'the key is disabled',
    async plant({ primary }) {
      const KeyId = await keyOf(primary);
      await primary.clients.kms.send(new DisableKeyCommand({ KeyId }));
      return { mend: () => primary.clients.kms.send(new EnableKeyCommand({ KeyId })) };
    },
  },
  {
    check: 'keys/recovery',
    when: 'the key is about to be deleted',
    async plant({ recovery }) {
      const { kms } = recovery.clients;
      const KeyId = await keyOf(recovery);
      await kms.send(new ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays: 30 }));
      return {
        async mend() {
          await kms.send(new CancelKeyDeletionCommand({ KeyId }));
          await kms.send(new EnableKeyCommand({ KeyId }));
        },
      };
    },
  },
  {
    check: 'keys/primary-rotation',
    when: 'rotation is off',
    plant: ({ primary }) => withoutRotation(primary),
  },
  {
    check: 'keys/recovery-rotation',
    when: 'rotation is off',
    plant: ({ recovery }) => withoutRotation(recovery),
  },
];
