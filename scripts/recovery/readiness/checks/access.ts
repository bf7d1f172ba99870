import {
  GetRoleCommand,
  GetRolePolicyCommand,
  ListAttachedRolePoliciesCommand,
  type Role,
} from '@aws-sdk/client-iam';
import { ROLE_PURPOSES, type RolePurpose } from '../../../../settings/naming';
import { Stop } from '../../../engine/stop';
import { readPointerAsWorker } from '../../service/pointer/pointer';
import { EVERY_RUN, failed, ok, unless, UNLESS_KNOWN, warning, type Check, type Seen } from '../model';
import { becomeOperator, deploy } from '../mends';
import { isOperator, once, type Survey } from '../survey';

const identity = deploy('identity');

/** IAM's control plane is in one region: no role can be made while it is lost (aws-facts.md, 7.9). */
export const ACCESS: readonly Check[] = [
  {
    id: 'access/account',
    title: 'This caller belongs to the account of the environment',
    severity: 'critical',
    moments: EVERY_RUN,
    preflightName: 'account',
    stops: UNLESS_KNOWN,
    mend: () => 'aws sts get-caller-identity',
    look({ caller, settings: { accountId, environment } }) {
      return caller.accountId === accountId
        ? ok(`${caller.arn}, in the account of ${environment}`)
        : failed(`${caller.arn} is of ${caller.accountId}, ${environment} is in ${accountId}`);
    },
  },
  {
    id: 'access/operator-role',
    title: 'The role of the recovery operator exists',
    severity: 'critical',
    mend: identity,
    look: (survey) => exists(survey, ['recovery-operator']),
  },
  {
    id: 'access/operator-session',
    title: 'An operator stays signed in for as long as a recovery may take',
    severity: 'major',
    mend: identity,
    async look(survey) {
      const { MaxSessionDuration: seconds = 0 } = await readRole(survey, 'recovery-operator');
      const wanted = survey.settings.objectives.recoveryTimeMinutes;
      const found = `sessions last ${seconds / 60} minutes, a recovery may take ${wanted}`;
      return seconds >= wanted * 60 ? ok(found) : failed(found);
    },
  },
  {
    id: 'access/operator-policies',
    title: 'The operator may deploy the recovery stack and read every setting',
    severity: 'critical',
    mend: identity,
    async look(survey) {
      const { names } = survey;
      const { AttachedPolicies = [] } = await survey.primary.clients.iam.send(
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
    mend: identity,
    look: (survey) => exists(survey, ['recovery-approver']),
  },
  {
    id: 'access/worker-roles',
    title: 'The roles of the workers exist',
    severity: 'critical',
    mend: identity,
    look: (survey) => exists(survey, ['worker', 'worker-execution']),
  },
  {
    id: 'access/worker-tables',
    title: 'Workers may use every generation of the table, restored ones too',
    severity: 'critical',
    mend: identity,
    async look({ names, primary }) {
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
    moments: ['doctor', 'preflight data-corruption'],
    preflightName: 'worker role',
    stops: UNLESS_KNOWN,
    operatorOnly: true,
    mend: () => 'aws sts get-caller-identity',
    async look(survey) {
      const { action, names } = survey;
      try {
        await readPointerAsWorker(action);
        return ok(`${names.role('worker')} can be taken, and reads the pointer`);
      } catch (error) {
        const denied = error instanceof Stop && error.code === 'WORKER_ROLE_REFUSED' && !isOperator(survey);
        throw denied ? Object.assign(new Error(error.message), { name: 'AccessDenied' }) : error;
      }
    },
  },
  {
    id: 'access/caller',
    title: 'This caller is the recovery operator',
    severity: 'minor',
    moments: ['doctor', ...EVERY_RUN],
    preflightName: 'role',
    mend: becomeOperator,
    look(survey) {
      const { arn } = survey.caller;
      return isOperator(survey)
        ? ok(arn)
        : warning(`${arn}: fine for a look, but the fence of a halt would deny this caller's writes`);
    },
  },
  {
    id: 'access/approval',
    title: 'Whether a second person must approve is known',
    severity: 'minor',
    moments: EVERY_RUN,
    preflightName: 'approval',
    mend: () => 'npx recover approve --help',
    look: ({ settings: { approvals } }) =>
      ok(approvals.required ? 'a second person must run npx recover approve' : 'nobody has to approve'),
  },
  {
    id: 'access/service-roles',
    title: 'Every other role exists',
    severity: 'major',
    mend: identity,
    look: (survey) =>
      exists(
        survey,
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

function readRole(survey: Survey, purpose: RolePurpose): Promise<Partial<Role>> {
  return once(survey, `role ${purpose}`, async () => {
    const { Role } = await survey.primary.clients.iam.send(
      new GetRoleCommand({ RoleName: survey.names.role(purpose) }),
    );
    return Role ?? {};
  });
}

async function exists(survey: Survey, purposes: readonly RolePurpose[]): Promise<Seen> {
  const missing = await Promise.all(
    purposes.map((purpose) =>
      readRole(survey, purpose).then(
        () => [],
        (error: unknown) => {
          if (!(error as Error).name.startsWith('NoSuchEntity')) throw error;
          return [survey.names.role(purpose)];
        },
      ),
    ),
  );
  const found = `${purposes.length === 1 ? 'it is' : `all ${purposes.length} are`} there`;
  return unless([missing.flat().length > 0 && `missing: ${missing.flat().join(', ')}`], found);
}
