import { Access } from '../../modules/access';
import { namesFor } from '../../settings';
import { faultsOf, overlap, readsOf, type Grant } from '../support/service-authorization';
import { parsePolicy, synthModule } from '../support/synth';

const names = namesFor({ environment: 'drill', accountId: '123456789012' });
const synthesized = synthModule(
  (stack) =>
    new Access(stack, 'access', {
      names,
      repository: 'owner/repository',
      apiDomain: 'api.drill.syncwell.example',
    }),
);

const statements = ['aws_iam_role_policy', 'aws_iam_policy']
  .flatMap(synthesized.resources)
  .flatMap(({ policy }) => parsePolicy(policy).Statement);
const grants: Grant[] = statements
  .filter(({ Effect }) => Effect === 'Allow')
  .flatMap(({ Action, Resource }) =>
    ([Action].flat() as string[]).map((action) => ({ action, resources: [Resource].flat() as string[] })),
  );

it('grants no action that AWS does not know, and none on a resource that it never bears', async () => {
  expect(grants.length).toBeGreaterThan(300);
  expect((await Promise.all(grants.map(faultsOf))).flat()).toEqual([]);
});

it('denies no action that AWS does not know', async () => {
  const denials = statements
    .filter(({ Effect }) => Effect === 'Deny')
    .flatMap(({ Action }) => [Action].flat() as string[]);
  const faults = denials.map((action) => faultsOf({ action, resources: ['*'] }));
  expect((await Promise.all(faults)).flat()).toEqual([]);
});

it('denies reading content only: a plan reads every setting', async () => {
  const denied = statements
    .filter(({ Effect }) => Effect === 'Deny')
    .flatMap(({ Action }) => [Action].flat() as string[]);
  const reads = new Set((await Promise.all(denied.map(readsOf))).flat());
  expect([...reads].sort()).toEqual([
    'dynamodb:BatchGetItem',
    'dynamodb:ConditionCheckItem',
    'dynamodb:GetItem',
    'dynamodb:PartiQLSelect',
    'dynamodb:Query',
    'dynamodb:Scan',
    'secretsmanager:BatchGetSecretValue',
    'secretsmanager:GetSecretValue',
    'sqs:ReceiveMessage',
  ]);
});

it('puts no star where an ARN names the type of its resource', () => {
  const typeOf = (arn: string): string => arn.split(':').slice(5).join(':');
  // An API's ARN begins with its random id instead (execute-api).
  const starred = grants
    .flatMap(({ resources }) => resources)
    .filter((arn) => typeOf(arn).startsWith('*') && !arn.includes(':execute-api:'));
  expect(starred).toEqual([]);
});

it.each([
  ['a*', '*b', true],
  ['arn:x:role/p-*', 'arn:*:role/*', true],
  ['arn:x:*/p-*', 'arn:*:loadbalancer/app/*/*', true],
  ['arn:x:queue', 'arn:x:topic*', false],
  ['', '*', true],
  ['a', '', false],
])('two patterns %j and %j overlap: %j', (one, other, expected) => {
  expect(overlap(one, other)).toBe(expected);
});
