import { checksAt, verdictOf, type Finding } from '../../../scripts/recovery/readiness';
import { amounts } from '../../support/amounts';
import { FAULTS } from './faults';
import type { Fault } from './support/fault';
import { ReadyService } from './support/ready-service';

const CHECKS = checksAt('doctor');

let service: ReadyService;
let well: Finding[];
beforeAll(async () => {
  service = await ReadyService.start();
  // Until its tasks run, and its table can be restored.
  await service.survey.clock.sleep(10 * 60_000);
  well = await service.examine();
}, 120_000);
afterAll(() => service.stop());

/** What changed against a service that is well. */
function changes(findings: readonly Finding[]): Finding[] {
  return findings.filter(({ id, state }) => state !== well.find((before) => before.id === id)?.state);
}

/** The first fault of each area: all areas are planted in alike. */
function oneOfEachArea(): Fault[] {
  return [...new Map([...FAULTS].reverse().map((fault) => [fault.check.split('/')[0], fault])).values()];
}

it('a service that is ready passes every check', () => {
  expect(well.filter(({ state }) => state !== 'ok')).toEqual([]);
  expect(well).toHaveLength(CHECKS.length);
  expect(verdictOf(well).ready).toBe(true);
  expect(well.every(({ mend }) => mend === null)).toBe(true);
});

it('every check has a planted fault', () => {
  expect([...new Set(FAULTS.map(({ check }) => check))].sort()).toEqual(CHECKS.map(({ id }) => id).sort());
});

it.each(amounts.everyFault ? FAULTS : oneOfEachArea())(
  '$check: $when',
  async ({ check, state = 'failed', also = [], command, plant }) => {
    const { change, mend } = await plant(service.survey);
    const changed = await service.examine(change).then(changes).finally(mend);
    expect(changed.map(({ id }) => id).sort()).toEqual([check, ...also].sort());
    const finding = changed.find(({ id }) => id === check);
    expect(finding).toMatchObject({ state });
    expect(finding?.mend).toMatch(/^(npx|npm|aws|docker|git|unset|export|nvm|terraform) \S/);
    if (command !== undefined) expect(finding?.mend).toBe(command);
    const critical = CHECKS.find(({ id }) => id === check)?.severity === 'critical';
    if (also.length === 0) expect(verdictOf(changed).ready).toBe(!(critical && state === 'failed'));
  },
);

it('after every fault was mended, the service is as ready as before', async () => {
  expect(changes(await service.examine())).toEqual([]);
});
