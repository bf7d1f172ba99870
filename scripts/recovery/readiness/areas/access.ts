import {
  GetRoleCommand,
  GetRolePolicyCommand,
  ListAttachedRolePoliciesCommand,
  type Role,
} from '@aws-sdk/client-iam';
import { ROLE_PURPOSES, type RolePurpose } from '../../../../settings/naming';
import { Stop } from '../../../engine/stop';
import { readPointerAsWorker } from '../../service/pointer/pointer';
import { failed, ok, unless, warning, type Check, type Seen } from '../check';
import { becomeOperator, deploy } from '../fixes';
import { isOperator, once, type ReadinessWorld } from '../world';

const identity = deploy('identity');

/** IAM's control plane is in one region: no role can be made while it is lost (aws-facts.md, 7.9). */
export const ACCESS: readonly Check[] = [
  {
    id: 'access/operator-role',
    title: 'The role of the recovery operator exists',
    severity: 'critical',
    fix: identity,
    check: (world) => exists(world, ['recovery-operator']),
  },
  {
    id: 'access/operator-session',
    title: 'An operator stays signed in for as long as a recovery may take',
    severity: 'major',
    fix: identity,
    async check(world) {
      const { MaxSessionDuration: seconds = 0 } = await readRole(world, 'recovery-operator');
      const wanted = world.settings.objectives.recoveryTimeMinutes;
      const found = `sessions last ${seconds / 60} minutes, a recovery may take ${wanted}`;
      return seconds >= wanted * 60 ? ok(found) : failed(found);
    },
  },
  {
    id: 'access/operator-policies',
    title: 'The operator may deploy the recovery stack and read every setting',
    severity: 'critical',
    fix: identity,
    async check(world) {
      const { names } = world;
      const { AttachedPolicies = [] } = await world.primary.clients.iam.send(
        new ListAttachedRolePoliciesCommand({ RoleName: names.role('recovery-operator') }),
      );
      const attached = new Set(AttachedPolicies.map(({ PolicyName }) => PolicyName));
      const missing = ['read-settings', 'deploy-compute', 'deploy-data'].filter(
        (what) => !attached.has(names.policy(what)),
      );
      return unless([missing.length > 0 && `not attached: ${missing.join(', ')}`], 'all three are attached');
    },
  },
  {
    id: 'access/approver-role',
    title: 'The role of the second person exists',
    severity: 'critical',
    fix: identity,
    check: (world) => exists(world, ['recovery-approver']),
  },
  {
    id: 'access/worker-roles',
    title: 'The roles of the workers exist',
    severity: 'critical',
    fix: identity,
    check: (world) => exists(world, ['worker', 'worker-execution']),
  },
  {
    id: 'access/worker-tables',
    title: 'Workers may use every generation of the table, restored ones too',
    severity: 'critical',
    fix: identity,
    async check({ names, primary }) {
      const { PolicyDocument = '' } = await primary.clients.iam.send(
        new GetRolePolicyCommand({ RoleName: names.role('worker'), PolicyName: names.role('worker') }),
      );
      // A policy that names one table denies the restored one (aws-facts.md, section 9, 17).
      const wanted = names.tableArn('*', `${names.originalTable}*`);
      return decodeURIComponent(PolicyDocument).includes(`"${wanted}"`)
        ? ok(`the policy names ${wanted}`)
        : failed(`the policy does not name ${wanted}`);
    },
  },
  {
    id: 'access/as-worker',
    title: 'This caller may act as a worker, to prove a halt and a recovery',
    severity: 'critical',
    operatorOnly: true,
    fix: () => 'aws sts get-caller-identity',
    async check(world) {
      const { action, names } = world;
      try {
        await readPointerAsWorker(action);
        return ok(`${names.role('worker')} can be taken, and reads the pointer`);
      } catch (error) {
        const denied = error instanceof Stop && error.code === 'WORKER_ROLE_REFUSED' && !isOperator(world);
        throw denied ? Object.assign(new Error(error.message), { name: 'AccessDenied' }) : error;
      }
    },
  },
  {
    id: 'access/caller',
    title: 'This caller is the recovery operator',
    severity: 'minor',
    fix: becomeOperator,
    check(world) {
      const { arn } = world.caller;
      return isOperator(world)
        ? ok(arn)
        : warning(`${arn}: fine for a look, but the fence of a halt would deny this caller's writes`);
    },
  },
  {
    id: 'access/service-roles',
    title: 'Every other role exists',
    severity: 'major',
    fix: identity,
    check: (world) =>
      exists(
        world,
        ROLE_PURPOSES.filter((purpose) => !CHECKED.includes(purpose)),
      ),
  },
];

const CHECKED: readonly RolePurpose[] = [
  'recovery-operator',
  'recovery-approver',
  'worker',
  'worker-execution',
];

function readRole(world: ReadinessWorld, purpose: RolePurpose): Promise<Partial<Role>> {
  return once(world, `role ${purpose}`, async () => {
    const { Role } = await world.primary.clients.iam.send(
      new GetRoleCommand({ RoleName: world.names.role(purpose) }),
    );
    return Role ?? {};
  });
}

async function exists(world: ReadinessWorld, purposes: readonly RolePurpose[]): Promise<Seen> {
  const missing = await Promise.all(
    purposes.map((purpose) =>
      readRole(world, purpose).then(
        () => [],
        (error: unknown) => {
          if (!(error as Error).name.startsWith('NoSuchEntity')) throw error;
          return [world.names.role(purpose)];
        },
      ),
    ),
  );
  const found = `${purposes.length === 1 ? 'it is' : `all ${purposes.length} are`} there`;
  return unless([missing.flat().length > 0 && `missing: ${missing.flat().join(', ')}`], found);
}
