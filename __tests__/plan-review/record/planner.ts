import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommand } from '../../../scripts/recovery/service/terraform/run-command';
import { terraformProgram } from '../../../scripts/recovery/service/terraform/terraform-program';

/** A synthesized stack: `cdk.tf.json`. */
export type Configuration = any;
export type Edit = (configuration: Configuration) => Configuration;

export interface PlannerProps {
  /** Folder of a synthesized, initialised stack. */
  readonly directory: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Plans an edited copy of a stack with the real Terraform and returns what `terraform show -json` says; applies nothing. */
export async function planEdited({ directory, env }: PlannerProps, edit: Edit): Promise<object> {
  const copy = mkdtempSync(join(tmpdir(), 'plan-'));
  try {
    cpSync(directory, copy, { recursive: true, verbatimSymlinks: true });
    const file = join(copy, 'cdk.tf.json');
    writeFileSync(file, JSON.stringify(edit(JSON.parse(readFileSync(file, 'utf8')))));
    const options = { cwd: copy, env };
    const terraform = terraformProgram(env);
    await runCommand(terraform, ['init', '-input=false', '-no-color', '-reconfigure'], options);
    // An error of a condition still leaves a plan behind, marked as errored: it is reviewed as well.
    await runCommand(terraform, ['plan', '-input=false', '-no-color', '-lock=false', '-out=plan.tfplan'], {
      ...options,
      accept: [0, 1],
    });
    const { stdout } = await runCommand(terraform, ['show', '-json', 'plan.tfplan'], options);
    return JSON.parse(stdout);
  } finally {
    rmSync(copy, { recursive: true });
  }
}
