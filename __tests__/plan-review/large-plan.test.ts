import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readPlanFile } from '../../scripts/plan-review/plan-file/read';
import { PLANS } from './record/golden';

const ROOT = join(__dirname, '..', '..');
const RESOURCES = 5000;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'large-plan-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** A real plan over and over, with every third resource changed, and with what a plan holds beside its changes. */
function largePlan(): string {
  const plan: any = readPlanFile(join(PLANS, 'table-replaced', 'drill-primary.json.gz'));
  const rounds = Math.ceil(RESOURCES / plan.resource_changes.length);
  const repeat = (list: any[], make: (one: any, round: number) => any): any[] =>
    Array.from({ length: rounds }, (_, round) => list.map((one) => make(one, round))).flat();
  const changes = repeat(plan.resource_changes, (one, round) => {
    const changed = round % 3 === 1 && one.change.after !== null;
    return {
      ...one,
      address: `${one.address}_${round}`,
      change: changed
        ? {
            ...one.change,
            actions: ['update'],
            after: { ...one.change.after, tags: { round: String(round) } },
          }
        : one.change,
    };
  }).slice(0, RESOURCES);
  const root = plan.configuration.root_module;
  const values = {
    root_module: { resources: changes.map(({ address, change }) => ({ address, values: change.after })) },
  };
  const file = join(folder, 'large-primary.json');
  writeFileSync(
    file,
    JSON.stringify({
      ...plan,
      resource_changes: changes,
      planned_values: values,
      prior_state: { format_version: '1.0', values },
      configuration: {
        ...plan.configuration,
        root_module: {
          ...root,
          resources: repeat(root.resources, (one, round) => ({ ...one, address: `${one.address}_${round}` })),
        },
      },
    }),
  );
  return file;
}

it('a plan of 5,000 resources is reviewed in little time and less than 300 MB', () => {
  const usage = join(folder, 'usage.json');
  const { status, stderr } = spawnSync(
    process.execPath,
    [
      '-r',
      join(ROOT, 'bench', 'report-usage.js'),
      join(ROOT, 'bin', 'recover.js'),
      'plan-review',
      largePlan(),
      '--out',
      join(folder, 'comment.md'),
    ],
    { encoding: 'utf8', env: { ...process.env, USAGE_REPORT: usage } },
  );
  expect([status, stderr]).toEqual([3, '']);
  const { processSeconds, peakMegabytes } = JSON.parse(readFileSync(usage, 'utf8'));
  // The start of Node.js and garbage collection by other threads included; npm run bench tells the time by the clock.
  expect(processSeconds).toBeLessThan(3);
  expect(peakMegabytes).toBeLessThan(300);
  expect(readFileSync(join(folder, 'comment.md'), 'utf8').length).toBeLessThan(65_536);
});
