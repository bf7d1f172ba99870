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
const federatedUser: Principal = { ...user, arn: `arn:aws:sts::${account}:federated-user/anna` };
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
/** Pages of the IAM user guide, unless another guide is named. */
const EVALUATION = 'How AWS enforcement code logic evaluates requests';
const CROSS = 'Cross-account policy evaluation logic';
const PRINCIPAL = 'AWS JSON policy elements: Principal';
const NOT_PRINCIPAL = 'AWS JSON policy elements: NotPrincipal';
const BOUNDARIES = 'Permissions boundaries for IAM entities';
const RESOURCE = 'IAM JSON policy elements: Resource';
const VARIABLES = 'IAM policy elements: Variables and tags';
const KEYS = 'KMS developer guide: Default key policy';
const ASSUME = 'STS API reference: AssumeRole';
const ENDPOINTS = 'PrivateLink guide: Control access using endpoint policies';
/** No document speaks, or one says that AWS "might": the reading that allows less. */
const STRICTER = 'stricter reading';
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
    PRINCIPAL,
    'an account leaves it to identity policies',
    {},
    { identity: [], resource: resource({ AWS: root }) },
    false,
  ],
  [CROSS, 'both must allow between accounts: identity only', abroad, { identity: [identity()] }, false],
  [
    CROSS,
    'both must allow between accounts: resource only',
    abroad,
    { identity: [], resource: resource({ AWS: roleArn }) },
    false,
  ],
  [
    CROSS,
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
    PRINCIPAL,
    'a service needs the resource policy',
    { principal: service },
    { identity: [], resource: resource({ Service: 'sns.amazonaws.com' }) },
    true,
  ],
  [
    PRINCIPAL,
    'another service',
    { principal: service },
    { identity: [], resource: resource({ Service: 'sqs.amazonaws.com' }) },
    false,
  ],
  [PRINCIPAL, 'anonymous under *', { principal: anonymous }, { identity: [], resource: resource('*') }, true],
  [
    PRINCIPAL,
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
    EVALUATION,
    'a boundary limits a grant to a role',
    {},
    { identity: [], boundary: nothing, resource: resource({ AWS: roleArn }) },
    false,
  ],
  [
    EVALUATION,
    'a grant to a session passes boundary and session policy',
    {},
    { identity: [], boundary: nothing, session: [nothing], resource: resource({ AWS: session.arn }) },
    true,
  ],
  [
    EVALUATION,
    'a grant to a user passes the boundary',
    { principal: user },
    { identity: [], boundary: nothing, resource: resource({ AWS: userArn }) },
    true,
  ],
  [
    ENDPOINTS,
    'an endpoint policy limits',
    {},
    { identity: [identity()], endpoint: compile('endpoint', allow({ Principal: '*', Action: 'sqs:*' })) },
    false,
  ],
  [
    ENDPOINTS,
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
    ASSUME,
    'identity policies alone assume no role',
    { ...assume, principal: user },
    { identity: [identity()] },
    false,
  ],
  [
    ASSUME,
    'a trusted user needs no identity policy',
    { ...assume, principal: user },
    { identity: [], resource: trust({ AWS: userArn }) },
    true,
  ],
  [
    ASSUME,
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
    STRICTER,
    'NotPrincipal: the account left out',
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
  [
    'IAM JSON policy elements: Action',
    'case does not matter',
    {},
    { identity: [identity({ Action: 'S3:getobj*' })] },
    true,
  ],
  [
    'IAM JSON policy elements: NotAction',
    'all but those',
    {},
    { identity: [identity({ Action: undefined, NotAction: 's3:Get*' })] },
    false,
  ],
  [
    STRICTER,
    'case matters in a Resource',
    {},
    { identity: [identity({ Resource: 'arn:aws:s3:::Bucket/*' })] },
    false,
  ],
  [
    RESOURCE,
    '? is one character',
    {},
    { identity: [identity({ Resource: 'arn:aws:s3:::bucket/k?y' })] },
    true,
  ],
  [
    'IAM JSON policy elements: NotResource',
    'all but those',
    {},
    { identity: [identity({ Resource: undefined, NotResource: 'arn:aws:s3:::bucket/*' })] },
    false,
  ],
  [
    VARIABLES,
    'a tag',
    { resource: 'arn:aws:s3:::bucket/red' },
    { identity: [identity({ Resource: 'arn:aws:s3:::bucket/${aws:PrincipalTag/team}' })] },
    true,
  ],
  [
    VARIABLES,
    'a default',
    {},
    { identity: [identity({ Resource: "arn:aws:s3:::bucket/${aws:PrincipalTag/x, 'key'}" })] },
    true,
  ],
  [
    VARIABLES,
    'a missing one',
    {},
    { identity: [identity({ Resource: 'arn:aws:s3:::bucket/key${aws:PrincipalTag/x}' })] },
    false,
  ],
  [
    VARIABLES,
    '${*} is a star',
    {},
    { identity: [identity({ Resource: 'arn:aws:s3:::bucket/${*}' })] },
    false,
  ],
  [
    VARIABLES,
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
  [
    EVALUATION,
    'a boundary that allows leaves a grant to a role',
    {},
    { identity: [], boundary: identity(), resource: resource({ AWS: roleArn }) },
    true,
  ],
  [
    EVALUATION,
    'a session policy limits a grant to a role',
    {},
    { identity: [], session: [nothing], resource: resource({ AWS: roleArn }) },
    false,
  ],
  [
    EVALUATION,
    'a grant to a federated session passes boundary and session policy',
    { principal: federatedUser },
    { identity: [], boundary: nothing, session: [nothing], resource: resource({ AWS: federatedUser.arn }) },
    true,
  ],
  [
    EVALUATION,
    'a boundary limits a grant to the user behind a federated session',
    { principal: federatedUser },
    { identity: [], boundary: nothing, resource: resource({ AWS: userArn }) },
    false,
  ],
  [
    PRINCIPAL,
    'a grant to everybody passes boundary and session policy',
    {},
    { identity: [], boundary: nothing, session: [nothing], resource: resource('*') },
    true,
  ],
  [
    PRINCIPAL,
    'a grant to everybody under a condition on the role passes them too',
    {},
    {
      identity: [],
      boundary: nothing,
      session: [nothing],
      resource: compile(
        'resource',
        allow({ Principal: '*', Condition: { ArnEquals: { 'aws:PrincipalArn': roleArn } } }),
      ),
    },
    true,
  ],
  [
    PRINCIPAL,
    'a denial in a boundary beats a grant to everybody',
    {},
    { identity: [], boundary: compile('identity', deny()), resource: resource('*') },
    false,
  ],
  [
    PRINCIPAL,
    'everybody in another account needs an identity policy too',
    abroad,
    { identity: [], resource: resource('*') },
    false,
  ],
  [
    PRINCIPAL,
    'a canonical user ID stands for an account',
    { principal: { ...user, canonicalUserId: 'c0ffee' } },
    { identity: [], resource: resource({ CanonicalUser: 'c0ffee' }) },
    false,
  ],
  [
    PRINCIPAL,
    'a role that everybody may take needs no identity policy',
    { ...assume, principal: user },
    { identity: [], resource: trust('*') },
    true,
  ],
  [
    CROSS,
    'a session policy limits what another account grants to the session',
    abroad,
    { identity: [identity()], session: [nothing], resource: resource({ AWS: session.arn }) },
    false,
  ],
  [
    'KMS developer guide: Key policies',
    'a key policy for everybody suffices in its account',
    onKey,
    { identity: [], resource: keyPolicy('*') },
    true,
  ],
  [
    'KMS developer guide: Key policies',
    'a key policy for everybody needs an identity policy in another account',
    { ...onKey, ...abroad },
    { identity: [], resource: keyPolicy('*') },
    false,
  ],
  [
    ASSUME,
    'the root user takes no role',
    { ...assume, principal: rootUser },
    { identity: [], resource: trust({ AWS: root }) },
    false,
  ],
  [
    STRICTER,
    'NotPrincipal: the session left out',
    {},
    { identity: [identity()], resource: exempt([roleArn, root]) },
    false,
  ],
  [
    RESOURCE,
    'a star at the end of a segment passes colons',
    { resource: 'arn:aws:sns:eu-west-1:111111111111:topic:sub' },
    { identity: [identity({ Resource: 'arn:aws:sns:eu-*:topic:sub' })] },
    true,
  ],
  [
    RESOURCE,
    'a star inside a segment passes none',
    { resource: 'arn:aws:sns:eu-west-1:111111111111:topic:sub' },
    { identity: [identity({ Resource: 'arn:aws:sns:e*1:topic:sub' })] },
    false,
  ],
  [
    RESOURCE,
    'a star passes slashes',
    { resource: 'arn:aws:s3:::bucket/1///test///object.jpg' },
    { identity: [identity({ Resource: 'arn:aws:s3:::bucket/*/test/*' })] },
    true,
  ],
  [
    'IAM ARNs',
    'the missing parts of an incomplete ARN are stars',
    {},
    { identity: [identity({ Resource: 'arn:aws:s3' })] },
    true,
  ],
  [
    STRICTER,
    'a star in the last part matches colons',
    { resource: 'arn:aws:sns:eu-west-1:111111111111:topic:1' },
    {
      identity: [identity()],
      resource: compile('resource', deny({ Principal: '*', Resource: 'arn:aws:sns:*:*:t*' })),
    },
    false,
  ],
  [
    STRICTER,
    'one missing variable makes an allowance invalid',
    {},
    { identity: [identity({ Resource: [object, 'arn:aws:s3:::bucket/${aws:PrincipalTag/x}'] })] },
    false,
  ],
  [
    STRICTER,
    'a denial with a missing variable still denies the rest',
    {},
    {
      identity: [
        identity(),
        compile('identity', deny({ Resource: [object, 'arn:aws:s3:::bucket/${aws:PrincipalTag/x}'] })),
      ],
    },
    false,
  ],
  [
    STRICTER,
    'a denial of all but a missing variable denies',
    {},
    {
      identity: [
        identity(),
        compile(
          'identity',
          deny({ Resource: undefined, NotResource: 'arn:aws:s3:::bucket/${aws:PrincipalTag/x}' }),
        ),
      ],
    },
    false,
  ],
  [
    STRICTER,
    'a missing variable makes a negated condition invalid',
    {},
    { identity: [identity({ Condition: { StringNotEquals: { 's3:prefix': '${aws:PrincipalTag/x}' } } })] },
    false,
  ],
  [
    VARIABLES,
    'IfExists saves a condition from a missing variable',
    {},
    {
      identity: [identity({ Condition: { StringEqualsIfExists: { 's3:prefix': '${aws:PrincipalTag/x}' } } })],
    },
    true,
  ],
];

test.each(RULES)('%s: %s', (_document, _rule, question, policies, allowed) => {
  expect(decide(ask(question), policies).allowed).toBe(allowed);
});

/** The example of "Condition operators": a star stands for one part of an ARN, but for any part of a text. */
const FINANCE = 'arn:aws:someservice:*:111122223333:finance/*';
const STORE = 'arn:aws:someservice:us-east-2:999999999999:store/abc:111122223333:finance/document.txt';

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
  ['ForAllValues:StringNotEquals', ['a'], [], true],
  ['ForAnyValue:StringNotEquals', ['a'], [], false],
  ['ForAllValues:StringEquals', ['a'], [''], true],
  ['ForAnyValue:StringEquals', [''], [''], false],
  ['ForAnyValue:StringEqualsIfExists', ['a'], [], true],
  ['ForAnyValue:StringEqualsIfExists', ['a'], ['b'], false],
  ['StringNotEqualsIfExists', 'a', [], true],
  ['StringNotEqualsIfExists', 'a', ['a'], false],
  ['StringNotLike', ['a*', 'b*'], ['bc'], false],
  ['ArnNotLike', 'arn:aws:iam::*:role/*', [], true],
  ['NotIpAddress', '10.0.0.0/8', [], true],
  ['IpAddress', '10.1.2.3', ['10.1.2.4'], false],
  ['NumericNotEquals', '5', [], true],
  ['NumericLessThan', '5', [], false],
  ['DateNotEquals', '2026-01-01T00:00:00Z', ['2026-01-01'], false],
  ['Null', ['true', 'false'], [], true],
  ['StringLike', FINANCE, [STORE], true],
  ['ArnLike', FINANCE, [STORE], false],
  ['ArnLike', 'arn:aws:sns:*:*:topic*', ['arn:aws:sns:eu-west-1:1:topic:sub'], true],
  ['ArnEquals', 'arn:aws:sns:*:*:*:x', ['arn:aws:sns:eu-west-1:1:topic'], false],
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
  ['fewer than six parts', allow({ Condition: { ArnLike: { 'aws:SourceArn': 'arn:aws:sns:*' } } })],
  ['fewer than six parts', allow({ Resource: 'arn:aws:dynamodb:*:table/prod' })],
  ['a wildcard stands for its service', allow({ Resource: 'arn:aws:*:::bucket' })],
  ['before its fifth colon', allow({ Resource: 'arn:aws:sqs:*:${aws:PrincipalAccount}:queue' })],
  ['the number', allow({ Condition: { NumericEquals: { 's3:max-keys': '${aws:username}' } } })],
  ['the date', allow({ Condition: { DateEquals: { 'aws:CurrentTime': '${aws:CurrentTime}' } } })],
  ['the boolean', allow({ Condition: { Bool: { 'aws:SecureTransport': '${aws:SecureTransport}' } } })],
  ['the boolean', allow({ Condition: { Null: { 'aws:username': '${aws:username}' } } })],
  ['the IP address', allow({ Condition: { IpAddress: { 'aws:SourceIp': '${aws:SourceIp}' } } })],
  ['the IP address', allow({ Condition: { IpAddress: { 'aws:SourceIp': '2001:db8::1' } } })],
  ['NullIfExists', allow({ Condition: { NullIfExists: { 'aws:username': 'true' } } })],
])('what is unknown is named, never allowed: %s', (name, statement) => {
  expect(() => compile('identity', statement)).toThrow(CannotJudge);
  expect(() => compile('identity', statement)).toThrow(name);
});

test.each<[string, PolicyKind, Written]>([
  [
    'a trust policy has no NotPrincipal',
    'trust',
    { Effect: 'Deny', Action: 'sts:AssumeRole', NotPrincipal: { AWS: root } },
  ],
  ['NotPrincipal with Allow', 'resource', allow({ NotPrincipal: { AWS: root } })],
  ['fewer than six parts', 'resource', allow({ Principal: '*', Resource: 'arn:aws:s3' })],
])('what AWS refuses in a policy of a resource is not judged: %s', (name, kind, statement) => {
  expect(() => compile(kind, statement)).toThrow(name);
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
