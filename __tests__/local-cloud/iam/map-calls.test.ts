import fc from 'fast-check';
import { neededFor, NOTHING_KNOWN, UnmappedCall, type Needed } from '../../../scripts/local-cloud/iam/map';
import { fits, resourceTypesOf, typesOf } from '../../../scripts/local-cloud/iam/map/actions';
import { recordedCalls, requestOf } from './requests';

const CALLS = recordedCalls();

/** The reference lists the load balancers of the first generation for these, which take any resource of the second. */
const OF_TWO_GENERATIONS = new Set(['elasticloadbalancing:AddTags', 'elasticloadbalancing:RemoveTags']);

/** The package has API Gateway's two references in one list, in which the verbs lost the second's types. */
function isOfApiGateway(resource: string): boolean {
  return typesOf('apigateway').some((type) => fits('apigateway', type, resource));
}

/** What is wrong with a question by the service authorization reference; undefined when nothing is. */
function wrongWith({ action, resource }: Needed): string | undefined {
  const [prefix = '', name = ''] = action.split(':');
  const types = resourceTypesOf(prefix, name);
  if (types === undefined) return `${action} is no action`;
  if (prefix === 'apigateway') return isOfApiGateway(resource) ? undefined : `${resource} is no path`;
  if (OF_TWO_GENERATIONS.has(action)) return undefined;
  const isAny = types.length === 0 || types.every(({ required }) => !required);
  if (resource === '*') return isAny ? undefined : `${action} is not asked of *`;
  return types.some(({ type }) => fits(prefix, type, resource))
    ? undefined
    : `${resource} is none of ${types.map(({ type }) => type).join()} for ${action}`;
}

test('every call that was recorded is in the map, and asks for actions that exist on resources that they know', () => {
  const wrong = CALLS.flatMap((request) =>
    neededFor(request, NOTHING_KNOWN).flatMap((one) => wrongWith(one) ?? []),
  );
  expect(wrong).toEqual([]);
});

test('only GetCallerIdentity needs no right (STS API reference)', () => {
  const free = CALLS.filter((request) => neededFor(request, NOTHING_KNOWN).length === 0);
  expect(new Set(free.map(({ operation }) => operation))).toEqual(new Set(['GetCallerIdentity']));
});

test('every question says the region that was asked, and keys in lower case', () => {
  for (const request of CALLS) {
    for (const { context } of neededFor(request, NOTHING_KNOWN)) {
      expect(context.get('aws:requestedregion')).toEqual([request.region]);
      expect([...context.keys()].filter((key) => key !== key.toLowerCase())).toEqual([]);
    }
  }
});

test('a call that is not in the map is refused by its name', () => {
  const unknown = [
    requestOf({ service: 'dynamodb', operation: 'PutThing', body: {} }),
    requestOf({ service: 'backup', method: 'GET', path: '/unknown/path' }),
    requestOf({ service: 's3', method: 'POST', path: '/bucket' }),
    requestOf({ service: 'lambda', operation: 'Invoke', body: {} }),
    requestOf({ service: 'unsigned', method: 'GET', path: '/' }),
    requestOf({ service: 'secretsmanager', operation: 'GetSecretValue', body: {} }),
  ];
  const names = unknown.map((request) => {
    try {
      return String(neededFor(request, NOTHING_KNOWN).length);
    } catch (error) {
      return error instanceof UnmappedCall ? error.call : String(error);
    }
  });
  expect(names).toEqual([
    'dynamodb:PutThing',
    'backup GET /unknown/path',
    's3 POST /bucket',
    'lambda:Invoke',
    'unsigned GET /',
    'secretsmanager:GetSecretValue',
  ]);
});

test('whatever a request holds, it is a question or an unmapped call, never a failure of another kind', () => {
  const changed = fc.record({
    request: fc.constantFrom(...CALLS),
    body: fc.oneof(fc.json(), fc.string(), fc.webQueryParameters()),
    path: fc.option(fc.webPath(), { nil: undefined }),
  });
  fc.assert(
    fc.property(changed, ({ request, body, path = request.path }) => {
      try {
        const needed = neededFor({ ...request, body: Buffer.from(body), path }, NOTHING_KNOWN);
        return Array.isArray(needed);
      } catch (error) {
        return error instanceof UnmappedCall;
      }
    }),
    { numRuns: 150 },
  );
});
