import { Access } from '../../../modules/access';
import {
  compilePolicy,
  decide,
  type AccessQuestion,
  type Decision,
  type PolicySet,
  type Principal,
} from '../../../scripts/local-cloud/iam/evaluator';
import { namesFor } from '../../../settings';
import { ROLE_PURPOSES, type RolePurpose } from '../../../settings/naming';
import { rolePolicies } from '../../support/role-policies';
import { synthModule } from '../../support/synth';

const accountId = '111111111111';
const stranger = '222222222222';
const names = namesFor({ environment: 'drill', accountId });
const staging = namesFor({ environment: 'staging', accountId });
const region = 'eu-west-1';
const synthesized = synthModule(
  (stack) =>
    new Access(stack, 'access', {
      names,
      repository: 'owner/repository',
      apiDomain: 'api.drill.syncwell.example',
    }),
);
const policies = Object.fromEntries(
  ROLE_PURPOSES.map((purpose) => [purpose, rolePolicies(synthesized, names.role(purpose))]),
) as Record<RolePurpose, ReturnType<typeof rolePolicies>>;

const sessionOf = (purpose: RolePurpose, name = 'anna'): Principal => ({
  kind: 'role-session',
  arn: `arn:aws:sts::${accountId}:assumed-role/${names.role(purpose)}/${name}`,
  principalArn: names.roleArn(purpose),
  accountId,
  userId: `AROAEXAMPLE0000000001:${name}`,
});

const arn = (service: string, rest: string) => `arn:aws:${service}:${region}:${accountId}:${rest}`;
const table = names.tableArn(region, names.originalTable);
const item = { 'kms:viaservice': [`dynamodb.${region}.amazonaws.com`] };
const key = arn('kms', 'key/1234');
const ours = { 'kms:resourcealiases': [names.keyAlias] };
const theirs = { 'kms:resourcealiases': [staging.keyAlias] };
const objectOf = (purpose: Parameters<typeof names.bucketArn>[0], name: string) =>
  `${names.bucketArn(purpose, region)}/${name}`;
const journal = objectOf('audit', 'incidents/INC-1/journal.jsonl');
const approvalOf = (name: string) =>
  objectOf('audit', `${names.approvalPrefix}INC-1/${sessionOf('recovery-approver', name).userId}/1.json`);
const approval = approvalOf('anna');
const secretOf = ({ userSecret }: typeof names) =>
  arn('secretsmanager', `secret:${userSecret('u1', 'c1')}-AbCdEf`);
const secret = secretOf(names);
const queue = arn('sqs', names.jobQueue);
const service = arn('ecs', `service/${names.cluster}/${names.service}`);
const bucket = names.bucketArn('exports', region);
const state = objectOf('state', names.stateKey(names.stack('primary')));
const parameter = arn('ssm', `parameter${names.liveTableParameter}`);

/** KMS developer guide, "Default key policy". */
const keyPolicy = compilePolicy(
  {
    Version: '2012-10-17',
    Statement: {
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${accountId}:root` },
      Action: 'kms:*',
      Resource: '*',
    },
  },
  'key',
  'key policy',
);

type Context = Readonly<Record<string, readonly string[]>>;
/** What decides: 'allowed', 'nothing' that allows it, or the Sid of the statement that denies it. */
type Outcome = string;
type Row = [role: RolePurpose, action: string, resource: string, outcome: Outcome, context?: Context];

const RUNBOOKS: Row[] = [
  ['recovery-operator', 'dynamodb:RestoreTableToPointInTime', table, 'allowed'],
  ['recovery-operator', 'dynamodb:PutResourcePolicy', table, 'allowed'],
  [
    'recovery-operator',
    'dynamodb:Scan',
    names.tableArn(region, names.restoredTable('2026-12-01')),
    'allowed',
  ],
  ['recovery-operator', 'dynamodb:BatchWriteItem', table, 'allowed'],
  ['recovery-operator', 'secretsmanager:PutSecretValue', secret, 'allowed'],
  ['recovery-operator', 'kms:Decrypt', key, 'allowed', ours],
  ['recovery-operator', 'ecs:UpdateService', service, 'allowed'],
  ['recovery-operator', 's3:PutObject', journal, 'allowed'],
  ['recovery-operator', 's3:PutObject', objectOf('switch', names.failoverSwitchKey), 'allowed'],
  ['recovery-operator', 's3:DeleteObject', objectOf('switch', names.failoverSwitchKey), 'allowed'],
  ['recovery-operator', 's3:PutObject', state, 'allowed'],
  ['recovery-operator', 's3:DeleteObject', `${state}.tflock`, 'allowed'],
  ['recovery-approver', 's3:PutObject', approval, 'allowed'],
  ['recovery-approver', 's3:GetObject', journal, 'allowed'],
  ['recovery-approver', 'dynamodb:DescribeTable', table, 'allowed'],
  ['worker', 'dynamodb:GetItem', table, 'allowed'],
  ['worker', 'dynamodb:Query', `${table}/index/${names.reauthIndex}`, 'allowed'],
  ['worker', 'secretsmanager:GetSecretValue', secret, 'allowed'],
  ['worker', 'sqs:ReceiveMessage', queue, 'allowed'],
  ['worker', 'kms:Decrypt', key, 'allowed', { ...ours, ...item }],
  ['worker', 'cloudwatch:PutMetricData', '*', 'allowed', { 'cloudwatch:namespace': [names.metricNamespace] }],
  ['continuity-agent', 's3:PutObject', objectOf('changes', 'c/1'), 'allowed'],
  ['continuity-agent', 'kms:GenerateDataKey', key, 'allowed', ours],
  ['continuity-agent', 'dynamodb:ExportTableToPointInTime', table, 'allowed'],
  ['continuity-agent', 'secretsmanager:GetSecretValue', secret, 'allowed'],
  [
    'continuity-scheduler',
    'iam:PassRole',
    names.roleArn('continuity-agent'),
    'allowed',
    { 'iam:passedtoservice': ['ecs-tasks.amazonaws.com'] },
  ],
  ['ci-plan', 's3:GetObject', state, 'allowed'],
  ['ci-apply', 'ecs:UpdateService', service, 'allowed'],
  ['ci-apply', 's3:PutObject', state, 'allowed'],
  ['ci-foundation', 'kms:PutKeyPolicy', key, 'allowed'],
  ['ci-foundation', 'ssm:PutParameter', parameter, 'allowed'],
];

const ATTACKS: Row[] = [
  ['recovery-operator', 's3:PutObject', approval, 'NeverApprove'],
  ['recovery-operator', 's3:PutObjectAcl', approval, 'NeverApprove'],
  ['recovery-operator', 'dynamodb:DeleteTable', table, 'NeverDestroy'],
  ['recovery-operator', 'dynamodb:DeleteBackup', `${table}/backup/1`, 'NeverDestroy'],
  ['recovery-operator', 'kms:ScheduleKeyDeletion', key, 'NeverDestroy', ours],
  ['recovery-operator', 's3:DeleteObject', journal, 'NeverDeleteObjects'],
  ['recovery-operator', 's3:DeleteObjectVersion', objectOf('exports', 'e/1'), 'NeverDestroy'],
  ['recovery-operator', 'iam:PutRolePolicy', names.roleArn('recovery-operator'), 'NeverChangeAccess'],
  ['recovery-operator', 'kms:Decrypt', key, 'nothing', theirs],
  ['recovery-operator', 'secretsmanager:GetSecretValue', secretOf(staging), 'nothing'],
  ['recovery-operator', 'sts:AssumeRole', names.roleArn('recovery-approver'), 'nothing'],
  ['recovery-approver', 's3:PutObject', journal, 'nothing'],
  ['recovery-approver', 's3:PutObject', approvalOf('bert'), 'nothing'],
  ['recovery-approver', 's3:PutObject', objectOf('audit', 'approvals/INC-1/1.json'), 'nothing'],
  [
    'recovery-approver',
    's3:PutObject',
    objectOf('exports', approval.slice(approval.indexOf('/') + 1)),
    'nothing',
  ],
  ['recovery-approver', 's3:DeleteObject', approval, 'nothing'],
  ['recovery-approver', 'dynamodb:GetItem', table, 'nothing'],
  ['worker', 'dynamodb:Scan', table, 'nothing'],
  ['worker', 'dynamodb:UpdateTable', table, 'nothing'],
  ['worker', 'dynamodb:PutResourcePolicy', table, 'nothing'],
  ['worker', 'secretsmanager:DeleteSecret', secret, 'nothing'],
  ['worker', 'secretsmanager:GetSecretValue', secretOf(staging), 'nothing'],
  ['worker', 'sqs:ReceiveMessage', arn('sqs', staging.jobQueue), 'nothing'],
  ['worker', 'dynamodb:GetItem', table.replace(accountId, stranger), 'nothing'],
  ['worker', 'kms:Decrypt', key, 'nothing', ours],
  ['worker', 'kms:Decrypt', key, 'nothing', { ...theirs, ...item }],
  ['worker', 's3:GetObject', objectOf('secrets', 's/1'), 'nothing'],
  ['worker', 'cloudwatch:PutMetricData', '*', 'nothing', { 'cloudwatch:namespace': ['Other'] }],
  ['continuity-agent', 's3:DeleteObject', objectOf('changes', 'c/1'), 'nothing'],
  ['continuity-agent', 's3:DeleteObjectVersion', objectOf('exports', 'e/1'), 'nothing'],
  ['continuity-agent', 's3:BypassGovernanceRetention', objectOf('exports', 'e/1'), 'nothing'],
  ['continuity-agent', 's3:PutLifecycleConfiguration', bucket, 'nothing'],
  ['continuity-agent', 's3:PutObject', journal, 'nothing'],
  ['continuity-agent', 'kms:Decrypt', key, 'nothing', ours],
  ['continuity-agent', 'dynamodb:Scan', table, 'nothing'],
  ['continuity-agent', 'secretsmanager:PutSecretValue', secret, 'nothing'],
  [
    'continuity-scheduler',
    'iam:PassRole',
    names.roleArn('recovery-operator'),
    'nothing',
    { 'iam:passedtoservice': ['ecs-tasks.amazonaws.com'] },
  ],
  ['ci-plan', 's3:PutObject', `${state}.tflock`, 'nothing'],
  ['ci-plan', 'secretsmanager:GetSecretValue', secret, 'nothing'],
  ['ci-plan', 'dynamodb:GetItem', table, 'nothing'],
  ['ci-apply', 'kms:UpdateAlias', key, 'OnlyAfterApproval', ours],
  ['ci-apply', 'kms:PutKeyPolicy', key, 'OnlyAfterApproval', ours],
  ['ci-apply', 'kms:TagResource', key, 'OnlyAfterApproval', ours],
  ['ci-apply', 's3:PutBucketPolicy', bucket, 'OnlyAfterApproval'],
  ['ci-apply', 's3:PutBucketObjectLockConfiguration', bucket, 'OnlyAfterApproval'],
  ['ci-apply', 's3:PutBucketVersioning', bucket, 'OnlyAfterApproval'],
  ['ci-apply', 's3:PutLifecycleConfiguration', bucket, 'OnlyAfterApproval'],
  ['ci-apply', 's3:PutBucketPublicAccessBlock', bucket, 'OnlyAfterApproval'],
  ['ci-apply', 'dynamodb:UpdateContinuousBackups', table, 'OnlyAfterApproval'],
  ['ci-apply', 'dynamodb:UpdateTable', table, 'OnlyAfterApproval'],
  ['ci-apply', 'secretsmanager:UpdateSecret', secret, 'NeverTakeOver'],
  ['ci-apply', 'ssm:PutParameter', parameter, 'OnlyAfterApproval'],
  ['ci-apply', 'route53:ChangeResourceRecordSets', 'arn:aws:route53:::hostedzone/Z1', 'OnlyAfterApproval'],
  ['ci-foundation', 'kms:PutKeyPolicy', key, 'NeverTakeTheKey', ours],
  ['ci-foundation', 'kms:UpdateAlias', key, 'NeverTakeOver', ours],
  ['ci-foundation', 'ssm:PutParameter', parameter, 'NeverMoveThePointer', { 'ssm:overwrite': ['true'] }],
  ['ci-foundation', 'iam:DeleteRolePermissionsBoundary', names.roleArn('worker'), 'NeverUnbind'],
];

function ask(purpose: RolePurpose, action: string, resource: string, context: Context = {}): AccessQuestion {
  return {
    action,
    resource,
    principal: sessionOf(purpose),
    resourceAccountId: accountId,
    context: new Map(Object.entries(context)),
  };
}

function outcomeOf(decision: Decision): Outcome {
  if (decision.allowed) return 'allowed';
  return decision.reason === 'explicit deny' ? decision.by.statement : 'nothing';
}

function judge([purpose, action, resource, , context]: Row, more: Partial<PolicySet> = {}): Outcome {
  const own = policies[purpose].set;
  const set = { ...own, ...(action.startsWith('kms:') ? { resource: keyPolicy } : {}), ...more };
  return outcomeOf(decide(ask(purpose, action, resource, context), set));
}

test.each(RUNBOOKS)('a runbook or the service needs it: %s %s on %s', (...row) => {
  expect(judge(row)).toBe('allowed');
});

test.each(ATTACKS)('an attack fails: %s %s on %s, by %s', (...row) => {
  expect(judge(row)).toBe(row[3]);
});

test('a boundary holds a service role that was given every right', () => {
  const everything = compilePolicy(
    { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: '*', Resource: '*' } },
    'identity',
    'everything',
  );
  const bounded: Row[] = [
    ['worker', 's3:DeleteObject', objectOf('exports', 'e/1'), 'nothing'],
    ['worker', 'dynamodb:DeleteTable', table, 'nothing'],
    ['continuity-agent', 'iam:PutRolePolicy', names.roleArn('worker'), 'nothing'],
    ['backup', 'kms:ScheduleKeyDeletion', key, 'nothing'],
  ];
  for (const row of bounded) expect([row, judge(row, { identity: [everything] })]).toEqual([row, 'nothing']);
  expect(judge(['recovery-operator', 's3:DeleteObject', '*', ''], { identity: [everything] })).toBe(
    'allowed',
  );
});

const anna: Principal = {
  kind: 'user',
  arn: `arn:aws:iam::${accountId}:user/anna`,
  principalArn: `arn:aws:iam::${accountId}:user/anna`,
  accountId,
  userId: 'AIDAEXAMPLE0000000001',
};
const mayAssume = compilePolicy(
  { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: 'sts:AssumeRole', Resource: '*' } },
  'identity',
  'assumes',
);
const ecs: Principal = {
  kind: 'service',
  arn: 'ecs-tasks.amazonaws.com',
  principalArn: '',
  accountId: '',
  userId: '',
};
const [provider = ''] = Object.keys(synthesized.json.resource?.aws_iam_openid_connect_provider ?? {});
const github: Principal = {
  ...ecs,
  kind: 'federated',
  arn: `\${aws_iam_openid_connect_provider.${provider}.arn}`,
};
const person = (age: number, name = 'anna', mfa = 'true'): Context => ({
  'aws:multifactorauthpresent': [mfa],
  'aws:multifactorauthage': [String(age)],
  'sts:rolesessionname': [name],
});
const job = (subject: string): Context => ({
  'token.actions.githubusercontent.com:aud': ['sts.amazonaws.com'],
  'token.actions.githubusercontent.com:sub': [subject],
});

test.each<[role: RolePurpose, who: string, Principal, Context, allowed: boolean]>([
  ['recovery-operator', 'with a fresh second factor', anna, person(60), true],
  ['recovery-operator', 'with an old second factor', anna, person(3601), false],
  ['recovery-operator', 'without a second factor', anna, person(60, 'anna', 'false'), false],
  ['recovery-operator', 'without the keys of a second factor', anna, {}, false],
  ['recovery-operator', "under another person's name", anna, person(60, 'bert'), false],
  ['recovery-approver', 'with a fresh second factor', anna, person(60), true],
  ['recovery-approver', 'with an old second factor', anna, person(901), false],
  ['recovery-approver', 'from a session of the operator', sessionOf('recovery-operator'), person(60), false],
  ['worker', 'from a session of the operator', sessionOf('recovery-operator'), {}, true],
  ['worker', 'from a session of the approver', sessionOf('recovery-approver'), {}, false],
  ['worker', 'by ECS for this account', ecs, { 'aws:sourceaccount': [accountId] }, true],
  ['worker', 'by ECS for another account', ecs, { 'aws:sourceaccount': [stranger] }, false],
  ['ci-apply', 'by its environment', github, job('repo:owner/repository:environment:drill'), true],
  ['ci-apply', 'by a pull request', github, job('repo:owner/repository:pull_request'), false],
  ['ci-plan', 'by a pull request', github, job('repo:owner/repository:pull_request'), true],
  ['ci-plan', 'by another repository', github, job('repo:other/repository:pull_request'), false],
])('taking the role %s %s', (purpose, _who, principal, context, allowed) => {
  const action = principal.kind === 'federated' ? 'sts:AssumeRoleWithWebIdentity' : 'sts:AssumeRole';
  const question = { ...ask(purpose, action, names.roleArn(purpose), context), principal };
  expect(decide(question, { identity: [mayAssume], resource: policies[purpose].trust }).allowed).toBe(
    allowed,
  );
});
