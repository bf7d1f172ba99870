import fc from 'fast-check';
import { isDenied } from '../../../../scripts/local-cloud/services/dynamodb/policy-evaluation';
import {
  FENCE_SID,
  fenced,
  hasFence,
  samePolicy,
  withoutFence,
} from '../../../../scripts/recovery/service/writers/fence-document';

const tableArn = 'arn:aws:dynamodb:us-east-1:123456789012:table/SyncWellMetadata';
const exempt = 'arn:aws:iam::123456789012:role/syncwell-drill-recovery-operator';
const worker = 'arn:aws:iam::123456789012:role/syncwell-drill-worker';
const props = { tableArn, exempt, accountId: '123456789012' };
const replication =
  'arn:aws:iam::123456789012:role/aws-service-role/replication.dynamodb.amazonaws.com/AWSServiceRoleForDynamoDBReplication';

const WRITES = [
  'PutItem',
  'UpdateItem',
  'DeleteItem',
  'BatchWriteItem',
  'PartiQLUpdate',
  'StartBulkPutItems',
];

const oneOrMore = <Value>(value: fc.Arbitrary<Value>) =>
  fc.oneof(value, fc.array(value, { minLength: 1, maxLength: 3 }));
const action = oneOrMore(
  fc.constantFrom('dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:*', 'dynamodb:Query'),
);
const arn = oneOrMore(fc.constantFrom(worker, exempt, 'arn:aws:iam::123456789012:root'));
const statement = fc.record(
  {
    Sid: fc.stringMatching(/^[A-Za-z0-9]{1,20}$/).filter((sid) => sid !== FENCE_SID),
    Effect: fc.constantFrom('Allow', 'Deny'),
    Principal: fc.oneof(fc.constant('*'), fc.record({ AWS: arn })),
    Action: action,
    Resource: oneOrMore(fc.constantFrom(tableArn, `${tableArn}/index/*`)),
    Condition: fc.record({ ArnLike: fc.record({ 'aws:PrincipalArn': arn }) }),
  },
  { requiredKeys: ['Effect', 'Principal', 'Action', 'Resource'] },
);
const policy = fc.record(
  {
    Version: fc.constantFrom('2012-10-17', '2008-10-17'),
    Id: fc.string({ maxLength: 10 }),
    Statement: oneOrMore(statement),
  },
  { requiredKeys: ['Statement'] },
);
/** The text of a policy, in any of the shapes that people write. */
const document = fc
  .tuple(policy, fc.constantFrom(undefined, 2))
  .map(([content, space]) => JSON.stringify(content, undefined, space));

const questionOf = (arn: string, operation: string) => ({
  principalArn: arn,
  callerArn: arn,
  action: `dynamodb:${operation}`,
  resource: tableArn,
});

describe('a fence in a policy', () => {
  it('property: can be taken out again, and what is left means what the policy meant', () => {
    fc.assert(
      fc.property(fc.option(document), (original) => {
        const raised = fenced(original, props);
        expect(hasFence(raised)).toBe(true);
        expect(samePolicy(withoutFence(raised), original)).toBe(true);
        expect(withoutFence(original)).toBe(original);
      }),
    );
  });

  it('property: denies a worker every write, and operator and replication none that the policy did not deny', () => {
    fc.assert(
      fc.property(fc.option(document), (original) => {
        const raised = fenced(original, props);
        for (const operation of WRITES) {
          expect(isDenied(raised, questionOf(worker, operation))).toBe(true);
          for (const arn of [exempt, replication]) {
            const question = questionOf(arn, operation);
            expect(isDenied(raised, question)).toBe(original !== null && isDenied(original, question));
          }
        }
      }),
    );
  });

  it('property: leaves reads to the policy', () => {
    fc.assert(
      fc.property(document, (original) => {
        const read = questionOf(worker, 'GetItem');
        expect(isDenied(fenced(original, props), read)).toBe(isDenied(original, read));
      }),
    );
  });

  it('property: is raised once, however often', () => {
    fc.assert(
      fc.property(document, (original) => {
        const raised = fenced(original, props);
        expect(samePolicy(fenced(raised, props), raised)).toBe(true);
      }),
    );
  });

  it('must fit into 20 KB with the rest', () => {
    const filler = (length: number) =>
      JSON.stringify({
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Principal: '*',
            Action: 'dynamodb:Query',
            Resource: tableArn,
            Sid: 'a'.repeat(length),
          },
        ],
      });
    expect(() => fenced(filler(19_000), props)).not.toThrow();
    expect(() => fenced(filler(20_000), props)).toThrow(
      expect.objectContaining({ code: 'POLICY_TOO_LARGE', message: expect.stringContaining('20480') }),
    );
  });

  it('is told apart from another policy by any difference that matters, and by none that does not', () => {
    const text = (Effect: string, Action: unknown) =>
      JSON.stringify({ Statement: [{ Effect, Principal: '*', Action, Resource: tableArn }] });
    const one = text('Allow', ['dynamodb:GetItem', 'dynamodb:Query']);
    expect(samePolicy(one, text('Allow', ['dynamodb:Query', 'dynamodb:GetItem']))).toBe(true);
    expect(samePolicy(text('Allow', 'dynamodb:Query'), text('Allow', ['dynamodb:Query']))).toBe(true);
    expect(samePolicy(one, text('Deny', ['dynamodb:GetItem', 'dynamodb:Query']))).toBe(false);
    expect(samePolicy(one, text('Allow', 'dynamodb:Query'))).toBe(false);
    expect(samePolicy(one, null)).toBe(false);
    expect(samePolicy(null, null)).toBe(true);
  });
});
