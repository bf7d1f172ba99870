import { switchOn } from '../../scripts/recovery/service/traffic/switch';
import { regionsOf } from '../../scripts/runbooks/incident-regions';
import { makeHaste } from '../simulation/support/haste';
import { changesSince } from './support/changes';
import { Operator } from './support/incident';
import { AWAY, HOME, TwoRegions } from './support/two-regions';

makeHaste();

jest.setTimeout(60_000);

let world: TwoRegions;
let operator: Operator;
beforeEach(async () => {
  world = await TwoRegions.create({ users: 1 });
  operator = new Operator(world);
  world.cloud.dark.set(HOME.region, 'refuse');
});
afterEach(() => {
  operator.remove();
});

it('an empty vault stops the rebuild before anything is made', async () => {
  const from = world.cloud.requests.length;
  await expect(operator.outage()).rejects.toMatchObject({
    kind: 'precondition',
    code: 'VAULT_EMPTY',
    next: 'npx recover protect',
  });
  expect(changesSince(world, from)).toEqual([]);
});

it('a region that serves already is not rebuilt over', async () => {
  await switchOn({ target: AWAY, clock: world.clock, s3: world.away.s3 }, 'INC-20260301-000000-0000');
  const from = world.cloud.requests.length;
  await expect(operator.outage()).rejects.toMatchObject({
    code: 'NOT_READY',
    message: expect.stringContaining(`goes to ${AWAY.region} already`),
    next: `npx recover status --region ${AWAY.region}`,
  });
  expect(changesSince(world, from)).toEqual([]);
});

it('of two operators one runs it, and the other is told who', async () => {
  const [first, second] = await Promise.allSettled([
    operator.outage('INC-20260301-090000-0001'),
    operator.outage('INC-20260301-090000-0002'),
  ]);
  const refused = [first, second].filter(
    (outcome) => outcome.status === 'rejected' && (outcome.reason as { code?: string }).code === 'LEASE_HELD',
  );
  expect(refused).toHaveLength(1);
});

it.each([
  ['regional-outage', {}, { regionKind: 'recovery', lost: 'primary' }],
  ['regional-outage', { evacuate: true }, { regionKind: 'recovery', source: 'primary' }],
  ['failback', {}, { regionKind: 'primary', source: 'recovery' }],
  ['data-corruption', {}, { regionKind: 'primary' }],
])('%s %p works where it was declared to', (runbook, parameters, regions) => {
  expect(regionsOf({ runbook, parameters, role: null })).toEqual(regions);
  expect(regionsOf({ runbook: 'halt-writes', parameters: {}, role: 'recovery' })).toEqual({
    regionKind: 'recovery',
  });
});
