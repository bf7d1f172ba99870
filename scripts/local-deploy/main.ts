import { Command } from 'commander';
import Table from 'cli-table3';
import { loadSettings, SettingsError } from '../../settings';
import { PreconditionError } from '../local-cloud/precondition';
import { deployLocally } from './deploy';
import type { StackReport } from './environment';
import { Stop } from '../engine/stop';

const HELP = `
Starts a local cloud, deploys bootstrap, identity, both foundations, primary and traffic with the real cdktf and
Terraform, then makes the primary region dark and deploys recovery. Every stack is planned a second time, which must
say "no changes". Nothing is left running.

RECOVERY_REGION chooses another recovery region, for example:
  RECOVERY_REGION=eu-west-1 npm run deploy:local`;

async function main(): Promise<void> {
  const { json } = new Command('deploy:local')
    .description('build both regions on a local cloud')
    .option('--json', 'print the result as JSON on standard output', false)
    .addHelpText('after', HELP)
    .parse()
    .opts<{ json: boolean }>();
  const started = performance.now();
  const seconds = (): number => (performance.now() - started) / 1000;
  const settings = loadSettings({ env: { ...process.env, SYNCWELL_ENV: 'drill' } });
  const { environment, stacks } = await deployLocally({
    settings,
    env: process.env,
    progress: (line) => {
      console.error(`${seconds().toFixed(0).padStart(4)} s  ${line}`);
    },
  });
  await environment.close();
  console.log(json ? JSON.stringify({ seconds: seconds(), stacks }) : render(stacks, seconds()));
  if (stacks.some(({ secondPlan }) => secondPlan !== 'no changes')) process.exitCode = 5;
}

function render(stacks: readonly StackReport[], seconds: number): string {
  const table = new Table({
    head: ['stack', 'region', 'resources', 'deploy', 'second plan'],
    colAligns: ['left', 'left', 'right', 'right', 'left'],
    style: { head: [], border: [] },
  });
  for (const { stack, region, resources, deploySeconds, secondPlan } of stacks) {
    table.push([stack, region, resources, `${deploySeconds.toFixed(0)} s`, secondPlan]);
  }
  return `${table.toString()}\nin ${(seconds / 60).toFixed(1)} minutes; nothing is left running`;
}

/** As in `recover`: 2 wrong settings, 4 something is missing on this machine, 1 anything else. */
function statusOf(error: unknown): number {
  if (error instanceof SettingsError) return 2;
  return error instanceof PreconditionError || error instanceof Stop ? 4 : 1;
}

// Ctrl-C: the local cloud ends with its owner; leaving in order lets the folders go as well.
process.once('SIGINT', () => {
  process.exit(130);
});

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = statusOf(error);
});
