import { existsSync, mkdtempSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand, type CommandResult } from './run-command';
import { runSurviving, type SurvivingOptions } from './surviving-command';
import { terraformProgram } from './terraform-program';
import { PROJECT_ROOT } from '../../../project-root';

export interface WorkspaceProps {
  /** Environment of the commands: where AWS is, and which settings. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Folder in which it makes its own. @default `.local-cloud/workspaces` */
  readonly parent?: string;
}

/** What `terraform plan` said. */
export interface PlanResult {
  readonly hasChanges: boolean;
  /** The plan as a person reads it. */
  readonly text: string;
  readonly changes: readonly PlannedChange[];
}

export interface PlannedChange {
  readonly address: string;
  /** Terraform's `actions`, for example `["delete", "create"]`. */
  readonly actions: readonly string[];
  readonly imported: boolean;
}

/**
 * A folder of its own for synthesized stacks, plans and bootstrap's state, so that a local deployment touches neither
 * `cdktf.out/` nor the state of a real one. The commands are the real `cdktf` and `terraform`.
 */
export class Workspace {
  readonly directory: string;
  private readonly env: Readonly<Record<string, string | undefined>>;

  constructor({ env, parent = join(PROJECT_ROOT, '.local-cloud', 'workspaces') }: WorkspaceProps) {
    mkdirSync(parent, { recursive: true });
    this.directory = mkdtempSync(join(parent, 'deploy-'));
    this.env = {
      ...env,
      SYNCWELL_BOOTSTRAP_STATE: this.stateDirectory,
      CHECKPOINT_DISABLE: '1',
      CI: '1',
    };
    mkdirSync(this.stateDirectory);
    // Also when the process ends early: it is of no use without the local cloud, which ends with it.
    process.once('exit', () => {
      this.remove();
    });
  }

  /** Where the state of `bootstrap` is kept. */
  get stateDirectory(): string {
    return join(this.directory, 'state');
  }

  /** Where `cdktf synth` put a stack. */
  stackDirectory(stack: string): string {
    return join(this.outputDirectory, 'stacks', stack);
  }

  /** Synthesizes every stack with `cdktf synth`; more environment (other settings, say) may be given. */
  async synth(env: Readonly<Record<string, string>> = {}): Promise<void> {
    await this.cdktf(['synth'], env);
  }

  /** Applies stacks, side by side, with `cdktf deploy`, from what was synthesized last. */
  async deploy(stacks: readonly string[]): Promise<void> {
    await this.cdktf([
      'deploy',
      ...stacks,
      '--auto-approve',
      '--skip-synth',
      // Locking for other platforms asks the registry, also where a mirror has everything.
      '--skip-provider-lock',
      '--ignore-missing-stack-dependencies',
    ]);
  }

  /**
   * Plans one stack. Takes no lock: one that is killed would leave it behind, and a plan that is no longer true is
   * refused when it is applied.
   */
  async plan(stack: string): Promise<PlanResult> {
    const { status, output } = await this.terraform(
      stack,
      ['plan', '-input=false', '-no-color', '-lock=false', '-out=review.tfplan', '-detailed-exitcode'],
      [0, 2],
    );
    const shown = await this.terraform(stack, ['show', '-json', 'review.tfplan']);
    const plan = JSON.parse(shown.stdout) as TerraformPlan;
    const changes = (plan.resource_changes ?? []).map(({ address, change }) => ({
      address,
      actions: change.actions,
      imported: change.importing !== undefined,
    }));
    return { hasChanges: status === 2, text: output, changes };
  }

  /** Applies what was planned last, to its end, also when this process is killed meanwhile. @throws CommandFailed */
  async apply(stack: string, options: Pick<SurvivingOptions, 'files' | 'onLine'>): Promise<CommandResult> {
    const cwd = this.stackDirectory(stack);
    const args = ['apply', '-input=false', '-no-color', 'review.tfplan'];
    return runSurviving(terraformProgram(this.env), args, { cwd, env: this.env, ...options });
  }

  /** Runs `terraform` inside a stack's folder. */
  async terraform(
    stack: string,
    args: readonly string[],
    accept: readonly number[] = [0],
  ): Promise<CommandResult> {
    const cwd = this.stackDirectory(stack);
    const program = terraformProgram(this.env);
    if (!existsSync(join(cwd, '.terraform'))) {
      await runCommand(program, ['init', '-input=false', '-no-color'], { cwd, env: this.env });
    }
    return runCommand(program, args, { cwd, env: this.env, accept });
  }

  /** How many resources a stack manages, by its synthesized configuration. */
  countResources(stack: string): number {
    const text = readFileSync(join(this.stackDirectory(stack), 'cdk.tf.json'), 'utf8');
    const { resource = {} } = JSON.parse(text) as { resource?: Record<string, object> };
    return Object.values(resource).reduce((sum, byName) => sum + Object.keys(byName).length, 0);
  }

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }

  private get outputDirectory(): string {
    return join(this.directory, 'cdktf.out');
  }

  private async cdktf(
    args: readonly string[],
    env: Readonly<Record<string, string>> = {},
  ): Promise<CommandResult> {
    const command = join(PROJECT_ROOT, 'node_modules', '.bin', 'cdktf');
    return runCommand(command, [...args, '--output', this.outputDirectory], {
      cwd: PROJECT_ROOT,
      env: { ...this.env, ...env },
    });
  }
}

/** The part of Terraform's plan format that is read here. */
interface TerraformPlan {
  readonly resource_changes?: readonly {
    readonly address: string;
    readonly change: { readonly actions: readonly string[]; readonly importing?: unknown };
  }[];
}
