import fc from 'fast-check';
import { Access } from '../../../modules/access';
import {
  CannotJudge,
  compilePolicy,
  decide,
  type AccessQuestion,
  type PolicyKind,
  type PolicySet,
  type Principal,
} from '../../../scripts/local-cloud/iam/evaluator';
import { namesFor } from '../../../settings';
import { synthModule } from '../../support/synth';

const account = '111111111111';
const other = '222222222222';
const root = `arn:aws:iam::${account}:root`;
const roleArn = `arn:aws:iam::${account}:role/worker`;
const session: Principal = {
  kind: 'role-session',
  arn: `arn:aws:sts::${account}:assumed-role/worker/anna`,
  principalArn: roleArn,
  accountId: account,
  userId: 'AROAEXAMPLEWORKER001:anna',
  tags: { Team: 'red' },
};
const userArn = `arn:aws:iam::${account}:user/anna`;
const user: Principal = {
  ...session,
  kind: 'user',
  arn: userArn,
  principalArn: userArn,
  userId: 'AIDAEXAMPLEANNA00001',
};
const rootUser: Principal = { ...user, kind: 'root', arn: root, principalArn: root, userId: account };
const service: Principal = {
  kind: 'service',
  arn: 'sns.amazonaws.com',
  principalArn: '',
  accountId: '',
  userId: '',
};
const anonymous: Principal = { ...service, kind: 'anonymous', arn: 'anonymous' };

const object = 'arn:aws:s3:::bucket/key';
const key = `arn:aws:kms:eu-west-1:${account}:key/k`;

type Written = Readonly<Record<string, unknown>>;
const compile = (kind: PolicyKind, statement: Written, version = '2012-10-17') =>
  compilePolicy({ Version: version, Statement: statement }, kind, `${kind} policy`);
const allow = (more: Written = {}) => ({ Effect: 'Allow', Action: '*', Resource: '*', ...more });
const deny = (more: Written = {}) => ({ ...allow(more), Effect: 'Deny' });
const identity = (more: Written = {}) => compile('identity', allow(more));
const nothing = identity({ Action: 'sqs:*' });
const resource = (Who: unknown) => compile('resource', allow({ Principal: Who }));
const keyPolicy = (Who: unknown) => compile('key', allow({ Principal: Who }));
const trust = (Who: unknown) =>
  compile('trust', { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: Who });

const ask = (more: Partial<AccessQuestion> = {}): AccessQuestion => ({
  action: 's3:GetObject',
  resource: object,
  principal: session,
  resourceAccountId: account,
  context: new Map(),
  ...more,
});
const onKey = { action: 'kms:Decrypt', resource: key };
const assume = { action: 'sts:AssumeRole', resource: roleArn };
const abroad = { resourceAccountId: other };

type Row = [
  document: string,
  rule: string,
  question: Partial<AccessQuestion>,
  policies: PolicySet,
  allowed: boolean,
];
const EVALUATION = 'Policy evaluation logic';
const BOUNDARIES = 'Permissions boundaries for IAM entities';
const KEYS = 'KMS key policies';
const NOT_PRINCIPAL = 'NotPrincipal';
const exempt = (list: string[]) => compile('resource', { ...deny({ NotPrincipal: { AWS: list } }) });

const RULES: Row[] = [
  [EVALUATION, 'nothing allows by default', {}, { identity: [] }, false],
  [EVALUATION, 'an identity policy allows', {}, { identity: [identity()] }, true],
  [
    EVALUATION,
    'a denial beats an allowance',
    {},
    { identity: [identity(), compile('identity', deny())] },
    false,
  ],
  [
    EVALUATION,
    'a resource policy denies',
    {},
    { identity: [identity()], resource: compile('resource', deny({ Principal: '*' })) },
    false,
  ],
  [
    EVALUATION,
    'either allows in one account',
    {},
    { identity: [], resource: resource({ AWS: roleArn }) },
    true,
  ],
  [
    EVALUATION,
    'an account leaves it to identity policies',
    {},
    { identity: [], resource: resource({ AWS: root }) },
    false,
  ],
  [EVALUATION, 'both must allow between accounts: identity only', abroad, { identity: [identity()] }, false],
  [
    EVALUATION,
    'both must allow between accounts: resource only',
    abroad,
    { identity: [], resource: resource({ AWS: roleArn }) },
    false,
  ],
  [
    EVALUATION,
    'both allow between accounts',
    abroad,
    { identity: [identity()], resource: resource({ AWS: account }) },
    true,
  ],
  [EVALUATION, 'the root user may all', { principal: rootUser }, { identity: [] }, true],
  [EVALUATION, 'a session policy limits', {}, { identity: [identity()], session: [nothing] }, false],
  [
    EVALUATION,
    'session policies add up',
    {},
    { identity: [identity()], session: [nothing, identity()] },
    true,
  ],
  [
    EVALUATION,
    'a service needs the resource policy',
    { principal: service },
    { identity: [], resource: resource({ Service: 'sns.amazonaws.com' }) },
    true,
  ],
  [
    EVALUATION,
    'another service',
    { principal: service },
    { identity: [], resource: resource({ Service: 'sqs.amazonaws.com' }) },
    false,
  ],
  [
    EVALUATION,
    'anonymous under *',
    { principal: anonymous },
    { identity: [], resource: resource('*') },
    true,
  ],
  [
    EVALUATION,
    'anonymous under a role',
    { principal: anonymous },
    { identity: [], resource: resource({ AWS: roleArn }) },
    false,
  ],
  [
    BOUNDARIES,
    'a boundary limits identity policies',
    {},
    { identity: [identity()], boundary: nothing },
    false,
  ],
  [BOUNDARIES, 'a boundary grants nothing', {}, { identity: [], boundary: identity() }, false],
  [
    BOUNDARIES,
    'a boundary limits a grant to a role',
    {},
    { identity: [], boundary: nothing, resource: resource({ AWS: roleArn }) },
    false,
  ],
  [
    BOUNDARIES,
    'a grant to a session passes it',
    {},
    { identity: [], boundary: nothing, session: [nothing], resource: resource({ AWS: session.arn }) },
    true,
  ],
  [
    BOUNDARIES,
    'a grant to a user passes it',
    { principal: user },
    { identity: [], boundary: nothing, resource: resource({ AWS: userArn }) },
    true,
  ],
  [
    'VPC endpoint policies',
    'an endpoint policy limits',
    {},
    { identity: [identity()], endpoint: compile('endpoint', allow({ Principal: '*', Action: 'sqs:*' })) },
    false,
  ],
  [
    'VPC endpoint policies',
    'an endpoint policy lets through',
    {},
    { identity: [identity()], endpoint: compile('endpoint', allow({ Principal: '*' })) },
    true,
  ],
  [KEYS, 'identity policies alone open no key', onKey, { identity: [identity()] }, false],
  [
    KEYS,
    'the account delegates to IAM',
    onKey,
    { identity: [identity()], resource: keyPolicy({ AWS: root }) },
    true,
  ],
  [KEYS, 'delegation alone opens no key', onKey, { identity: [], resource: keyPolicy({ AWS: root }) }, false],
  [
    KEYS,
    'a key policy that names the role suffices',
    onKey,
    { identity: [], resource: keyPolicy({ AWS: roleArn }) },
    true,
  ],
  [
    KEYS,
    'the root user needs the key policy',
    { ...onKey, principal: rootUser },
    { identity: [], resource: keyPolicy({ AWS: roleArn }) },
    false,
  ],
  [
    'Trust policies',
    'identity policies alone assume no role',
    { ...assume, principal: user },
    { identity: [identity()] },
    false,
  ],
  [
    'Trust policies',
    'a trusted user needs no identity policy',
    { ...assume, principal: user },
    { identity: [], resource: trust({ AWS: userArn }) },
    true,
  ],
  [
    'Trust policies',
    'a trusted account does',
    { ...assume, principal: user },
    { identity: [], resource: trust({ AWS: root }) },
    false,
  ],
  [
    NOT_PRINCIPAL,
    'all layers listed',
    {},
    { identity: [identity()], resource: exempt([session.arn, roleArn, root]) },
    true,
  ],
  [
    NOT_PRINCIPAL,
    'the account left out',
    {},
    { identity: [identity()], resource: exempt([session.arn, roleArn]) },
    false,
  ],
  [
    NOT_PRINCIPAL,
    'a boundary is always denied',
    {},
    { identity: [identity()], boundary: identity(), resource: exempt([session.arn, roleArn, root]) },
    false,
  ],
  ['Action', 'case does not matter', {}, { identity: [identity({ Action: 'S3:getobj*' })] }, true],
  [
    'NotAction',
    'all but those',
    {},
    { identity: [identity({ Action: undefined, NotAction: 's3:Get*' })] },
    false,
  ],
  ['Resource', 'case matters', {}, { identity: [identity({ Resource: 'arn:aws:s3:::Bucket/*' })] }, false],
  [
    'Resource',
    '? is one character',
    {},
    { identity: [identity({ Resource: 'arn:aws:s3:::bucket/k?y' })] },
    true,
  ],
  [
    'NotResource',
    'all but those',
    {},
    { identity: [identity({ Resource: undefined, NotResource: 'arn:aws:s3:::bucket/*' })] },
    false,
  ],
  [
    'Variables',
    'a tag',
    { resource: 'arn:aws:s3:::bucket/red' },
    { identity: [identity({ Resource: 'arn:aws:s3:::bucket/${aws:PrincipalTag/team}' })] },
    true,
  ],
  [
    'Variables',
    'a default',
    {},
    { identity: [identity({ Resource: "arn:aws:s3:::bucket/${aws:PrincipalTag/x, 'key'}" })] },
    true,
  ],
  [
    'Variables',
    'a missing one',
    {},
    { identity: [identity({ Resource: 'arn:aws:s3:::bucket/key${aws:PrincipalTag/x}' })] },
    false,
  ],
  [
    'Variables',
    '${*} is a star',
    {},
    { identity: [identity({ Resource: 'arn:aws:s3:::bucket/${*}' })] },
    false,
  ],
  [
    'Variables',
    'none in 2008-10-17',
    { resource: 'arn:aws:s3:::bucket/red' },
    {
      identity: [
        compile(
          'identity',
          allow({ Resource: 'arn:aws:s3:::bucket/${aws:PrincipalTag/team}' }),
          '2008-10-17',
        ),
      ],
    },
    false,
  ],
];

test.each(RULES)('%s: %s', (_document, _rule, question, policies, allowed) => {
  expect(decide(ask(question), policies).allowed).toBe(allowed);
});

const OPERATORS: [operator: string, values: unknown, got: string[], holds: boolean][] = [
  ['StringEquals', ['a', 'b'], ['b'], true],
  ['StringEquals', 'a*', ['ab'], false],
  ['StringEquals', 'a', [], false],
  ['StringNotEquals', 'a', [], true],
  ['StringNotEquals', ['a', 'b'], ['b'], false],
  ['StringEqualsIfExists', 'a', [], true],
  ['StringEqualsIfExists', 'a', ['b'], false],
  ['StringEqualsIgnoreCase', 'A', ['a'], true],
  ['StringNotEqualsIgnoreCase', 'A', ['a'], false],
  ['StringLike', 'a*c?', ['abbcd'], true],
  ['StringNotLike', 'a*', ['ab'], false],
  ['NumericEquals', '5', ['5.0'], true],
  ['NumericNotEquals', '5', ['5'], false],
  ['NumericLessThan', 5, ['5'], false],
  ['NumericLessThanEquals', 5, ['5'], true],
  ['NumericGreaterThan', 5, ['10'], true],
  ['NumericGreaterThanEquals', 5, ['4'], false],
  ['DateLessThan', '2026-01-01T00:00:00Z', ['1767225599'], true],
  ['DateGreaterThanEquals', '2026-01-01T00:00:00Z', ['2025-12-31T23:59:59Z'], false],
  ['Bool', true, ['True'], true],
  ['Bool', 'false', [], false],
  ['BinaryEquals', 'QmlnZ2Vy', ['QmlnZ2Vy'], true],
  ['IpAddress', '10.0.0.0/8', ['10.1.2.3'], true],
  ['NotIpAddress', '10.0.0.0/8', ['10.1.2.3'], false],
  ['IpAddress', '2001:db8::/32', ['2001:db8::1'], true],
  ['ArnEquals', 'arn:aws:iam::*:role/w*', [roleArn], true],
  ['ArnLike', 'arn:*:*:111111111111:role/worker:*', [roleArn], false],
  ['ArnNotLike', 'arn:aws:iam::*:role/*', [roleArn], false],
  ['Null', 'true', [], true],
  ['Null', 'false', ['x'], true],
  ['Null', 'true', ['x'], false],
  ['ForAllValues:StringEquals', ['a', 'b'], ['a', 'b'], true],
  ['ForAllValues:StringEquals', ['a'], ['a', 'b'], false],
  ['ForAllValues:StringEquals', ['a'], [], true],
  ['ForAnyValue:StringEquals', ['a'], ['a', 'b'], true],
  ['ForAnyValue:StringEquals', ['a'], [], false],
  ['ForAnyValue:StringNotEquals', ['a'], ['a', 'b'], true],
  ['ForAllValues:StringNotEquals', ['a'], ['a', 'b'], false],
];

test.each(OPERATORS)('Condition operators: %s %j of %j is %s', (operator, values, got, expected) => {
  const policies = { identity: [identity({ Condition: { [operator]: { 's3:Prefix': values } } })] };
  expect(decide(ask({ context: new Map([['s3:prefix', got]]) }), policies).allowed).toBe(expected);
});

test.each<[string, Written]>([
  ['StringAlike', allow({ Condition: { StringAlike: { 's3:prefix': 'a' } } })],
  ['Until', allow({ Until: 'now' })],
  ['aws:Moon', allow({ Condition: { StringEquals: { 'aws:Moon': 'a' } } })],
  ['aws:moon', allow({ Resource: 'arn:aws:s3:::${aws:moon}' })],
  ['Maybe', allow({ Effect: 'Maybe' })],
  ['no Resource', { Effect: 'Allow', Action: '*' }],
  ['Principal', allow({ Principal: '*' })],
])('what is unknown is named, never allowed: %s', (name, statement) => {
  expect(() => compile('identity', statement)).toThrow(CannotJudge);
  expect(() => compile('identity', statement)).toThrow(name);
});

test('a key of several values without a set operator is not judged', () => {
  const policies = { identity: [identity({ Condition: { StringEquals: { 's3:prefix': 'a' } } })] };
  expect(() => decide(ask({ context: new Map([['s3:prefix', ['a', 'b']]]) }), policies)).toThrow('s3:prefix');
});

test('a denial names principal, action, resource and what would have allowed it', () => {
  const policy = identity({ Sid: 'Own', Condition: { StringEquals: { 's3:prefix': 'a' } } });
  const decision = decide(ask(), { identity: [policy] });
  for (const part of [
    session.arn,
    's3:GetObject',
    object,
    'Own of identity policy',
    'StringEquals s3:prefix',
  ])
    expect(decision).toHaveProperty('message', expect.stringContaining(part));
});

test('an explicit denial names policy and Sid', () => {
  const decision = decide(ask(), { identity: [identity(), compile('identity', deny({ Sid: 'Never' }))] });
  expect(decision).toMatchObject({
    reason: 'explicit deny',
    by: { policy: 'identity policy', statement: 'Never' },
  });
});

/** A small universe: two actions, two resources, one condition; each statement is a set of the worlds it covers. */
const ACTIONS = ['s3:GetObject', 's3:PutObject'];
const OBJECTS = ['arn:aws:s3:::a/1', 'arn:aws:s3:::b/1'];
const small = fc.record({
  isDeny: fc.boolean(),
  actions: fc.subarray(ACTIONS, { minLength: 1 }),
  objects: fc.subarray(OBJECTS, { minLength: 1 }),
  prefix: fc.option(fc.constantFrom('x', 'y')),
});
type Small = typeof small extends fc.Arbitrary<infer One> ? One : never;
const smalls = fc.array(small, { maxLength: 3 });
const document = (statements: Small[], more: Written = {}) => ({
  Version: '2012-10-17',
  Statement: statements.map(({ isDeny, actions, objects, prefix }) => ({
    Effect: isDeny ? 'Deny' : 'Allow',
    Action: actions,
    Resource: objects,
    ...(prefix === null ? {} : { Condition: { StringEquals: { 's3:prefix': prefix } } }),
    ...more,
  })),
});

test('small policies are decided as a brute-force reading decides them', () => {
  const world = fc.record({
    action: fc.constantFrom(...ACTIONS),
    resource: fc.constantFrom(...OBJECTS),
    prefix: fc.constantFrom('x', 'y'),
  });
  const optional = fc.option(smalls, { nil: undefined });
  fc.assert(
    fc.property(
      world,
      fc.boolean(),
      smalls,
      optional,
      optional,
      smalls,
      (where, isAbroad, own, limit, mine, theirs) => {
        const says = (statements: Small[] | undefined, isDeny: boolean): boolean =>
          (statements ?? []).some(
            (one) =>
              one.isDeny === isDeny &&
              one.actions.includes(where.action) &&
              one.objects.includes(where.resource) &&
              (one.prefix === null || one.prefix === where.prefix),
          );
        const isDenied = [own, limit, mine, theirs].some((one) => says(one, true));
        const isLimited =
          (limit !== undefined && !says(limit, false)) || (mine !== undefined && !says(mine, false));
        const [byOwn, byTheirs] = [says(own, false), says(theirs, false)];
        const expected = !isDenied && !isLimited && (isAbroad ? byOwn && byTheirs : byOwn || byTheirs);
        const policies: PolicySet = {
          identity: [compilePolicy(document(own), 'identity', 'own')],
          ...(limit && { boundary: compilePolicy(document(limit), 'identity', 'limit') }),
          ...(mine && { session: [compilePolicy(document(mine), 'identity', 'session')] }),
          resource: compilePolicy(document(theirs, { Principal: { AWS: roleArn } }), 'resource', 'theirs'),
        };
        const context = new Map([['s3:prefix', [where.prefix]]]);
        const question = ask({
          action: where.action,
          resource: where.resource,
          context,
          ...(isAbroad ? abroad : {}),
        });
        expect(decide(question, policies).allowed).toBe(expected);
      },
    ),
    { numRuns: 500 },
  );
});

const names = namesFor({ environment: 'drill', accountId: account });
const synthesized = synthModule(
  (stack) =>
    new Access(stack, 'access', {
      names,
      repository: 'owner/repository',
      apiDomain: 'api.drill.syncwell.example',
    }),
);
const real = [
  ...synthesized.resources('aws_iam_policy'),
  ...synthesized.resources('aws_iam_role_policy'),
].map(({ name, policy }) => compilePolicy(policy, 'identity', String(name)));

test('every synthesized policy of the access module is understood', () => {
  expect(real.length).toBeGreaterThan(5);
  for (const role of synthesized.resources('aws_iam_role'))
    expect(compilePolicy(role.assume_role_policy, 'trust', String(role.name)).statements).not.toHaveLength(0);
});

test('all synthesized policies together allow no call that none of them names', () => {
  expect(
    decide(ask({ action: 'organizations:LeaveOrganization', resource: '*' }), { identity: real }),
  ).toMatchObject({
    reason: 'nothing allows it',
  });
});
