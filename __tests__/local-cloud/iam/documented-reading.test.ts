import fc from 'fast-check';
import {
  compilePolicy,
  decide,
  type PolicyKind,
  type PolicySet,
  type Principal,
} from '../../../scripts/local-cloud/iam/evaluator';
import { permits, type Asked, type Documents, type Named, type Written } from './documented-reading';

const account = '111111111111';
const other = '222222222222';
const worker: Principal = {
  kind: 'role-session',
  arn: `arn:aws:sts::${account}:assumed-role/worker/anna`,
  principalArn: `arn:aws:iam::${account}:role/worker`,
  accountId: account,
  userId: 'AROAEXAMPLEWORKER001:anna',
  tags: { number: '1' },
};
const stranger: Principal = {
  ...worker,
  arn: `arn:aws:sts::${other}:assumed-role/worker/bert`,
  principalArn: `arn:aws:iam::${other}:role/worker`,
  accountId: other,
  tags: { number: '*' },
};
const userArn = `arn:aws:iam::${account}:user/anna`;
const user: Principal = {
  kind: 'user',
  arn: userArn,
  principalArn: userArn,
  accountId: account,
  userId: 'AIDAEXAMPLEANNA00001',
};
const federatedUser: Principal = { ...user, arn: `arn:aws:sts::${account}:federated-user/anna` };
const rootArn = `arn:aws:iam::${account}:root`;
const root: Principal = { ...user, kind: 'root', arn: rootArn, principalArn: rootArn, userId: account };
const service: Principal = {
  kind: 'service',
  arn: 'sns.amazonaws.com',
  principalArn: '',
  accountId: '',
  userId: '',
};
const anonymous: Principal = { ...service, kind: 'anonymous', arn: 'anonymous' };

const some = <T>(...values: T[]) =>
  fc.uniqueArray(fc.constantFrom(...values), { minLength: 1, maxLength: 3 });
const actions = some(
  's3:GetObject',
  's3:PutObject',
  'S3:getobject',
  's3:Get*',
  's3:?utObject',
  's3:*',
  'sqs:*',
  '*',
);
const resources = some(
  '*',
  'arn:aws:s3:::a/*',
  'arn:aws:s3:::?/1',
  'arn:aws:s3:::*',
  'arn:aws:s3:::${*}/1',
  'arn:aws:s3:::a/${aws:PrincipalTag/number}',
  "arn:aws:s3:::a/${aws:PrincipalTag/number, '2'}",
  'arn:aws:sqs:*:*:q',
  'arn:aws:sqs:eu-*:q:x',
  'arn:aws:sqs:e*1:q:x',
  'arn:aws:sqs:eu-west-?:1111?1111111:q?x',
);
const aws = some(
  '*',
  rootArn,
  account,
  userArn,
  federatedUser.arn,
  worker.arn,
  worker.principalArn,
  stranger.arn,
  stranger.principalArn,
  other,
);
const named: fc.Arbitrary<Named> = fc.oneof(
  fc.constant('*' as const),
  aws.map((AWS) => ({ AWS })),
  fc.record({ AWS: aws, Service: some('sns.amazonaws.com', 'sqs.amazonaws.com') }),
);
/** Everybody that the worker's session is made of, and more. */
const exempted = fc
  .tuple(
    fc.subarray([worker.arn, worker.principalArn, rootArn, userArn]),
    fc.constantFrom(...[[other], ['*'], []]),
  )
  .map(([own, more]) => ({ AWS: [...own, ...more] }))
  .filter(({ AWS }) => AWS.length > 0);

type Condition = NonNullable<Written['Condition']>;
const condition = (
  operators: string[],
  key: string,
  values: fc.Arbitrary<string[]>,
): fc.Arbitrary<Condition> =>
  fc
    .tuple(fc.constantFrom(...operators), fc.constantFrom('', 'IfExists'), values)
    .map(([operator, suffix, written]) => ({ [`${operator}${suffix}`]: { [key]: written } }));
const texts = some(
  'x',
  'X',
  'y',
  'x*',
  '?',
  '',
  '${aws:PrincipalTag/number}',
  "${aws:PrincipalTag/number, 'x'}",
);
const strings = ['Equals', 'NotEquals', 'EqualsIgnoreCase', 'NotEqualsIgnoreCase', 'Like', 'NotLike'].map(
  (name) => `String${name}`,
);
const conditions = fc.oneof(
  condition(strings, 's3:prefix', texts),
  condition(
    strings.flatMap((name) => [`ForAllValues:${name}`, `ForAnyValue:${name}`]),
    'aws:TagKeys',
    texts,
  ),
  condition(
    ['NumericEquals', 'NumericNotEquals', 'NumericLessThan', 'NumericGreaterThanEquals'],
    's3:max-keys',
    some('1', '2', '2.0'),
  ),
  condition(
    ['ArnEquals', 'ArnNotEquals', 'ArnLike', 'ArnNotLike'],
    'aws:PrincipalArn',
    some(worker.principalArn, 'arn:aws:iam::*:role/w*', 'arn:*:iam:?:*:user/*'),
  ),
  condition(
    ['ArnEquals', 'ArnNotEquals', 'ArnLike', 'ArnNotLike'],
    'aws:SourceArn',
    some('arn:aws:sns:*:111111111111:t*', 'arn:aws:*:111111111111:t:x', 'arn:aws:sns:eu-?:*:t:?'),
  ),
  condition(['Bool'], 'aws:SecureTransport', some('true', 'False')),
  fc
    .tuple(fc.constantFrom('s3:prefix', 'aws:TagKeys', 'aws:PrincipalTag/number'), some('true', 'false'))
    .map(([key, values]): Condition => ({ Null: { [key]: values } })),
);

/** Mostly the plain element, and as often everything as something: statements must meet to be compared. */
const either = <Name extends string>(name: Name, values: fc.Arbitrary<string[]>) =>
  fc
    .tuple(fc.nat(8), fc.oneof(fc.constant(['*']), values))
    .map(
      ([die, value]) =>
        ({ [die === 0 ? `Not${name}` : name]: value }) as Partial<Record<Name | `Not${Name}`, string[]>>,
    );
const body = fc
  .tuple(either('Action', actions), either('Resource', resources), fc.option(conditions, { freq: 2 }))
  .map(([action, resource, Condition]) => ({ ...action, ...resource, ...(Condition && { Condition }) }));
const effect = fc.nat(7).map((die): Written['Effect'] => (die === 0 ? 'Deny' : 'Allow'));
const statement = fc.tuple(effect, body).map(([Effect, rest]): Written => ({ Effect, ...rest }));
const ofResource = fc.oneof(
  {
    weight: 7,
    arbitrary: fc.tuple(statement, named).map(([one, Principal]): Written => ({ ...one, Principal })),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(body, exempted)
      .map(([rest, NotPrincipal]): Written => ({ Effect: 'Deny', ...rest, NotPrincipal })),
  },
);
const few = (one: fc.Arbitrary<Written>) => fc.array(one, { maxLength: 2 });
const documents: fc.Arbitrary<Documents> = fc
  .record({
    identity: few(statement),
    boundary: fc.option(few(statement), { nil: undefined, freq: 2 }),
    session: fc.option(few(statement), { nil: undefined, freq: 2 }),
    resource: fc.option(few(ofResource), { nil: undefined, freq: 4 }),
    isKey: fc.boolean(),
  })
  .map(({ identity, isKey, ...rest }) => ({
    identity,
    isKey: isKey && rest.resource !== undefined,
    ...(rest.boundary && { boundary: rest.boundary }),
    ...(rest.session && { session: rest.session }),
    ...(rest.resource && { resource: rest.resource }),
  }));

const optional = <T>(value: fc.Arbitrary<T>) =>
  fc.option(
    value.map((one) => [one]),
    { nil: [] as T[], freq: 4 },
  );
const asked: fc.Arbitrary<Asked> = fc.record({
  action: fc.constantFrom('s3:GetObject', 's3:PutObject', 'sqs:SendMessage'),
  resource: fc.constantFrom(
    'arn:aws:s3:::a/1',
    'arn:aws:s3:::a/*',
    'arn:aws:s3:::a/b:2',
    'arn:aws:s3:::*/1',
    `arn:aws:sqs:eu-west-1:${account}:q`,
    `arn:aws:sqs:eu-west-1:${account}:q:x`,
  ),
  who: fc.constantFrom(worker, worker, stranger, user, federatedUser, root, service, anonymous),
  owner: fc.constantFrom(account, account, other),
  keys: fc.record({
    's3:prefix': optional(fc.constantFrom('x', 'y', 'xy', '1', '')),
    'aws:tagkeys': fc.constantFrom<string[]>([], [''], ['x'], ['x', 'y'], ['xy', '']),
    'aws:sourcearn': optional(fc.constant(`arn:aws:sns:eu-1:${account}:t:x`)),
    's3:max-keys': optional(fc.constantFrom('1', '2', '10')),
    'aws:securetransport': optional(fc.constantFrom('true', 'false')),
  }),
});

function setOf({ identity, boundary, session, resource, isKey }: Documents): PolicySet {
  const compile = (Statement: readonly Written[], kind: PolicyKind) =>
    compilePolicy({ Version: '2012-10-17', Statement }, kind, kind);
  return {
    identity: [compile(identity, 'identity')],
    ...(boundary && { boundary: compile(boundary, 'identity') }),
    ...(session && { session: [compile(session, 'identity')] }),
    ...(resource && { resource: compile(resource, isKey ? 'key' : 'resource') }),
  };
}

test('policies are decided as a slow reading of the documents decides them', () => {
  const counts = { allowed: 0, refused: 0 };
  fc.assert(
    fc.property(asked, documents, (one, written) => {
      const expected = permits(one, written);
      counts[expected ? 'allowed' : 'refused'] += 1;
      const { action, resource, who: principal, owner: resourceAccountId } = one;
      const context = new Map(Object.entries(one.keys));
      const question = { action, resource, principal, resourceAccountId, context };
      expect(decide(question, setOf(written)).allowed).toBe(expected);
    }),
    { numRuns: 2000 },
  );
  // A comparison of refusals alone would prove little.
  expect(counts.allowed).toBeGreaterThan(100);
  expect(counts.refused).toBeGreaterThan(100);
});
