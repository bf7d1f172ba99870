import { loadSettings } from '../../../settings';
import { LocalEnvironment } from '../../../scripts/local-deploy/environment';
import { deployPeacetime } from '../../../scripts/local-deploy/peacetime';
import { stagesOf } from '../../../scripts/local-deploy/stages';
import { writeGolden } from './golden';
import { KINDS } from './kinds';
import { recordKinds } from './record';

/**
 * Deploys everything on a local cloud once, plans every kind with the real Terraform and keeps the plans and their
 * comments. About 20 minutes:
 *
 *     node -r ./bin/register.js __tests__/plan-review/record/index.ts [kind ...]
 *     node -r ./bin/register.js __tests__/plan-review/record/index.ts --comments   (from the kept plans, seconds)
 */
async function main([...wanted]: readonly string[]): Promise<void> {
  if (wanted[0] !== '--comments') await record(wanted);
  for (const { name } of KINDS) writeGolden(name);
}

async function record(wanted: readonly string[]): Promise<void> {
  const settings = loadSettings({ env: { ...process.env, SYNCWELL_ENV: 'drill' } });
  const progress = (line: string): void => {
    console.error(line);
  };
  // Fast, because a restore takes twenty minutes of the cloud's time.
  const environment = await LocalEnvironment.start({ settings, env: process.env, speed: 60, progress });
  try {
    await deployPeacetime(environment, { traffic: true });
    await environment.deploy([stagesOf(settings).disaster]);
    const { workspace, env } = environment;
    await recordKinds({ stackDirectory: (stack) => workspace.stackDirectory(stack), env, progress }, wanted);
  } finally {
    await environment.close();
  }
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
