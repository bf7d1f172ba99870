import { Access } from '../../modules/access';
import { namesFor } from '../../settings';
import { ROLE_PURPOSES, SERVICE_ROLES, type RolePurpose } from '../../settings/naming';
import { parsePolicy, synthModule, type Attributes } from '../support/synth';

const names = namesFor({ environment: 'drill', accountId: '123456789012' });
const synthesized = synthModule(
  (stack) =>
    new Access(stack, 'access', {
      names,
      repository: 'owner/repository',
      apiDomain: 'api.drill.syncwell.example',
    }),
);
const roles = synthesized.resources('aws_iam_role');
const inline = synthesized.resources('aws_iam_role_policy');
const managed = Object.entries(synthesized.json.resource?.aws_iam_policy ?? {});
const attachments = synthesized.resources('aws_iam_role_policy_attachment');

const list = (value: unknown): string[] => (value === undefined ? [] : ([value].flat() as string[]));

/** Every statement of a role: its own and those of the policies it shares. */
function statementsOf(purpose: RolePurpose): Attributes[] {
  const address = Object.entries(synthesized.json.resource!.aws_iam_role!).find(
    ([, { name }]) => name === names.role(purpose),
  )![0];
  const own = inline.filter(({ role }) => role === `\${aws_iam_role.${address}.id}`);
  const attached = attachments
    .filter(({ role }) => role === `\${aws_iam_role.${address}.name}`)
    .map(({ policy_arn }) => managed.find(([id]) => policy_arn === `\${aws_iam_policy.${id}.arn}`)![1]);
  return [...own, ...attached].flatMap(({ policy }) => parsePolicy(policy).Statement);
}

const roleOf = (purpose: RolePurpose) => roles.find(({ name }) => name === names.role(purpose))!;
const trustOf = (purpose: RolePurpose) => parsePolicy(roleOf(purpose).assume_role_policy).Statement[0]!;

/** Whether an action or ARN matches a pattern with stars, as IAM matches it. */
function matches(pattern: string, text: string): boolean {
  const source = pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*');
  return new RegExp(`^${source}$`, 'i').test(text);
}

/** What IAM would decide, conditions aside: allowed by some statement and denied by none. */
function may(purpose: RolePurpose, action: string, resource: string): boolean {
  const concerned = statementsOf(purpose).filter(
    ({ Action, Resource, NotResource }) =>
      list(Action).some((pattern) => matches(pattern, action)) &&
      (NotResource === undefined
        ? list(Resource).some((pattern) => matches(pattern, resource))
        : !list(NotResource).some((pattern) => matches(pattern, resource))),
  );
  return (
    concerned.some(({ Effect }) => Effect === 'Allow') && concerned.every(({ Effect }) => Effect === 'Allow')
  );
}

const allAllowed = ROLE_PURPOSES.flatMap((purpose) =>
  statementsOf(purpose)
    .filter(({ Effect }) => Effect === 'Allow')
    .flatMap(({ Action, Resource, Condition }) =>
      list(Action).flatMap((action) =>
        list(Resource).map((resource) => ({ purpose, action, resource, Condition })),
      ),
    ),
);
/** A session of AppConfig is how its data plane is read: nothing is changed by it. */
const READS =
  /^[\w-]+:(GET|StartConfigurationSession|(BatchGet|Describe|Get|List|Scan|Query|Simulate)\w*\*?)$/;
const writes = allAllowed.filter(({ action }) => !READS.test(action));

const table = names.tableArn('eu-west-1', 'SyncWellMetadata-restored-2026-01-31');
const userSecret =
  'arn:aws:secretsmanager:eu-west-1:123456789012:secret:syncwell/drill/users/u/connections/c/token-AbCdEf';
const objectOf = (purpose: Parameters<typeof names.bucketArn>[0], key: string) =>
  `${names.bucketArn(purpose, 'eu-west-1')}/${key}`;

describe('the roles of an environment', () => {
  it('exist for every purpose, under the name that everything else builds', () => {
    expect(roles.map(({ name }) => name).sort()).toEqual(
      ROLE_PURPOSES.map((purpose) => names.role(purpose)).sort(),
    );
  });

  it.each(ROLE_PURPOSES)('%s has permissions of its own', (purpose) => {
    expect(inline.filter(({ name }) => name === names.role(purpose))).toHaveLength(1);
  });

  it('tell their statements apart, as IAM demands', () => {
    for (const { policy } of [...inline, ...managed.map(([, attributes]) => attributes)]) {
      const ids = parsePolicy(policy).Statement.flatMap(({ Sid }) => (Sid as string | undefined) ?? []);
      expect(new Set(ids).size).toBe(ids.length);
    }
  });

  it('fit IAM: 10,240 characters inline and 6,144 shared, with a long name too', () => {
    const longest = namesFor({ environment: 'a'.repeat(16), accountId: '123456789012' });
    const { resources } = synthModule(
      (stack) =>
        new Access(stack, 'access', {
          names: longest,
          repository: 'owner/repository',
          apiDomain: 'api.drill.syncwell.example',
        }),
    );
    const size = ({ policy }: Attributes) => String(policy).replace(/\s/g, '').length;
    expect(Math.max(...resources('aws_iam_role_policy').map(size))).toBeLessThan(10_240);
    expect(Math.max(...resources('aws_iam_policy').map(size))).toBeLessThan(6_144);
  });

  it('name no region: they must serve a recovery in any', () => {
    expect(JSON.stringify(synthesized.json.resource)).not.toMatch(/(us|eu|ap)-[a-z]+-\d/);
  });
});

describe('least privilege', () => {
  /** Actions that know no resource, or make what has no name yet. Each is bound otherwise, or cannot be. */
  const WITHOUT_RESOURCE = [
    /^ec2:/,
    /^route53:(AssociateVPCWithHostedZone|CreateHealthCheck)$/,
    /^kms:CreateKey$/,
    /^appconfig:Create(Application|DeploymentStrategy)$/,
    /^backup:UpdateRegionSettings$/,
    /^acm:RequestCertificate$/,
    /^ecr:PutReplicationConfiguration$/,
    /^ecs:DeregisterTaskDefinition$/,
    /^logs:(Create|Update)LogDelivery$|^logs:PutResourcePolicy$/,
    /^backup-storage:MountCapsule$/,
    /^cloudwatch:PutMetricData$/,
  ];

  it('lets no write reach every resource, but for a list of actions that know none', () => {
    const everywhere = writes.filter(({ resource }) => resource === '*').map(({ action }) => action);
    expect(everywhere.filter((action) => !WITHOUT_RESOURCE.some((known) => known.test(action)))).toEqual([]);
    for (const known of WITHOUT_RESOURCE) expect(everywhere.some((action) => known.test(action))).toBe(true);
  });

  it('bounds every other write by the name of the environment, or by the account where ids are random', () => {
    const ours = /syncwell-drill|syncwell\/drill|SyncWellMetadata/;
    const randomIds =
      /^arn:aws:(kms:\*:123456789012:key\/|appconfig:\*:123456789012:|application-autoscaling:\*:123456789012:|apigateway:\*::\/(apis|vpclinks|domainnames|tags)|backup:\*:123456789012:(backup-plan|recovery-point):|acm:\*:123456789012:certificate\/|route53:::(hostedzone|healthcheck)\/|ec2:\*:123456789012:(network-acl|subnet|vpc)\/|fis:\*:123456789012:(experiment-template|action)\/|execute-api:\*:123456789012:\*\/\$default\/GET\/v1\/health$)|:alarm:TargetTracking-|log-group:\/aws-dynamodb\/|:role\/aws-service-role\//;
    const unbounded = writes.filter(
      ({ resource }) => resource !== '*' && !ours.test(resource) && !randomIds.test(resource),
    );
    expect(unbounded).toEqual([]);
  });

  it('lets the key be used by its alias only, since its id is not known', () => {
    const beforeItExists = [
      'kms:CreateAlias',
      'kms:TagResource',
      'kms:EnableKeyRotation',
      'kms:PutKeyPolicy',
    ];
    const uses = allAllowed.filter(
      ({ purpose, resource, action, Condition }) =>
        resource.includes(':key/') &&
        !beforeItExists.includes(action) &&
        // Repository and vault of a new foundation: its alias does not count yet.
        !(purpose === 'ci-foundation' && Condition.StringLike?.['kms:ViaService'].length === 2),
    );
    expect(uses.length).toBeGreaterThan(10);
    for (const { Condition } of uses) {
      expect(Condition['ForAnyValue:StringEquals']).toEqual({
        'kms:ResourceAliases': 'alias/syncwell-drill',
      });
    }
  });

  it('bounds metrics by their name space', () => {
    const metrics = allAllowed.filter(({ action }) => action === 'cloudwatch:PutMetricData');
    expect(metrics.map(({ Condition }) => Condition.StringEquals['cloudwatch:namespace'])).toEqual(
      metrics.map(() => names.metricNamespace),
    );
  });

  it('hands roles to AWS services only, and never a role of a person or of CI', () => {
    const passed = allAllowed.filter(({ action }) => action === 'iam:PassRole');
    expect(passed.length).toBeGreaterThan(0);
    for (const { Condition } of passed) expect(Condition.StringEquals['iam:PassedToService']).toBeDefined();
    expect(passed.filter(({ resource }) => /recovery-|ci-/.test(resource))).toEqual([]);
  });
});

describe('who may take a role', () => {
  it.each([
    'worker',
    'worker-execution',
    'continuity-agent',
    'continuity-scheduler',
    'flow-log',
    'fault-injection',
  ] as const)('%s: a service that acts for this account', (purpose) => {
    expect(trustOf(purpose).Condition).toEqual({ StringEquals: { 'aws:SourceAccount': '123456789012' } });
  });

  it('the worker: also the recovery operator, who proves halts and recoveries as a worker, and takes no other role', () => {
    const [, second, ...others] = parsePolicy(roleOf('worker').assume_role_policy).Statement;
    expect(second).toMatchObject({
      Principal: { AWS: 'arn:aws:iam::123456789012:root' },
      Condition: { ArnEquals: { 'aws:PrincipalArn': names.roleArn('recovery-operator') } },
    });
    expect(others).toEqual([]);
    const taken = allAllowed.filter(({ action }) => action.startsWith('sts:'));
    expect(taken.map(({ purpose, resource }) => [purpose, resource])).toEqual([
      ['recovery-operator', names.roleArn('worker')],
    ]);
  });

  it('names one service for each role that a service takes', () => {
    const services = Object.fromEntries(
      ROLE_PURPOSES.map((purpose) => [purpose, trustOf(purpose).Principal.Service]).filter(
        ([, service]) => service,
      ),
    );
    expect(services).toEqual({
      worker: 'ecs-tasks.amazonaws.com',
      'worker-execution': 'ecs-tasks.amazonaws.com',
      'continuity-agent': 'ecs-tasks.amazonaws.com',
      'continuity-scheduler': 'scheduler.amazonaws.com',
      backup: 'backup.amazonaws.com',
      'flow-log': 'vpc-flow-logs.amazonaws.com',
      'api-to-queue': 'apigateway.amazonaws.com',
      'config-monitor': 'appconfig.amazonaws.com',
      'fault-injection': 'fis.amazonaws.com',
    });
  });

  it.each([
    ['recovery-operator', '3600'],
    ['recovery-approver', '900'],
  ] as const)('%s: a person of the account with a second factor not older than %s s', (purpose, age) => {
    expect(trustOf(purpose)).toMatchObject({
      Principal: { AWS: 'arn:aws:iam::123456789012:root' },
      Condition: {
        Bool: { 'aws:MultiFactorAuthPresent': 'true' },
        NumericLessThan: { 'aws:MultiFactorAuthAge': age },
      },
    });
  });

  it.each(['recovery-operator', 'recovery-approver'] as const)('%s: under their own name', (purpose) => {
    expect(trustOf(purpose).Condition.StringEquals).toEqual({ 'sts:RoleSessionName': '$${aws:username}' });
  });

  it('the operator stays signed in for the longest time that AWS allows', () => {
    expect(roleOf('recovery-operator').max_session_duration).toBe(12 * 60 * 60);
  });

  it.each([
    ['ci-plan', ['repo:owner/repository:pull_request', 'repo:owner/repository:ref:refs/heads/main']],
    ['ci-apply', ['repo:owner/repository:environment:drill']],
    ['ci-foundation', ['repo:owner/repository:environment:drill-foundation']],
  ] as const)('%s: jobs of the repository with exactly these subjects', (purpose, subjects) => {
    expect(trustOf(purpose)).toMatchObject({
      Action: 'sts:AssumeRoleWithWebIdentity',
      Condition: {
        StringEquals: {
          'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com',
          'token.actions.githubusercontent.com:sub': subjects,
        },
      },
    });
  });
});

describe('the worker', () => {
  it('uses every generation of the table and its indexes', () => {
    expect(may('worker', 'dynamodb:PutItem', table)).toBe(true);
    expect(may('worker', 'dynamodb:Query', `${table}/index/${names.reauthIndex}`)).toBe(true);
  });

  it.each(['dynamodb:Scan', 'dynamodb:UpdateTable', 'dynamodb:PutResourcePolicy', 'dynamodb:DeleteTable'])(
    'may not call %s',
    (action) => {
      expect(may('worker', action, table)).toBe(false);
    },
  );

  it('takes jobs from the queue but puts none', () => {
    const queue = `arn:aws:sqs:eu-west-1:123456789012:${names.jobQueue}`;
    expect(may('worker', 'sqs:ReceiveMessage', queue)).toBe(true);
    expect(may('worker', 'sqs:SendMessage', queue)).toBe(false);
    expect(may('api-to-queue', 'sqs:SendMessage', queue)).toBe(true);
  });
});

describe('the continuity agent', () => {
  it('adds to the vaults and cannot delete from them', () => {
    expect(may('continuity-agent', 's3:PutObject', objectOf('changes', 'x'))).toBe(true);
    expect(may('continuity-agent', 's3:DeleteObject', objectOf('changes', 'x'))).toBe(false);
    expect(may('continuity-agent', 's3:DeleteObjectVersion', objectOf('changes', 'x'))).toBe(false);
  });

  it('leaves the audit trail and the table alone', () => {
    expect(may('continuity-agent', 's3:PutObject', objectOf('audit', 'x'))).toBe(false);
    expect(may('continuity-agent', 'dynamodb:PutItem', table)).toBe(false);
    expect(may('continuity-agent', 'dynamodb:GetRecords', `${table}/stream/2026-01-31T00:00:00.000`)).toBe(
      true,
    );
  });

  it('seals secrets and cannot open what is sealed', () => {
    const decrypt = statementsOf('continuity-agent').filter(({ Action }) =>
      list(Action).includes('kms:Decrypt'),
    );
    expect(decrypt).toHaveLength(1);
    expect(decrypt[0]!.Condition.StringLike['kms:ViaService']).toContain('secretsmanager.*.amazonaws.com');
    expect(may('continuity-agent', 'kms:GenerateDataKey', 'arn:aws:kms:eu-west-1:123456789012:key/1')).toBe(
      true,
    );
  });
});

describe('the recovery operator', () => {
  it.each([
    'dynamodb:RestoreTableToPointInTime',
    // A restore writes with its caller's permissions (aws-facts.md, 1.22).
    'dynamodb:BatchWriteItem',
    'dynamodb:PutItem',
    'dynamodb:UpdateItem',
    'dynamodb:DeleteItem',
    'dynamodb:GetItem',
    'dynamodb:Query',
    'dynamodb:Scan',
    'dynamodb:UpdateTable',
    'dynamodb:UpdateContinuousBackups',
    'dynamodb:DescribeContinuousBackups',
    'dynamodb:UpdateTimeToLive',
    'dynamodb:UpdateContributorInsights',
    'dynamodb:TagResource',
    'dynamodb:PutResourcePolicy',
    'dynamodb:GetResourcePolicy',
    'dynamodb:DeleteResourcePolicy',
    'dynamodb:ImportTable',
  ])('may call %s on a restored table', (action) => {
    expect(may('recovery-operator', action, table)).toBe(true);
  });

  it.each([
    [
      'appconfig:CreateHostedConfigurationVersion',
      'arn:aws:appconfig:eu-west-1:123456789012:application/a/configurationprofile/p',
    ],
    ['appconfig:StartDeployment', 'arn:aws:appconfig:eu-west-1:123456789012:application/a/environment/e'],
    [
      'appconfig:StopDeployment',
      'arn:aws:appconfig:eu-west-1:123456789012:application/a/environment/e/deployment/1',
    ],
    ['ssm:PutParameter', `arn:aws:ssm:eu-west-1:123456789012:parameter${names.liveTableParameter}`],
    ['secretsmanager:CreateSecret', userSecret],
    ['secretsmanager:PutSecretValue', userSecret],
    ['secretsmanager:RestoreSecret', userSecret],
    ['secretsmanager:ReplicateSecretToRegions', userSecret],
    ['ecs:UpdateService', `arn:aws:ecs:eu-west-1:123456789012:service/${names.cluster}/${names.service}`],
    [
      'application-autoscaling:RegisterScalableTarget',
      'arn:aws:application-autoscaling:eu-west-1:123456789012:scalable-target/x',
    ],
    ['s3:GetObject', objectOf('secrets', 'x')],
    ['s3:PutObject', objectOf('audit', 'incidents/x')],
    ['route53:GetHealthCheckStatus', 'arn:aws:route53:::healthcheck/x'],
  ])('may call %s', (action, resource) => {
    expect(may('recovery-operator', action, resource)).toBe(true);
  });

  it('throws the switch and takes it back, which keeps every version', () => {
    const object = objectOf('switch', names.failoverSwitchKey);
    expect(may('recovery-operator', 's3:PutObject', object)).toBe(true);
    expect(may('recovery-operator', 's3:DeleteObject', object)).toBe(true);
    expect(may('recovery-operator', 's3:DeleteObjectVersion', object)).toBe(false);
  });

  it('cannot approve what they do', () => {
    expect(may('recovery-operator', 's3:PutObject', objectOf('audit', 'approvals/x'))).toBe(false);
  });

  it('cannot give themselves another role', () => {
    for (const action of [
      'iam:PutRolePolicy',
      'iam:CreateRole',
      'iam:AttachRolePolicy',
      'iam:UpdateAssumeRolePolicy',
    ]) {
      expect(may('recovery-operator', action, names.roleArn('recovery-operator'))).toBe(false);
    }
    expect(may('recovery-operator', 'sts:AssumeRole', names.roleArn('recovery-approver'))).toBe(false);
  });
});

describe('nothing that cannot be made again', () => {
  const destructive: [string, string][] = [
    ['dynamodb:DeleteTable', table],
    ['dynamodb:DeleteBackup', `${table}/backup/x`],
    ['secretsmanager:DeleteSecret', userSecret],
    ['s3:DeleteObject', objectOf('exports', 'x')],
    ['s3:DeleteObjectVersion', objectOf('audit', 'x')],
    ['s3:DeleteBucket', names.bucketArn('audit', 'eu-west-1')],
    ['s3:BypassGovernanceRetention', objectOf('exports', 'x')],
    ['kms:ScheduleKeyDeletion', 'arn:aws:kms:eu-west-1:123456789012:key/1'],
    ['kms:DisableKey', 'arn:aws:kms:eu-west-1:123456789012:key/1'],
    ['backup:DeleteRecoveryPoint', 'arn:aws:backup:eu-west-1:123456789012:recovery-point:x'],
    ['ecr:DeleteRepository', `arn:aws:ecr:eu-west-1:123456789012:repository/${names.imageRepository}`],
    [
      'elasticache:DeleteReplicationGroup',
      `arn:aws:elasticache:eu-west-1:123456789012:replicationgroup:${names.cache}`,
    ],
  ];

  it.each(destructive)('can be destroyed by a person or by CI: %s', (action, resource) => {
    for (const purpose of [
      'recovery-operator',
      'recovery-approver',
      'ci-plan',
      'ci-apply',
      'ci-foundation',
    ] as const) {
      expect({ purpose, allowed: may(purpose, action, resource) }).toEqual({ purpose, allowed: false });
    }
  });

  it.each(['recovery-operator', 'recovery-approver', 'ci-plan'] as const)(
    '%s: is told the live table as the service is, and its key, quotas and vault',
    (purpose) => {
      const session = `arn:aws:appconfig:eu-west-1:${names.accountId}:application/a/environment/e/configuration/c`;
      expect(may(purpose, 'appconfig:StartConfigurationSession', session)).toBe(true);
      expect(may(purpose, 'appconfig:GetLatestConfiguration', session)).toBe(true);
      for (const action of [
        'kms:GetKeyRotationStatus',
        'servicequotas:GetServiceQuota',
        'backup:ListBackupVaults',
      ]) {
        expect(may(purpose, action, '*')).toBe(true);
      }
      expect(may(purpose, 's3:GetBucketObjectLockConfiguration', names.bucketArn('audit', 'eu-west-1'))).toBe(
        true,
      );
    },
  );

  it.each(['recovery-operator', 'ci-apply', 'ci-foundation'] as const)(
    '%s is denied it, whatever else is allowed one day',
    (purpose) => {
      const denials = statementsOf(purpose).filter(({ Effect }) => Effect === 'Deny');
      for (const [action] of destructive) {
        expect(denials.some(({ Action }) => list(Action).some((pattern) => matches(pattern, action)))).toBe(
          true,
        );
      }
    },
  );
});

describe('the approver', () => {
  it('writes an approval and nothing else', () => {
    // The tests' IAM knows no variables: the key below one's own id is the pattern to the letter.
    const own = objectOf('audit', 'approvals/INC/$${aws:userid}/digest.json');
    expect(may('recovery-approver', 's3:PutObject', own)).toBe(true);
    for (const key of ['approvals/x', 'approvals/INC/bob.json', 'approvals/INC/AROAROLE:bob/digest.json'])
      expect(may('recovery-approver', 's3:PutObject', objectOf('audit', key))).toBe(false);
    expect(may('recovery-approver', 's3:PutObject', objectOf('audit', 'incidents/x'))).toBe(false);
    const others = writes.filter(
      ({ purpose, action }) => purpose === 'recovery-approver' && !action.startsWith('kms:'),
    );
    expect(others.map(({ action }) => action)).toEqual(['s3:PutObject']);
  });
});

describe('CI that plans', () => {
  it('writes nothing, not even the lock of a state', () => {
    expect(writes.filter(({ purpose }) => purpose === 'ci-plan')).toEqual([]);
  });

  it.each([
    ['secretsmanager:GetSecretValue', userSecret],
    ['secretsmanager:BatchGetSecretValue', '*'],
    ['dynamodb:GetItem', table],
    ['dynamodb:BatchGetItem', table],
    ['dynamodb:Query', table],
    ['dynamodb:Scan', table],
    ['dynamodb:GetRecords', `${table}/stream/x`],
    ['s3:GetObject', objectOf('exports', 'x')],
    ['sqs:ReceiveMessage', `arn:aws:sqs:eu-west-1:123456789012:${names.jobQueue}`],
    ['logs:GetLogEvents', 'arn:aws:logs:eu-west-1:123456789012:log-group:x'],
    ['kms:Decrypt', 'arn:aws:kms:eu-west-1:123456789012:key/1'],
  ])('cannot read content: %s', (action, resource) => {
    expect(may('ci-plan', action, resource)).toBe(false);
  });

  it('reads the state', () => {
    expect(may('ci-plan', 's3:GetObject', objectOf('state', 'drill-primary/terraform.tfstate'))).toBe(true);
  });
});

describe('CI that deploys', () => {
  const key = 'arn:aws:kms:eu-west-1:123456789012:key/1';
  const arn = (rest: string): string => `arn:aws:${rest}`;
  const bucket = (purpose: Parameters<typeof names.bucketArn>[0]) => names.bucketArn(purpose, 'eu-west-1');
  const appConfig = arn('appconfig:eu-west-1:123456789012:application/a');
  const vault = names.backupVaultArn('*');
  const repository = arn(`ecr:eu-west-1:123456789012:repository/${names.imageRepository}`);
  const liveTable = arn(`ssm:eu-west-1:123456789012:parameter${names.liveTableParameter}`);
  const topic = arn(`sns:eu-west-1:123456789012:${names.alarmTopic}`);
  const queue = arn(`sqs:eu-west-1:123456789012:${names.jobQueue}`);

  /** One call each with which an environment is destroyed, weakened or taken over. */
  const takeovers: [string, string][] = [
    ['kms:UpdateAlias', key],
    ['kms:PutKeyPolicy', key],
    ['kms:TagResource', key],
    ['kms:UntagResource', key],
    ['kms:DisableKeyRotation', key],
    ['secretsmanager:UpdateSecret', userSecret],
    ['secretsmanager:PutSecretValue', userSecret],
    ['secretsmanager:GetSecretValue', userSecret],
    ['secretsmanager:UpdateSecretVersionStage', userSecret],
    ['secretsmanager:PutResourcePolicy', userSecret],
    ['ssm:PutParameter', liveTable],
    ['dynamodb:PutResourcePolicy', table],
    ['dynamodb:GetItem', table],
    ['dynamodb:DeleteItem', table],
    ['sqs:ReceiveMessage', queue],
    ['sqs:PurgeQueue', queue],
    ['cloudtrail:StopLogging', arn(`cloudtrail:eu-west-1:123456789012:trail/${names.trail}`)],
    ['cloudtrail:UpdateTrail', arn(`cloudtrail:eu-west-1:123456789012:trail/${names.trail}`)],
    ['s3:PutObjectRetention', objectOf('exports', 'x')],
    ['sts:AssumeRole', names.roleArn('worker')],
    ['iam:CreateRole', names.roleArn('ci-apply')],
    ['iam:PutRolePolicy', names.roleArn('ci-apply')],
    ['iam:PutRolePolicy', names.roleArn('ci-foundation')],
    ['iam:PutRolePolicy', names.roleArn('recovery-operator')],
    ['iam:UpdateAssumeRolePolicy', names.roleArn('worker')],
    ['iam:AttachRolePolicy', names.roleArn('worker')],
    ['iam:DeleteRolePermissionsBoundary', names.roleArn('worker')],
    ['iam:CreatePolicyVersion', names.policyArn(names.boundary)],
    ['iam:SetDefaultPolicyVersion', names.policyArn('never')],
    ['iam:CreateUser', 'arn:aws:iam::123456789012:user/x'],
  ];
  /** What the pipeline needs for a first deployment, or a change of data, and may do after approval only. */
  const approved: [string, string][] = [
    ['dynamodb:UpdateContinuousBackups', table],
    ['dynamodb:UpdateTable', table],
    ['dynamodb:UpdateTimeToLive', table],
    ['dynamodb:UntagResource', table],
    ['backup:UpdateBackupPlan', 'arn:aws:backup:eu-west-1:123456789012:backup-plan:x'],
    ['backup:PutBackupVaultAccessPolicy', vault],
    ['backup:PutBackupVaultLockConfiguration', vault],
    ['backup:UpdateRegionSettings', '*'],
    ['s3:PutBucketPolicy', bucket('audit')],
    ['s3:PutBucketObjectLockConfiguration', bucket('exports')],
    ['s3:PutBucketVersioning', bucket('state')],
    ['s3:PutLifecycleConfiguration', bucket('changes')],
    ['s3:PutBucketPublicAccessBlock', bucket('secrets')],
    ['s3:PutEncryptionConfiguration', bucket('audit')],
    ['appconfig:StartDeployment', `${appConfig}/environment/e`],
    ['appconfig:CreateHostedConfigurationVersion', `${appConfig}/configurationprofile/p`],
    ['ecr:PutLifecyclePolicy', repository],
    ['ecr:PutReplicationConfiguration', '*'],
    ['sns:SetTopicAttributes', topic],
    ['sns:Unsubscribe', topic],
    ['sqs:SetQueueAttributes', queue],
    ['elasticache:ModifyUser', `arn:aws:elasticache:eu-west-1:123456789012:user:${names.cacheUser}`],
    ['secretsmanager:CreateSecret', userSecret],
    ['route53:ChangeResourceRecordSets', 'arn:aws:route53:::hostedzone/Z1'],
    ['route53:UpdateHealthCheck', 'arn:aws:route53:::healthcheck/x'],
    [
      'scheduler:DeleteSchedule',
      `arn:aws:scheduler:eu-west-1:123456789012:schedule/default/${names.prefix}-x`,
    ],
  ];

  it.each(takeovers)('%s on %s: never, approved or not', (action, resource) => {
    for (const purpose of ['ci-apply', 'ci-foundation'] as const) {
      expect({ purpose, allowed: may(purpose, action, resource) }).toEqual({ purpose, allowed: false });
    }
  });

  it.each(approved)('%s on %s: after approval only, whatever else is allowed one day', (action, resource) => {
    expect(may('ci-foundation', action, resource)).toBe(true);
    expect(may('ci-apply', action, resource)).toBe(false);
    const denied = statementsOf('ci-apply').filter(
      ({ Effect, Action }) => Effect === 'Deny' && list(Action).some((pattern) => matches(pattern, action)),
    );
    expect(denied.length).toBeGreaterThan(0);
  });

  it.each([
    ['ecs:UpdateService', `arn:aws:ecs:eu-west-1:123456789012:service/${names.cluster}/${names.service}`],
    ['ecs:RegisterTaskDefinition', `arn:aws:ecs:eu-west-1:123456789012:task-definition/${names.service}:1`],
    [
      'elasticloadbalancing:ModifyLoadBalancerAttributes',
      `arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/${names.loadBalancer}/1`,
    ],
    ['apigateway:PATCH', 'arn:aws:apigateway:eu-west-1::/apis/a/routes/r'],
    [
      'apigateway:PATCH',
      'arn:aws:apigateway:eu-west-1::/domainnames/api.drill.syncwell.example/apimappings/m',
    ],
    ['cloudwatch:PutMetricAlarm', `arn:aws:cloudwatch:eu-west-1:123456789012:alarm:${names.alarm('x')}`],
    ['iam:PassRole', names.roleArn('worker')],
    ['iam:CreateServiceLinkedRole', 'arn:aws:iam::123456789012:role/aws-service-role/x'],
    ['s3:PutObject', objectOf('state', 'drill-primary/terraform.tfstate')],
    ['s3:DeleteObject', objectOf('state', 'drill-primary/terraform.tfstate.tflock')],
  ])('deploys what the service runs on: %s', (action, resource) => {
    expect(may('ci-apply', action, resource)).toBe(true);
  });

  it('leaves the domain name, and states of other stacks, alone', () => {
    expect(
      may(
        'ci-apply',
        'apigateway:DELETE',
        'arn:aws:apigateway:eu-west-1::/domainnames/api.drill.syncwell.example',
      ),
    ).toBe(false);
    expect(may('ci-apply', 's3:PutObject', objectOf('state', 'drill-identity/terraform.tfstate'))).toBe(
      false,
    );
    expect(may('ci-apply', 's3:DeleteObject', objectOf('state', 'drill-primary/terraform.tfstate'))).toBe(
      false,
    );
  });

  it('writes records of the one name and of its proof to ACM', () => {
    const [records] = allAllowed.filter(({ action }) => action === 'route53:ChangeResourceRecordSets');
    expect(records!.Condition).toEqual({
      'ForAllValues:StringLike': {
        'route53:ChangeResourceRecordSetsNormalizedRecordNames': [
          'api.drill.syncwell.example',
          '_*.api.drill.syncwell.example',
        ],
      },
      Null: { 'route53:ChangeResourceRecordSetsNormalizedRecordNames': 'false' },
    });
  });

  it('makes and changes roles of services within the boundary, and none without it', () => {
    const grants = allAllowed.filter(({ action }) => /^iam:(Create|Put|Delete)/.test(action));
    expect(new Set(grants.map(({ purpose }) => purpose))).toEqual(new Set(['ci-apply', 'ci-foundation']));
    for (const { action, resource, Condition } of grants) {
      if (action === 'iam:CreateServiceLinkedRole') continue;
      expect(Condition).toEqual({ StringEquals: { 'iam:PermissionsBoundary': names.policyArn('boundary') } });
      expect(SERVICE_ROLES.map((purpose) => names.roleArn(purpose))).toContain(resource);
    }
  });
});

describe('the boundary of services', () => {
  const boundary = managed.find(([, { name }]) => name === names.policy('boundary'))!;

  it('is on every role that a service takes, and on no other', () => {
    for (const purpose of ROLE_PURPOSES) {
      const expected = SERVICE_ROLES.some((bounded) => bounded === purpose)
        ? `\${aws_iam_policy.${boundary[0]}.arn}`
        : undefined;
      expect({ purpose, bound: roleOf(purpose).permissions_boundary }).toEqual({ purpose, bound: expected });
    }
  });

  it('allows what the roles need', () => {
    const statements = parsePolicy(boundary[1].policy).Statement;
    const uncovered = allAllowed
      .filter(({ purpose }) => SERVICE_ROLES.some((bounded) => bounded === purpose))
      .filter(
        ({ action, resource }) =>
          !statements.some(
            ({ Action, Resource }) => list(Action).includes(action) && list(Resource).includes(resource),
          ),
      );
    expect(uncovered).toEqual([]);
  });

  it('allows no administration, and no item of a foreign table', () => {
    const allowed = (action: string, resource: string) =>
      parsePolicy(boundary[1].policy).Statement.some(
        ({ Action, Resource }) =>
          list(Action).some((pattern) => matches(pattern, action)) &&
          list(Resource).some((pattern) => matches(pattern, resource)),
      );
    expect(allowed('dynamodb:PutItem', table)).toBe(true);
    expect(allowed('dynamodb:PutItem', names.tableArn('*', 'Other'))).toBe(false);
    expect(
      allowed('secretsmanager:GetSecretValue', 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:x'),
    ).toBe(false);
    expect(allowed('iam:PutRolePolicy', names.roleArn('worker'))).toBe(false);
    expect(allowed('dynamodb:DeleteTable', table)).toBe(false);
  });
});

describe('experiments', () => {
  const ofOurs = (kind: string, id: string) => `arn:aws:${kind}:eu-west-1:123456789012:${id}`;

  it('are started by no role of the environment: whoever deploys may only describe them', () => {
    expect(allAllowed.filter(({ action }) => matches(action, 'fis:StartExperiment'))).toEqual([]);
    expect(may('ci-apply', 'fis:CreateExperimentTemplate', ofOurs('fis', 'experiment-template/EXT1'))).toBe(
      true,
    );
    expect(may('ci-plan', 'fis:CreateExperimentTemplate', ofOurs('fis', 'experiment-template/EXT1'))).toBe(
      false,
    );
  });

  it('may do what the documented actions need', () => {
    expect(may('fault-injection', 'ecs:StopTask', ofOurs('ecs', `task/${names.cluster}/1`))).toBe(true);
    expect(may('fault-injection', 'ecs:StopTask', ofOurs('ecs', 'task/other/1'))).toBe(false);
    const cache = ofOurs('elasticache', `replicationgroup:${names.cache}`);
    expect(may('fault-injection', 'elasticache:InterruptClusterAzPower', cache)).toBe(true);
    expect(may('fault-injection', 'ec2:ReplaceNetworkAclAssociation', ofOurs('ec2', 'subnet/subnet-1'))).toBe(
      true,
    );
  });

  it('may touch no data', () => {
    const data = allAllowed.filter(
      ({ purpose, action }) =>
        purpose === 'fault-injection' && /^(dynamodb|s3|secretsmanager|kms|sqs):/.test(action),
    );
    expect(data).toEqual([]);
  });
});
