import { join } from 'node:path';
import { deployPeacetime } from '../local-deploy/peacetime';
import { LocalEnvironment, type EnvironmentProps } from '../local-deploy/environment';
import { stagesOf } from '../local-deploy/stages';
import { buildStackPlan } from '../plan-review/model/build';
import type { StackPlan } from '../plan-review/model/types';
import { parsePlan } from '../plan-review/plan-file/parse';
import { runCommand } from '../recovery/service/terraform/run-command';
import { checkOut } from './checkout';

export interface PlanBranchProps extends EnvironmentProps {
  /** Folder of the repository, whose working tree is planned. */
  readonly root: string;
  /** What is deployed before: branch, tag or commit. */
  readonly base: string;
}

/**
 * Deploys every stack of the base on a local cloud and plans the working tree against it, as a pull request is planned
 * against what runs. Nothing is left running.
 *
 * @throws Stop BASE_UNKNOWN (usage), or when Terraform is missing
 * @throws CommandFailed when something cannot be synthesized, deployed or planned
 */
export async function planBranch({ root, base, ...props }: PlanBranchProps): Promise<StackPlan[]> {
  const { settings, progress } = props;
  const checkout = await checkOut(root, base);
  try {
    const environment = await LocalEnvironment.start(props);
    try {
      progress(`synthesizing ${base} ...`);
      await synthesize(environment, checkout.directory);
      await deployPeacetime(environment, { traffic: true });
      await environment.deploy([stagesOf(settings).disaster]);
      progress('synthesizing the working tree ...');
      await synthesize(environment, root);
      const { bootstrap, identity, foundations, primary, disaster, traffic } = stagesOf(settings);
      const plans: StackPlan[] = [];
      for (const { id } of [
        ...bootstrap,
        identity,
        ...Object.values(foundations),
        primary,
        disaster,
        traffic,
      ]) {
        progress(`planning ${id} ...`);
        plans.push(await planStack(environment, id));
      }
      return plans;
    } finally {
      await environment.close();
    }
  } finally {
    await checkout.remove();
  }
}

/** What `cdktf synth` does, for the sources of another folder and with their own settings. */
async function synthesize({ workspace, env }: LocalEnvironment, sources: string): Promise<void> {
  await runCommand(process.execPath, ['-r', './bin/register.js', 'main.ts'], {
    cwd: sources,
    env: {
      ...env,
      SYNCWELL_SETTINGS_DIRECTORY: join(sources, 'settings'),
      SYNCWELL_BOOTSTRAP_STATE: join(workspace.directory, 'state'),
      CDKTF_OUTDIR: join(workspace.directory, 'cdktf.out'),
    },
  });
}

async function planStack({ workspace }: LocalEnvironment, stack: string): Promise<StackPlan> {
  await workspace.terraform(stack, ['init', '-input=false', '-no-color']);
  // A condition that fails ends the planning with 1, and still leaves a plan behind, marked as errored.
  const saved = 'review.tfplan';
  await workspace.terraform(stack, ['plan', '-input=false', '-no-color', `-out=${saved}`], [0, 1]);
  const { stdout } = await workspace.terraform(stack, ['show', '-json', saved]);
  return buildStackPlan(stack, parsePlan(stack, Buffer.from(stdout)));
}
